"""Lessons: checked strictly when read; written and read back they are the same."""

import random
from pathlib import Path

import pytest

from playground.experiment import lessons, presets, writing
from playground.foundation.errors import PresetError

HEAD = (presets.shipped("presets") / "broken-dead-relus.toml").read_text(encoding="utf-8").partition("[[scene]]")[0]
SCENE = """
[[scene]]
panels = ["loss", "feature-maps"]
curve = "accuracy"
show = { until = { metric = "accuracy", above = 0.9, at_most = 300 } }
point = { picture = "stages.0.activation", index = [0, 1, 2], stop = [1, 2, 3] }
text = { en = "Look.", zh = "看。" }
[scene.ask]
text = { en = "Which?", zh = "哪个？" }
options = [{ en = "this", zh = "这个" }, { en = "that", zh = "那个" }]
answer = 2
reveal = { en = "That.", zh = "那个。" }
"""


def parse(scenes: str, head: str = HEAD) -> presets.Preset:
    return presets.parse((head + scenes).encode(), "mine", "mine.toml")


def test_that_a_lesson_is_read_as_it_was_written() -> None:
    (scene,) = parse(SCENE).lesson
    assert scene.panels == ("loss", "feature-maps") and scene.text.read("zh_CN") == "看。"
    assert scene.show is not None and scene.show.last_step == 300
    assert scene.point is not None and scene.point.stop == (1, 2, 3)
    assert scene.ask is not None and scene.ask.answer == 2 and len(scene.ask.options) == 2


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('"feature-maps"', '"Feature maps"', "panels"),
        ('"feature-maps"', '"loss"', "twice"),
        ('["loss", "feature-maps"]', "[]", "panels"),
        (', zh = "看。"', "", "text.zh"),
        ('zh = "这个"', 'zh = ""', "options"),
        ("above = 0.9", "below = 0.9", "above"),
        ("above = 0.9, ", "", "above or below"),
        ("at_most = 300", "at_most = 0", "at_most"),
        ("until = {", "step = 3, until = {", "one of the two"),
        ("index = [0, 1, 2]", "index = [0, -1, 2]", "index"),
        ("stop = [1, 2, 3]", "stop = [1, 2]", "stop"),
        ("stop = [1, 2, 3]", "stop = [1, 1, 3]", "stop"),
        ("answer = 2", "answer = 3", "answer"),
        (', { en = "that", zh = "那个" }]', "]", "options"),
        ("answer = 2", "anser = 2", "anser"),
    ],
)
def test_that_a_broken_scene_is_one_sentence_that_names_it_and_the_field(old: str, new: str, field: str) -> None:
    assert old in SCENE
    with pytest.raises(PresetError) as refusal:
        parse(SCENE + SCENE.replace(old, new))
    said = str(refusal.value)
    assert said.startswith("mine.toml: scene 2: ") and field in said and "\n" not in said


def test_that_a_step_behind_the_end_of_the_training_is_refused() -> None:
    head = HEAD.replace("duration = 10", 'duration = 200\nduration_unit = "steps"')
    with pytest.raises(PresetError, match="scene 1: show: goes to step 300, but the training ends at step 200"):
        parse(SCENE, head)


@pytest.mark.parametrize("scenes", ["scene = 3\n", "scene = []\n", 'scene = ["a"]\n', "[scene]\n"])
def test_that_scenes_that_are_no_list_of_tables_are_refused(scenes: str) -> None:
    raw = (scenes + HEAD) if "=" in scenes else HEAD + scenes
    if scenes == "scene = []\n":
        assert presets.parse(raw.encode(), "mine", "mine.toml").lesson == ()
        return
    with pytest.raises(PresetError, match="scene"):
        presets.parse(raw.encode(), "mine", "mine.toml")


def test_that_a_lesson_has_an_end() -> None:
    with pytest.raises(PresetError, match="at most 40"):
        parse('[[scene]]\npanels = ["loss"]\ntext = { en = "a", zh = "b" }\n' * (lessons.MAX_SCENES + 1))


def test_that_a_metric_that_is_no_number_meets_no_condition() -> None:
    assert not lessons.Until(metric="accuracy", above=0.5, at_most=10).met(float("nan"))
    assert lessons.Until(metric="nmse", below=0.5, at_most=10).met(0.4)
    assert not lessons.Until(metric="nmse", below=0.5, at_most=10).met(float("nan"))


@pytest.mark.parametrize("name", presets.names())
def test_that_every_preset_reads_back_as_the_same(name: str) -> None:
    preset = presets.find(name)
    assert (
        presets.parse(writing.to_toml(preset.about, preset.experiment, preset.lesson).encode(), name, f"{name}.toml")
        == preset
    )


def test_that_any_text_survives_writing() -> None:
    dice = random.Random(3)
    letters = "\"\\\n\t\r\x00\x1f\x7f\x80\u2028é中🙂{}[]=#'."
    for _ in range(200):
        words = "".join(dice.choice(letters) for _ in range(dice.randint(1, 30)))
        preset = parse(SCENE)
        text = preset.about.title.model_copy(update={"en": words})
        kept = preset.model_copy(update={"about": preset.about.model_copy(update={"title": text})})
        assert (
            presets.parse(writing.to_toml(kept.about, kept.experiment, kept.lesson).encode(), "mine", "mine.toml")
            == kept
        )


def test_that_a_shipped_preset_is_found_by_its_experiment(tmp_path: Path) -> None:
    preset = presets.find("transformer-reverse")
    assert presets.like(preset.experiment) == preset
    training = preset.experiment.training.model_copy(update={"seed": 77})
    assert presets.like(preset.experiment.model_copy(update={"training": training})) is None
