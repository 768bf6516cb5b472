"""Preset files: the shipped ones are good, hostile ones are refused quickly and in one sentence."""

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from playground.experiment import presets
from playground.experiment.diagnoses import DiagnosisKind
from playground.experiment.metrics import metric
from playground.foundation.errors import PresetError

GOOD = (presets.shipped("presets") / "cnn-digits.toml").read_bytes()
SHIPPED = sorted(path.read_bytes() for path in presets.shipped("presets").glob("*.toml"))


@pytest.mark.parametrize("name", presets.names())
def test_that_a_shipped_preset_is_good_and_speaks_both_languages(name: str) -> None:
    about = presets.find(name).about
    assert about.title.en and about.title.zh and about.lesson.en and about.lesson.zh
    assert about.expected.low < about.expected.high
    baseline = about.baseline[about.expected.metric]
    judge = metric(about.expected.metric)
    beaten = judge.beats(min((about.expected.low, about.expected.high), key=judge.rank), baseline)
    assert beaten == about.beats_baseline


def test_that_there_is_a_preset_for_every_diagnosis_that_is_broken_on_purpose() -> None:
    broken = [preset for preset in presets.gallery() if preset.name.startswith("broken-")]
    assert sorted(preset.about.diagnoses[0] for preset in broken) == sorted(kind.value for kind in DiagnosisKind)
    assert presets.gallery()[-len(broken) :] == tuple(broken)


def test_that_the_readmes_tell_how_many_presets_there_are() -> None:
    count = len(presets.gallery())
    root = presets.shipped("presets").parent
    told = [(root / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md")]
    assert f"{count} of them (" in told[0] and f"共 {count} 个（" in told[1]


def test_that_the_gallery_starts_with_the_default_preset() -> None:
    assert presets.gallery()[0].name == "cnn-digits"


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        (b"learning_rate = 0.003", b"learning_rate = inf", "training.learning_rate"),
        (b'kind = "digits"', b'kind = "digit"', "task.kind"),
        (b"[task]", b"[tsak]", "tsak"),
        (b"order = 10", b'diagnoses = ["tired"]', "preset.diagnoses"),
        (b"order = 10", b"ordr = 10", "preset.ordr"),
        (b"seed = 1", b"seed = 1\nseed = 2", "TOML"),
        (b"seed = 1", b"seed = 99999999999", "training.seed"),
    ],
)
def test_that_a_broken_preset_names_file_and_field(tmp_path: Path, old: bytes, new: bytes, field: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(GOOD.replace(old, new))
    with pytest.raises(PresetError) as refusal:
        presets.read(path)
    assert str(path) in str(refusal.value) and field in str(refusal.value)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe",
        b"a = " + b"[" * 5000,
        b"a." * 5000 + b"a = 1",
        b"[" + b"a." * 6000 + b"a]",
        b"x = {a." + b"b." * 5000 + b"c = 1}",
        b"a = '" + b"x" * 80_000 + b"'",
        b"a = 1979-99-99",
        b"\x00" * 100,
    ],
)
def test_that_a_hostile_file_is_refused_without_a_hang(raw: bytes) -> None:
    _refused_soon(raw)


def test_that_a_byte_order_mark_does_no_harm() -> None:
    assert presets.parse(b"\xef\xbb\xbf" + GOOD, "mine", "mine.toml").experiment.training.seed == 1


@pytest.mark.parametrize("trials", [2000, pytest.param(200_000, marks=[pytest.mark.slow, pytest.mark.timeout(7200)])])
def test_that_mutations_give_a_preset_or_a_sentence(
    trials: int, record_property: Callable[[str, object], None]
) -> None:
    dice, longest = random.Random(7), 0.0
    for trial in range(trials):
        raw = bytearray(GOOD if trial % 2 else dice.choice(SHIPPED))
        for _ in range(dice.randint(1, 8)):
            at = dice.randrange(len(raw))
            match dice.randrange(3):
                case 0:
                    raw[at] = dice.randrange(256)
                case 1:
                    del raw[at : at + dice.randint(1, 30)]
                case _:
                    raw[at:at] = raw[dice.randrange(len(raw)) :][: dice.randint(1, 60)]
        longest = max(longest, _refused_soon(bytes(raw), may_be_good=True))
    record_property("trials", trials)
    record_property("worst", f"{1e3 * longest:.0f} ms of processor time a file")


def _refused_soon(raw: bytes, may_be_good: bool = False) -> float:
    """Returns how many seconds it took."""
    begun = time.process_time()
    try:
        presets.parse(raw, "mine", "mine.toml")
        assert may_be_good
    except PresetError as error:
        assert str(error).startswith("mine.toml: ")
    spent = time.process_time() - begun
    assert spent < 2.0  # a guard against hangs; a good parse takes milliseconds
    return spent
