"""A model of one's own in the window: asked about once for each text, tried, set up by its schema, and never run by
being opened."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from desk import Desk, press
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel

from playground.cli.own import trying
from playground.desktop.controllers.model_controller import ModelController
from playground.desktop.state.open_document import OpenDocument
from playground.experiment.experiment import Experiment
from playground.foundation.places import consents_file
from playground.inspection import dry_step
from playground.protocol.commands import Describe, Start
from playground.protocol.described import Described
from playground.protocol.events import EngineLost

TEXT = """
import pathlib
from torch import nn
from playground.foundation.settings import Settings, setting
from playground.data.shapes import ImageInput, output_width

pathlib.Path(__file__).with_suffix(".ran").touch()

class NetSettings(Settings):
    hidden: int = setting(12, "Hidden units", "Between the image and the answer.", ge=1, le=64)
    rate: float = setting(0.1, "Dropout", "Share that is dropped.", ge=0.0, lt=1.0)
    bias: bool = setting(True, "Bias", "Added to each unit.")

def build(settings, data):
    assert isinstance(data.inputs, ImageInput), "this model reads images"
    flat = data.inputs.channels * data.inputs.height * data.inputs.width
    return nn.Sequential(
        nn.Flatten(), nn.Linear(flat, settings.hidden, bias=settings.bias), nn.ReLU(), nn.Dropout(settings.rate),
        nn.Linear(settings.hidden, 10),
    )
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.py"
    path.write_text(TEXT, encoding="utf-8")
    return path


def ran(file: Path) -> bool:
    return file.with_suffix(".ran").exists()


def model(desk: Desk) -> ModelController:
    return desk.parts.doors.model


def questions(desk: Desk) -> list[Describe]:
    return [command for command in desk.sent if isinstance(command, Describe)]


def answer(desk: Desk) -> None:
    """What the engine's process would find, for the last question."""
    question = questions(desk)[-1]
    asked = Experiment.from_json(question.experiment)
    report = dry_step.examine(asked.architecture, asked.task, asked.training.seed)
    desk.say(Described(question.number, json.loads(json.dumps(vars(report), default=str))))


def set_up(desk: Desk, file: Path) -> None:
    model(desk).take(file)
    press(model(desk).told, "Run its code")
    answer(desk)


def banner(desk: Desk) -> str:
    return desk.parts.banner.text


def test_that_nothing_runs_before_its_user_has_said_so(desk: Desk, file: Path) -> None:
    before = desk.parts.draft.experiment
    model(desk).take(file)
    box = model(desk).told
    assert box is not None and box.text() == "Run this file's code?"
    assert str(file) in box.informativeText() and "20 lines, changed at 20" in box.informativeText()
    assert box.detailedText() == TEXT
    press(box, "Cancel")
    assert not questions(desk) and not ran(file) and not consents_file().exists()
    assert desk.parts.draft.experiment == before and model(desk).told is None


def test_that_an_allowed_file_is_tried_and_its_form_made_from_its_schema(desk: Desk, file: Path) -> None:
    set_up(desk, file)
    draft, form = desk.parts.draft, desk.parts.setup.form
    assert ran(file) and draft.runnable is not None and draft.runnable.architecture.kind == "own"
    assert draft.parameters == 64 * 12 + 12 + 12 * 10 + 10
    assert "Architecture · mine.py" in [label.text() for label in form.findChildren(QLabel)]
    row = form.row("architecture.settings.hidden").row
    assert (row.kind, row.title, row.low, row.high) == ("int", "Hidden units", 1.0, 64.0)
    assert {"architecture.settings.rate", "architecture.settings.bias"} <= set(form.setting_rows())
    desk.parts.control.run()
    (start,) = [command for command in desk.sent if isinstance(command, Start)]
    assert Experiment.from_json(start.experiment) == draft.runnable


