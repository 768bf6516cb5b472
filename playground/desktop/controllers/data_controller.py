"""DataController: a folder, table or text of the user's own is looked at by a process of its own, told, and set up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QMainWindow, QMessageBox

from playground.data.inventory import TOLD
from playground.desktop.controllers.background_command import BackgroundCommand
from playground.desktop.i18n.formatting import grouped, megabytes
from playground.desktop.setup.text_choice import TEXTS as TEXT_KINDS
from playground.desktop.setup.text_choice import TextChoice
from playground.desktop.widgets import file_dialogs
from playground.desktop.widgets.example_sheet import sheet
from playground.desktop.widgets.message_bar import MessageBar
from playground.foundation.errors import PlaygroundError
from playground.languages.spoken import said

if TYPE_CHECKING:
    from playground.desktop.setup.collect.collect_dialog import CollectDialog
    from playground.experiment.experiment import Experiment

TABLES = (".csv", ".tsv")
TEXTS = (".txt",)
INSTALL = "pip install 'neural-playground[camera]'"
MANY = 8  # classes that are named


class DataController(QObject):
    """Says ``chosen`` with an experiment on the data, once the user has seen what there is."""

    chosen = Signal(str, object)  # a name for its recordings, an Experiment

    def __init__(self, window: QMainWindow, banner: MessageBar) -> None:
        super().__init__(window)
        self._window, self._banner = window, banner
        self._looking = BackgroundCommand(window)
        self._heard: list[str] = []
        self.told: QMessageBox | None = None
        self.collecting: CollectDialog | None = None

    def ask_folder(self) -> None:
        """A folder that the user chooses."""
        path = file_dialogs.folder(
            self._window, self.tr("A folder with a folder of pictures or sounds for each class, or in IDX")
        )
        if path is not None:
            self.look(path)

    def ask_table(self) -> None:
        """A table that the user chooses."""
        endings = " ".join(f"*{ending}" for ending in (*TABLES, *TEXTS))
        kinds = self.tr("Tables and texts ({0})").format(endings) + ";;" + self.tr("All files (*)")
        path = file_dialogs.to_open(self._window, self.tr("A table or a text"), kinds)
        if path is not None:
            self.look(path)

    def ask_collect(self) -> None:
        """Pictures or sounds that are recorded now, in a folder that the user chooses."""
        from playground.desktop.setup.collect import devices

        if not devices.installed():
            self._banner.say(self.tr("To record, one more package is needed: {0}").format(INSTALL))
            return
        path = file_dialogs.folder(self._window, self.tr("A folder for what is recorded; it gets one for each class"))
        if path is not None:
            from playground.desktop.setup.collect.collect_dialog import CollectDialog

            self.collecting = CollectDialog(path, self._window)
            self.collecting.collected.connect(self.look)
            self.collecting.destroyed.connect(lambda: setattr(self, "collecting", None))
            self.collecting.open()

    def look(self, path: Path) -> None:
        """What it is, what is in it and what is left out; nothing is trained yet."""
        self._heard = []
        begun = self._looking.start(
            ["data", str(path), "--json", "--examples"], lambda status, errors: self._ended(path, status, errors),
            heard=self._heard.append,
        )  # fmt: skip
        if begun:
            self._banner.say(self.tr("Looking at {0} …").format(path.name))
        else:
            self._banner.say(self.tr("Other data is being looked at; wait for it, then try again."))

    def stop(self) -> None:
        """The window closes."""
        self._looking.stop()

    def _ended(self, path: Path, status: int, errors: str) -> None:
        self._banner.dismiss()
        if status != 0 or not self._heard:
            last = errors.splitlines()[-1] if errors else ""
            self._banner.say(last or self.tr("{0} could not be looked at; try another one.").format(path.name))
            return
        self._tell(path, json.loads(self._heard[-1]))

    def _tell(self, path: Path, found: dict[str, Any]) -> None:
        """All that was found, with one button that sets an experiment up."""
        self.told = box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(self.tr("Data of your own"))
        box.setText(path.name)
        box.setInformativeText("\n".join(self._lines(found)))
        box.setIconPixmap(sheet(found.get("examples", {}), box))
        begin = box.addButton(self.tr("Set up an experiment"), QMessageBox.ButtonRole.AcceptRole)
        begin.setProperty("primary", True)
        begin.style().polish(begin)  # the box has done so already
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(begin)
        choice = self._offer(box, found)
        box.accepted.connect(lambda: self._begin(path, found, choice))
        box.finished.connect(self._forget)
        box.open()

    @staticmethod
    def _offer(box: QMessageBox, found: dict[str, Any]) -> TextChoice | None:
        """Of a text its encoding, and whether characters or words are told, above the buttons."""
        kind, layout = found["settings"].get("task.kind"), box.layout()
        if kind not in TEXT_KINDS or not isinstance(layout, QGridLayout):
            return None
        choice = TextChoice(str(kind))
        row = layout.rowCount()
        buttons = layout.itemAtPosition(row - 1, 0) or layout.itemAtPosition(row - 1, layout.columnCount() - 1)
        if buttons is not None and (widget := buttons.widget()) is not None:
            layout.removeWidget(widget)
            layout.addWidget(widget, row, 0, 1, layout.columnCount())
        layout.addWidget(choice, row - 1, 0, 1, layout.columnCount())
        return choice

    def _lines(self, found: dict[str, Any]) -> list[str]:
        lines = [said(found["why"]), *map(said, found["facts"])]
        classes: dict[str, int] = found["classes"]
        if classes:
            named = ", ".join(f"{name} {grouped(count)}" for name, count in list(classes.items())[:MANY])
            words = self.tr("{0} classes, {1} examples: {2}")
            more = " …" if len(classes) > MANY else ""
            lines.append(words.format(len(classes), grouped(sum(classes.values())), named + more))
        for left in found["left_out"]:
            words = self.tr("Left out, {0}: {1}, such as {2}")
            lines.append(words.format(said(left["reason"]), grouped(left["count"]), ", ".join(left["names"])))
        lines += map(said, found["warnings"])
        if found["memory"] >= TOLD:
            lines.append(self.tr("It takes {0} of memory.").format(megabytes(found["memory"])))
        return lines

    def _begin(self, path: Path, found: dict[str, Any], choice: TextChoice | None) -> None:
        if choice is not None:
            found = {**found, "settings": choice.settings(found["settings"])}
        try:
            self.chosen.emit(path.stem, self._experiment(found))
        except PlaygroundError as error:
            self._banner.say(str(error))

    @staticmethod
    def _experiment(found: dict[str, Any]) -> Experiment:
        """An architecture that takes such data, with its defaults. Raises SettingsError, DataError."""
        from playground.experiment import presets

        return presets.find(found["preset"]).experiment.changed(found["settings"])

    def _forget(self) -> None:
        self.told = None
