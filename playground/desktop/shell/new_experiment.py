"""NewExperimentDialog: an architecture, a task that fits it, and go."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from playground.languages.spoken import said

if TYPE_CHECKING:
    from playground.experiment.experiment import Experiment

FIRST = "cnn"
_KIND = Qt.ItemDataRole.UserRole


class NewExperimentDialog(QDialog):
    """Says ``chosen(name, experiment)``; hyperparameters are set in the form afterwards."""

    chosen = Signal(str, object)  # a name for its recordings, an Experiment
    file_chosen = Signal(object)  # the path of an architecture that an installed package offers as a single file

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("New experiment"))
        self.architectures, self.tasks = QListWidget(), QListWidget()
        self.architectures.setAccessibleName(self.tr("Architecture"))
        self.tasks.setAccessibleName(self.tr("Task that fits"))
        self._size = QLabel()
        self._size.setProperty("second", True)
        self._size.setWordWrap(True)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = self._buttons.addButton(self.tr("Set up"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setProperty("primary", True)
        self.go.setDefault(True)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self._lay_out()
        self._fill()
        self.architectures.currentItemChanged.connect(lambda: self._offer())
        self.tasks.currentItemChanged.connect(lambda: self._tell())
        self.tasks.itemDoubleClicked.connect(lambda: self.accept())
        kinds = [self.architectures.item(row).data(_KIND) for row in range(self.architectures.count())]
        self.architectures.setCurrentRow(kinds.index(FIRST) if FIRST in kinds else 0)

    def experiment(self) -> Experiment | None:
        """What is chosen now."""
        from playground.experiment.pairing import experiments_of

        kind = self._chosen(self.architectures)
        return None if self._file() is not None else experiments_of(kind).get(self._chosen(self.tasks))

    def accept(self) -> None:
        """Hand it over."""
        experiment, file = self.experiment(), self._file()
        if file is not None:
            self.file_chosen.emit(file)
            super().accept()
        elif experiment is not None:
            name = f"new-{self._chosen(self.architectures)}-{self._chosen(self.tasks)}"
            self.chosen.emit(name, experiment)
            super().accept()

    @staticmethod
    def _chosen(entries: QListWidget) -> str:
        item = entries.currentItem()
        return str(item.data(_KIND)) if item is not None else ""

    def _file(self) -> Path | None:
        """The single file that is chosen as architecture."""
        from playground.experiment import discovery

        found = discovery.files().get(self._chosen(self.architectures))
        return found.file if found is not None else None

    def _fill(self) -> None:
        from playground.experiment import discovery, registry

        for kind in registry.kinds("architecture"):
            self._add(self.architectures, kind, said(registry.settings_class("architecture", kind).title))  # type: ignore[attr-defined]
        for kind, found in discovery.files().items():
            self._add(self.architectures, kind, f"{kind} ({found.origin})")

    def _offer(self) -> None:
        """The tasks that fit; the one that was chosen stays where it is among them."""
        from playground.experiment.pairing import experiments_of

        before = self._chosen(self.tasks)
        self.tasks.clear()
        if self._file() is not None:
            self._size.setText(self.tr("One file of Python: it is tried on the task that is shown, once you allow it."))
            self.go.setEnabled(True)
            return
        for kind, experiment in experiments_of(self._chosen(self.architectures)).items():
            self._add(self.tasks, kind, said(experiment.task.title))
        kinds = [self.tasks.item(row).data(_KIND) for row in range(self.tasks.count())]
        self.tasks.setCurrentRow(kinds.index(before) if before in kinds else 0)

    @staticmethod
    def _add(entries: QListWidget, kind: str, words: str) -> None:
        item = QListWidgetItem(words, entries)
        item.setData(_KIND, kind)

    def _tell(self) -> None:
        experiment = self.experiment()
        if self._file() is not None:
            return
        self.go.setEnabled(experiment is not None)
        if experiment is not None:
            from playground.desktop.i18n.formatting import grouped

            layers = experiment.layers()
            words = self.tr("{0} layers, {1} parameters. Every hyperparameter is set in the form afterwards.")
            self._size.setText(words.format(len(layers), grouped(sum(layer.parameters for layer in layers))))

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        for column, entries in enumerate((self.architectures, self.tasks)):
            title = QLabel(entries.accessibleName())
            title.setProperty("heading", True)
            grid.addWidget(title, 0, column)
            grid.addWidget(entries, 1, column)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(14)
        layout.addLayout(grid, 1)
        layout.addWidget(self._size)
        layout.addWidget(self._buttons)
        self.resize(560, 480)