def test_that_another_setting_is_tried_again_and_undone_like_any_other(desk: Desk, file: Path) -> None:
    set_up(desk, file)
    draft, form = desk.parts.draft, desk.parts.setup.form
    form.row("architecture.settings.hidden").editor.edited.emit(20)
    form.commit()
    assert draft.runnable is None and "mine.py is being tried on this task" in form.hindrance()
    assert len(questions(desk)) == 2
    answer(desk)
    assert draft.parameters == 64 * 20 + 20 + 20 * 10 + 10 and draft.runnable is not None
    assert not draft.is_default("architecture.settings.hidden")
    desk.parts.setup.undo()
    assert draft.value("architecture.settings.hidden") == 12 and draft.runnable is not None
    assert draft.is_default("architecture.settings.hidden")


def test_that_a_setting_beyond_its_limits_is_said_with_the_files_own_words(desk: Desk, file: Path) -> None:
    set_up(desk, file)
    form = desk.parts.setup.form
    form.row("architecture.settings.rate").editor.edited.emit(1.5)
    form.commit()
    answer(desk)
    assert desk.parts.draft.runnable is None
    assert "setting rate: must be less than 1" in banner(desk) and "setting rate" in form.hindrance()
    assert len(questions(desk)) == 2  # what failed is not tried over and over
    form.row("architecture.settings.rate").editor.edited.emit(0.5)
    form.commit()
    answer(desk)
    assert desk.parts.draft.runnable is not None


def test_that_another_task_is_tried_and_one_that_does_not_fit_is_said_with_the_line(desk: Desk, file: Path) -> None:
    set_up(desk, file)
    desk.parts.setup.form._choose_kind("task", "first-symbol")
    answer(desk)
    assert "mine.py:15: this model reads images" in banner(desk) and desk.parts.draft.runnable is None
    desk.parts.setup.undo()
    assert desk.parts.draft.runnable is not None


def test_that_the_same_text_is_not_asked_about_twice_but_a_changed_one_is(desk: Desk, file: Path) -> None:
    set_up(desk, file)
    model(desk).take(file)
    assert model(desk).told is None
    answer(desk)
    file.write_text(TEXT.replace("12", "16"), encoding="utf-8")
    model(desk).take(file)
    box = model(desk).told
    assert box is not None and "It has changed since it was allowed." in box.informativeText()
    press(box, "Cancel")
    assert desk.parts.draft.value("architecture.settings.hidden") == 12


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("from torch import nn\n\n1 / 0\n", "mine.py:3: division by zero (ZeroDivisionError)."),
        ("def f(:\n", "mine.py:1: invalid syntax."),
        ("import other_file\n", "mine.py:1: other_file is not installed here; a model's file stands alone, without "
                                "files beside it."),
    ],
)  # fmt: skip
def test_that_a_file_that_does_not_work_is_one_sentence_and_nothing_is_lost(
    desk: Desk, file: Path, text: str, sentence: str
) -> None:
    before = desk.parts.draft.experiment
    file.write_text(text, encoding="utf-8")
    model(desk).take(file)
    press(model(desk).told, "Run its code")
    answer(desk)
    assert banner(desk).endswith(sentence) and desk.parts.draft.experiment == before


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"\xff\xfe\x00", "mine.py:1: is not text in UTF-8; save it again with that encoding."),
        (b"#" * (1 << 21), "is larger than 1024 KiB"),
        (None, "cannot be read"),
    ],
)
def test_that_what_is_no_python_text_is_not_even_asked_about(
    desk: Desk, file: Path, raw: bytes | None, sentence: str
) -> None:
    file.unlink() if raw is None else file.write_bytes(raw)
    model(desk).take(file)
    assert model(desk).told is None and sentence in banner(desk)


