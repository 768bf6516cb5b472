"""The form: nothing moves under the pointer, what does nothing is off, and the reason why Run is off is in words."""

from pathlib import Path

import pytest
from desk import DIGITS, Desk
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from playground.desktop.setup.form import Form, editors, rows
from playground.desktop.state.experiment_draft import ExperimentDraft
from playground.desktop.widgets.wrapping_label import BREAK, WrappingLabel, breakable
from playground.experiment import presets, registry
from playground.experiment.training import TrainingSettings
from playground.experiment.training_groups import GROUPS
from playground.foundation.settings import Settings


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    draft = ExperimentDraft()
    draft.replace(DIGITS)
    one = Form(draft)
    qtbot.addWidget(one)
    one.resize(300, 700)
    one.refresh()
    one.show()
    return one


def places(form: Form) -> dict[str, QPoint]:
    return {path: row.mapTo(form, QPoint(0, 0)) for path, row in form.setting_rows().items()}


def test_that_no_row_moves_when_help_appears_or_a_problem(form: Form, qtbot: QtBot) -> None:
    before = places(form)
    row = form.row("training.learning_rate")
    row.editor.setFocus()
    assert form._strip.text == row.row.help and places(form) == before
    form._draft.set("architecture.stages.0.kernel", 99)
    form.refresh()
    assert form.row("architecture.stages.0.kernel").problem and places(form) == before
    assert "Kernel" in form._strip.text and form._strip.text.startswith("⚠")


def test_that_a_setting_that_does_nothing_is_off_and_says_why(form: Form, qtbot: QtBot) -> None:
    momentum = form.row("training.momentum")
    assert not momentum.editor.isEnabled() and momentum.toolTip() == "Does nothing while Optimizer is: Adam."
    form._draft.set("training.optimizer", "sgd")
    form.refresh()
    assert momentum.editor.isEnabled() and momentum.toolTip() == momentum.row.help
    hidden = form.row("architecture.hidden_activation")
    assert not hidden.editor.isEnabled() and hidden.toolTip() == "Does nothing while Hidden widths is: off."
    form._draft.set("architecture.stages.0.pooling", "none")
    form.refresh()
    assert not form.row("architecture.stages.0.pool").editor.isEnabled()
    assert form.row("architecture.stages.1.pool").editor.isEnabled()


def classes() -> list[type[Settings]]:
    found: list[type[Settings]] = [TrainingSettings, *GROUPS.values()]
    for role in ("architecture", "task"):
        found += [registry.settings_class(role, kind) for kind in registry.kinds(role)]
    return found + [row.item for one in found for row in rows.describe(one) if row.item is not None]


@pytest.mark.parametrize("settings", classes(), ids=lambda one: one.__name__)
def test_that_what_makes_a_setting_idle_is_a_value_that_its_neighbour_can_have(settings: type[Settings]) -> None:
    known = {row.key: row for row in rows.describe(settings)}
    for row in known.values():
        for other, values in row.idle_with.items() if "." not in row.key else ():  # of a group: its class has its turn
            for value in values:
                given = tuple(value) if isinstance(value, list) else value
                assert getattr(settings.model_validate({other: given}), other) == given
                assert not known[other].choices or value in dict(known[other].choices)


@pytest.mark.parametrize("settings", classes(), ids=lambda one: one.__name__)
def test_that_an_empty_field_says_what_that_means_there_or_that_something_is_wanted(
    settings: type[Settings], qtbot: QtBot
) -> None:
    for row in rows.describe(settings):
        if row.kind not in ("text", "file", "folder", "ints", "float"):
            continue
        editor = editors.make(row)
        qtbot.addWidget(editor)
        field = editor if isinstance(editor, QLineEdit) else editor.findChild(QLineEdit)
        said = field.placeholderText()
        assert said != "automatic"
        if row.kind in ("file", "folder"):
            refused = any(words in row.help for words in ("Empty:", "empty draws")) is False
            assert said == (row.empty if not refused else "Choose a file" if row.kind == "file" else "Choose a folder")
        elif row.kind == "text":
            assert bool(said) == (getattr(settings.model_construct(), row.key) == ""), row.key
        elif row.kind == "ints":
            assert said == ("none" if row.shortest == 0 else f"at least {row.shortest}")
        else:
            assert said == row.special and editors.parse_number("", row.special) == (0.0 if said else "")


def test_that_who_empties_a_number_goes_on_to_write_and_else_it_says_what_it_means(form: Form, qtbot: QtBot) -> None:
    editor = form.row("training.validation").editor
    assert isinstance(editor, QLineEdit) and editor.text() == "off"
    editor.setFocus()
    editor.selectAll()
    qtbot.keyClick(editor, Qt.Key.Key_Backspace)
    form.refresh()
    assert editor.text() == "" and editor.placeholderText() == "off" and not form.row("training.validation").problem
    qtbot.keyClicks(editor, "0.2")
    qtbot.waitUntil(lambda: form._draft.value("training.validation") == 0.2)


