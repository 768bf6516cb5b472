"""What presets say is tied to what is measured: no claim without its words, no percentage without its claim."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from playground.experiment import metrics, presets
from playground.experiment.presets import Preset
from playground.foundation.texts import Text
from tests.check_presets import better, on_own_data
from tests.claims import CLAIMS
from tests.claims.claim import Claim, Watched, measured
from tests.claims.measures import metric

GALLERY = presets.gallery()
NUMBER = re.compile(r"\d+[.,]\d+|\d{2,}")  # single digits may be words in either


def texts(preset: Preset) -> Iterator[Text]:
    """Everything that a preset tells its reader, but for the options among which one may choose."""
    about = preset.about
    yield from (about.title, about.summary, about.lesson)
    for scene in preset.lesson:
        yield scene.text
        if scene.ask is not None:
            yield from (scene.ask.text, scene.ask.reveal)


def plain(words: str) -> str:
    """Narrow and unbreakable spaces as plain ones."""
    return re.sub(r"[\u00a0\u2009\u202f]", " ", words)


@pytest.mark.parametrize("name", sorted(CLAIMS))
def test_that_a_claim_quotes_the_preset_it_holds_to_its_word(name: str) -> None:
    said = plain(" ".join(text.en for text in texts(presets.find(name))))
    assert [claim.says for claim in CLAIMS[name] if plain(claim.says) not in said] == []


@pytest.mark.parametrize("preset", GALLERY, ids=lambda preset: preset.name)
def test_that_no_percentage_is_told_that_no_claim_measures(preset: Preset) -> None:
    held = plain(" ".join(claim.says for claim in CLAIMS.get(preset.name, ())))
    told = {found for text in texts(preset) for found in re.findall(r"[\d.]+ %", plain(text.en))}
    assert {found for found in told if found not in held} == set()


@pytest.mark.parametrize("preset", GALLERY, ids=lambda preset: preset.name)
def test_that_both_languages_tell_the_same_numbers(preset: Preset) -> None:
    for text in texts(preset):
        english, chinese = (Counter(NUMBER.findall(re.sub(r"(?<=\d) (?=\d{3})", "", plain(words))))
                            for words in (text.en, text.zh))  # fmt: skip
        assert english == chinese, text.en


@pytest.mark.parametrize("preset", GALLERY, ids=lambda preset: preset.name)
def test_that_a_band_can_fail(preset: Preset) -> None:
    band, trivial = preset.about.expected, preset.about.baseline[preset.about.expected.metric]
    assert band.low < band.high
    if preset.about.beats_baseline:  # then it lies wholly on the better side of the baseline
        judge = metrics.metric(band.metric)
        assert judge.beats(min((band.low, band.high), key=judge.rank), trivial)


def test_that_the_claims_of_a_preset_are_measured_at_their_steps_with_their_changes() -> None:
    claims = (
        Claim("a", lambda run: run.trainer.step, 0, 0, at=(0,)),
        Claim("b", lambda run: run.trainer.step, 3, 6, at=(3, -1)),
        Claim("c", metric("accuracy"), 0.0, 0.0, seeds=(1, 2), changes=("training.learning_rate=0.001",)),
    )  # fmt: skip
    short = presets.find("cnn-digits").model_copy(deep=True)
    changed = tuple(
        replace(claim, changes=(*claim.changes, "training.duration=6", "training.duration_unit=steps"))
        for claim in claims
    )
    first, second, third = measured(short, changed)
    assert first.values == (0.0,) and second.values == (3.0, 6.0) and first.holds and second.holds
    assert len(third.values) == 2 and not third.holds and "NOT SO" in third.line()


def test_that_a_watched_run_is_the_run_that_is_recorded() -> None:
    preset = presets.find("cnn-digits")
    one, other = (Watched(preset, 1, ("training.duration=12", "training.duration_unit=steps")) for _ in range(2))
    one.go_on(12)
    for step in (3, 7, 12):
        other.go_on(step)
        assert other.pictures and other.metrics  # looking on the way changes nothing
    assert one.losses == other.losses and one.curve == other.curve and one.metrics == other.metrics


def test_that_an_error_on_other_data_counts_by_what_the_baseline_leaves_there() -> None:
    assert on_own_data("nmse", [0.2, 0.3], [{"nmse": 0.4}, {"nmse": 0.5}]) == pytest.approx([0.2, 0.24])
    assert on_own_data("accuracy", [0.2, 0.3], [{"accuracy": 0.4}, {"accuracy": 0.5}]) == [0.2, 0.3]
    assert better("mse", 0.1, 0.2) and not better("accuracy", 0.2, 0.2) and better("accuracy", 0.3, 0.2)