def test_that_a_fifo_called_like_a_model_does_not_hold_the_window(desk: Desk, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    model(desk).take(tmp_path / "pipe.py")
    assert "pipe.py: is no file; name a file of Python." in banner(desk)


def test_that_a_lost_engine_ends_the_trial_with_a_sentence(desk: Desk, file: Path) -> None:
    before = desk.parts.draft.experiment
    model(desk).take(file)
    press(model(desk).told, "Run its code")
    desk.say(EngineLost("The engine was killed."))
    assert desk.parts.draft.experiment == before and "killed" in banner(desk)


def opened(desk: Desk, file: Path, forget: bool = True) -> Experiment:
    """An experiment as a preset, recording, picture or pack from elsewhere carries it."""
    experiment, _ = trying.unmeasured(file, [])
    report = dry_step.examine(experiment.architecture, experiment.task, 0)
    experiment = trying.measured(experiment, json.loads(json.dumps(vars(report), default=str)))
    file.with_suffix(".ran").unlink()
    if forget:
        consents_file().unlink()
    desk.parts.control.open(OpenDocument("theirs", experiment))
    return experiment


@pytest.mark.parametrize("way", ["run", "step"])
def test_that_opening_shows_and_only_running_asks(desk: Desk, file: Path, way: str) -> None:
    experiment = opened(desk, file)
    desk.say()
    assert desk.parts.draft.runnable == experiment and not questions(desk) and not ran(file)
    assert "architecture.settings.hidden" in desk.parts.setup.form.setting_rows() and model(desk).told is None
    getattr(desk.parts.control, way)()
    assert not any(isinstance(command, Start) for command in desk.sent)
    press(model(desk).told, "Run its code")
    assert sum(isinstance(command, Start) for command in desk.sent) == 1


def test_that_an_opened_file_is_not_tried_on_another_task_without_being_asked(desk: Desk, file: Path) -> None:
    opened(desk, file)
    form = desk.parts.setup.form
    form.row("architecture.settings.hidden").editor.edited.emit(20)
    form.commit()
    assert not questions(desk) and not ran(file) and "is not allowed to run yet" in banner(desk)
    next(one for one in desk.parts.banner._buttons if one.text() == "Allow it …").click()
    press(model(desk).told, "Run its code")
    answer(desk)
    assert desk.parts.draft.runnable is not None


def test_that_a_file_that_changed_since_is_taken_only_as_a_new_model(desk: Desk, file: Path) -> None:
    opened(desk, file, forget=False)
    file.write_text(TEXT.replace("12", "16"), encoding="utf-8")
    desk.parts.control.run()
    assert "has changed since this run" in banner(desk) and not any(isinstance(one, Start) for one in desk.sent)
    next(one for one in desk.parts.banner._buttons if one.text() == "Take it as it is now …").click()
    press(model(desk).told, "Run its code")
    answer(desk)
    assert desk.parts.draft.value("architecture.settings.hidden") == 16


def test_that_a_file_that_is_not_here_can_be_shown_where_it_is(
    desk: Desk, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from playground.desktop.widgets import file_dialogs

    opened(desk, file)
    moved = file.rename(file.with_name("moved.py"))
    desk.parts.control.run()
    assert "is not here" in banner(desk)
    monkeypatch.setattr(file_dialogs, "to_open", lambda *words: moved)
    next(one for one in desk.parts.banner._buttons if one.text() == "Choose its file …").click()
    press(model(desk).told, "Run its code")
    assert sum(isinstance(command, Start) for command in desk.sent) == 1


def test_that_a_file_is_dropped(desk: Desk, file: Path) -> None:
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(file))])
    words = (Qt.DropAction.CopyAction, carried, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(desk.window, QDragEnterEvent(QPoint(9, 9), *words))
    assert desk.parts.dropping._label.text() == "Try the model in mine.py"
    QApplication.sendEvent(desk.window, QDropEvent(QPoint(9, 9), *words))
    press(model(desk).told, "Cancel")
    assert not ran(file)


def test_that_a_hostile_schema_breaks_no_form(desk: Desk, file: Path) -> None:
    experiment = opened(desk, file)
    values = experiment.values()
    values["architecture"]["choices"] = [
        {"key": "hidden", "kind": "int", "default": "x", "low": 5.0, "high": -1e300, "title": "<b>\n" * 20},
        {"key": "gone", "kind": "choice", "default": 1, "values": []},
    ]
    check: Callable[[], Experiment] = lambda: Experiment.parse(values)  # noqa: E731
    desk.parts.control.open(OpenDocument("hostile", check()))
    assert "architecture.settings.hidden" in desk.parts.setup.form.setting_rows()
    assert "architecture.settings.gone" not in desk.parts.setup.form.setting_rows()