def test_that_the_first_reason_stands_beside_run_and_run_buttons_are_off(desk: Desk, qtbot: QtBot) -> None:
    window = desk.window
    window.resize(1600, 900)
    assert window.parts.hindrance.text() == ""
    window.parts.draft.set("architecture.stages.1.kernel", 99)
    window.parts.setup.form.refresh()
    window.parts._follow()
    qtbot.waitUntil(lambda: "Stage 2 · Kernel" in window.parts.hindrance.text())  # once the toolbar has given it room
    assert not window.parts.actions_.run.isEnabled()
    for panel in window.parts.board.panels:
        panel.grab()
        if panel._hint is not None and panel.name not in ("specimen",):
            assert not panel._hint.isEnabled(), panel.name
    window.parts.draft.undo()
    window.parts._follow()
    assert (
        window.parts.hindrance.text() == ""
        and window.parts.board.loss._hint is not None
        and window.parts.board.loss._hint.isEnabled()
    )


def test_that_a_long_path_breaks_anywhere_and_widens_nothing(form: Form, desk: Desk, qtbot: QtBot) -> None:
    path = str(Path("/home") / ("a" * 160) / "data")
    label = WrappingLabel()
    qtbot.addWidget(label)
    label.setText(f"{path}: is not there; choose another folder.")
    assert label.minimumSizeHint().width() < 220 and label.accessibleName().startswith(path)
    assert breakable(path).replace(BREAK, "") == path and breakable("a short sentence.") == "a short sentence."
    window = desk.window
    window.resize(1280, 720)
    before = window.parts.setup.width()
    window.parts.draft.choose_kind("task", "idx-images")
    window.parts.draft.set("task.folder", path)
    window.parts.setup.form.refresh()
    window.parts.banner.say(f"{path}: cannot be opened.")
    qtbot.wait(50)
    assert window.parts.setup.width() == before and window.parts.setup.minimumSizeHint().width() <= before
    assert path in window.parts.banner.text


def test_that_no_long_choice_makes_the_column_of_the_form_wide(desk: Desk) -> None:
    desk.window.resize(1280, 720)
    desk.parts.setup.tabs.setCurrentIndex(1)
    desk.furnish()
    boxes = [box for box in desk.window.findChildren(editors.ChoiceEditor) if box.isVisible()]
    assert boxes, "some are on the screen"
    for box in boxes:
        before = box.sizeHint().width()
        box.addItem("a choice with a very long name that nobody would want to read twice")
        assert box.sizeHint().width() == before, box.currentText()


@pytest.mark.parametrize("chosen", ["Architecture", "Task"])
def test_that_the_list_of_kinds_lives_until_it_has_said_what_was_chosen(chosen: str, desk: Desk) -> None:
    """Choosing makes the form anew: a list that was deleted meanwhile spoke on, and the program ended now and then."""
    desk.parts.setup.tabs.setCurrentIndex(1)
    box = next(one for one in desk.window.findChildren(editors.ChoiceEditor) if one.accessibleName() == chosen)
    said: list[str] = []
    box.currentTextChanged.connect(said.append)  # Qt says it after the index, by which the form is made anew
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down if box.currentIndex() == 0 else Qt.Key.Key_Up)
    assert len(said) == 1, "it was deleted while it spoke"
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not isValid(box), "and is gone afterwards"


def test_that_what_is_still_being_typed_belongs_to_the_experiment_it_was_typed_into(desk: Desk, qtbot: QtBot) -> None:
    desk.window.show()
    setup, draft = desk.parts.setup, desk.parts.draft
    setup.tabs.setCurrentWidget(setup.form)
    editor = setup.form.row("training.learning_rate").editor
    assert isinstance(editor, QLineEdit)
    before, other = draft.value("training.learning_rate"), presets.find("transformer-reverse").experiment
    editor.selectAll()
    qtbot.keyClicks(editor, "0.123")  # and at once
    desk.parts.control.choose("transformer-reverse")
    setup.commit()
    assert draft.runnable == other
    setup.undo()
    assert draft.value("training.learning_rate") == 0.123
    editor = setup.form.row("training.learning_rate").editor
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, "0.456")
    setup.undo()
    assert draft.value("training.learning_rate") == 0.123, "the last thing that was typed is what is taken back"
    setup.undo()
    assert draft.value("training.learning_rate") == before


def test_that_a_setting_the_next_experiment_has_not_is_never_put_into_it(desk: Desk, qtbot: QtBot) -> None:
    desk.window.show()
    setup = desk.parts.setup
    desk.parts.control.choose("transformer-reverse")
    setup.tabs.setCurrentWidget(setup.form)
    editor = setup.form.row("architecture.scaled").editor
    qtbot.keyClick(editor, Qt.Key.Key_Space)
    desk.parts.control.choose("cnn-digits")
    setup.commit()
    assert desk.parts.draft.runnable == DIGITS
    setup.undo()
    assert desk.parts.draft.value("architecture.scaled") is False


def test_that_what_was_being_typed_when_the_window_closed_is_there_at_the_next_start(desk: Desk, qtbot: QtBot) -> None:
    desk.window.show()
    desk.parts.setup.tabs.setCurrentWidget(desk.parts.setup.form)
    editor = desk.parts.setup.form.row("training.learning_rate").editor
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, "0.123")
    desk.window.close()
    assert desk.memory.experiment is not None and desk.memory.experiment.training.learning_rate == 0.123


def test_that_the_picture_of_a_model_that_cannot_be_built_can_be_copied(desk: Desk) -> None:
    desk.parts.draft.set("architecture.stages.0.kernel", 99)
    desk.parts.setup.form.refresh()
    desk.parts._follow()
    assert desk.parts.board.network.is_empty()
    QApplication.clipboard().clear()
    desk.parts.saving.copy_picture(desk.parts.board.network)
    assert not QApplication.clipboard().image().isNull()
