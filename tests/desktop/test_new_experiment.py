"""A new experiment: an architecture, a task that fits it, and go."""

from desk import Desk
from pytestqt.qtbot import QtBot

from playground.desktop.shell.new_experiment import NewExperimentDialog
from playground.experiment import registry
from playground.experiment.pairing import experiments_of


def asked(desk: Desk) -> NewExperimentDialog:
    desk.parts.actions_.new.trigger()
    found = desk.window.findChild(NewExperimentDialog)
    assert isinstance(found, NewExperimentDialog)
    return found


def kinds(dialog: NewExperimentDialog) -> list[str]:
    return [dialog.tasks.item(row).data(0x0100) for row in range(dialog.tasks.count())]


def test_that_every_architecture_has_a_task_that_fits_and_every_pair_can_be_built() -> None:
    for architecture in registry.kinds("architecture"):
        found = experiments_of(architecture)
        assert found, architecture
        for task, experiment in found.items():
            values = experiment.values()
            assert (values["architecture"]["kind"], values["task"]["kind"]) == (architecture, task)
            assert experiment.layers()


def test_that_tasks_that_do_not_fit_are_not_offered_and_the_one_chosen_stays(desk: Desk, qtbot: QtBot) -> None:
    dialog = asked(desk)
    names = list(registry.kinds("architecture"))
    dialog.architectures.setCurrentRow(names.index("cnn"))
    assert "digits" in kinds(dialog) and "sort" not in kinds(dialog)
    dialog.tasks.setCurrentRow(kinds(dialog).index("tones"))
    dialog.architectures.setCurrentRow(names.index("rnn"))
    assert dialog.tasks.currentItem().data(0x0100) == "tones"
    assert "parameters" in dialog._size.text()
    dialog.reject()


def test_that_go_loads_the_pair_into_the_form_ready_to_run(desk: Desk) -> None:
    dialog = asked(desk)
    names = list(registry.kinds("architecture"))
    dialog.architectures.setCurrentRow(names.index("transformer"))
    dialog.tasks.setCurrentRow(kinds(dialog).index("reverse"))
    dialog.go.click()
    window = desk.window
    assert window.parts.draft.runnable == experiments_of("transformer")["reverse"]
    assert window.parts.setup.name == "new-transformer-reverse" and window.parts.setup.gallery.current() == ""
    assert window.parts.setup.tabs.currentWidget() is window.parts.setup.form and window.parts.actions_.run.isEnabled()
