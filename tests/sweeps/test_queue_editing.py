"""Verbs on a queue file change what they name, and leave every other word of it as it was written."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest

from playground.foundation.errors import PlaygroundError
from playground.sweeps.queue_editing import QueueText
from playground.sweeps.queue_file import NAME, QueueFile
from playground.sweeps.working import Verb

TEXT = """# for Thursday
state = "pause"  # until the room is free

[[run]]  # the baseline
preset = "mlp-digits"
name = "one"

# the next two belong together
[[run]]
preset = "mlp-digits"
set = { "training.learning_rate" = 0.01 }
name = "two"

[[ run ]]
preset = "cnn-digits"
name = "三"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / NAME).write_text(TEXT, encoding="utf-8")
    return tmp_path


def names(folder: Path) -> list[str]:
    return [run.path.stem for run in QueueFile(folder).runs]


def test_that_reading_and_writing_changes_nothing(folder: Path) -> None:
    QueueText.read(folder).write(folder)
    assert (folder / NAME).read_text(encoding="utf-8") == TEXT


def test_that_the_last_run_is_taken_out_and_another_put_in(folder: Path) -> None:
    for _ in range(3):
        QueueText.read(folder).without(0).write(folder)
    assert names(folder) == [] and "# for Thursday" in (folder / NAME).read_text("utf-8")
    QueueText.read(folder).inserted(0, "cnn-digits", {}, "新").write(folder)
    assert names(folder) == ["新"]


def test_that_runs_are_moved_taken_out_and_put_in(folder: Path) -> None:
    text = QueueText.read(folder).moved(2, 0)
    text.write(folder)
    assert names(folder) == ["三", "one", "two"] and "# the next two belong together" in (folder / NAME).read_text(
        "utf-8"
    )
    text.moved(0, 99).write(folder)
    assert names(folder) == ["one", "two", "三"]
    text.without(1).inserted(0, "cnn-digits", {"training.seed": 7}, "新").write(folder)
    assert names(folder) == ["新", "三", "two"]
    assert QueueFile(folder).runs[0].experiment.training.seed == 7


def test_that_a_verb_is_told_in_the_line_that_is_there(folder: Path) -> None:
    QueueText.read(folder).told(Verb.STOP).write(folder)
    assert QueueFile(folder).verb is Verb.STOP and (folder / NAME).read_text("utf-8").count("state") == 1
    QueueText().inserted(0, "mlp-digits", {}).told(Verb.PAUSE).write(folder / "new")
    assert QueueFile(folder / "new").verb is Verb.PAUSE


def test_that_a_duplicate_has_what_was_changed(folder: Path) -> None:
    QueueText.read(folder).duplicated(1, {"training.seed": 3}, "two again").write(folder)
    file = QueueFile(folder)
    assert [run.path.stem for run in file.runs] == ["one", "two", "two again", "三"]
    assert file.runs[2].changes == {"training.learning_rate": 0.01, "training.seed": 3}


def test_that_a_run_is_held_and_let_go(folder: Path) -> None:
    text = QueueText.read(folder).held(1, True).held(1, True)
    text.write(folder)
    assert {path.stem for path in QueueFile(folder).held} == {"two"}
    text.held(1, False).write(folder)
    assert not QueueFile(folder).held and (folder / NAME).read_text(encoding="utf-8") == TEXT


@pytest.mark.parametrize(
    "words", ['run = [{ preset = "mlp-digits" }]', 'state = """\n[[run]]\n"""', "[[run]]\npreset = 'x'"]
)
def test_that_what_cannot_be_changed_safely_is_told_and_left(words: str, tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(words, encoding="utf-8")
    with pytest.raises(PlaygroundError):
        QueueText.read(tmp_path).write(tmp_path)
    assert (tmp_path / NAME).read_text(encoding="utf-8") == words


def test_that_any_row_of_verbs_leaves_a_file_that_makes_sense(folder: Path) -> None:
    chance = random.Random(3)
    for number in itertools.count():
        text = QueueText.read(folder)
        at = chance.randrange(len(text.runs)) if text.runs else None
        if number == 60:
            break
        match chance.randrange(6):
            case 0 if at is not None:
                text = text.moved(at, chance.randrange(-1, 9))
            case 1 if at is not None and len(text.runs) > 2:
                text = text.without(at)
            case 2 if at is not None:
                text = text.held(at, chance.random() < 0.5)
            case 3 if at is not None:
                text = text.duplicated(at, {"training.seed": number}, f"copy {number}")
            case 4:
                text = text.told(chance.choice(list(Verb)))
            case _:
                text = text.inserted(0, "mlp-digits", {}, f"new {number}")
        text.write(folder)
        assert len(QueueFile(folder).runs) == len(text.runs)
