"""File dialogs: the one place that asks where to save, what to open, in which folder; it replaces nothing unasked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSize, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QHeaderView, QMessageBox, QTreeView, QWidget

from playground.foundation.product import NAME

ROOMY = QSize(860, 520)  # points in which names, kinds and dates of files stand whole


def to_save(parent: QWidget, title: str, name: str | Path, kinds: Mapping[str, str]) -> Path | None:
    """Where to save, with an ending of one of the kinds; None if the user thinks better of it.

    The dialog itself asks about a name as it was typed, before the ending is added, so that ``model`` would replace
    ``model.zip`` unasked; therefore it does not ask, and the final name is asked about here.

    Args:
        name: what is proposed.
        kinds: what a kind of file is called → its ending, such as ``.zip``; what is typed with one of these endings
            keeps it, anything else gets that of the kind that was chosen in the dialog.
    """
    filters = {f"{words} (*{ending})": ending for words, ending in kinds.items()}
    proposed = str(name)
    while True:
        _dress_soon(parent)
        chosen, used = QFileDialog.getSaveFileName(
            parent, title, proposed, ";;".join(filters), options=QFileDialog.Option.DontConfirmOverwrite
        )
        if not chosen:
            return None
        target = _ended(chosen, filters.get(used, next(iter(filters.values()))), tuple(filters.values()))
        if not target.exists() or _may_replace(parent, target):
            return target
        proposed = str(target)


def to_open(parent: QWidget, title: str, kinds: str, start: str = "") -> Path | None:
    """A file that exists; ``kinds`` as Qt writes filters: ``Words (*.a *.b);;Others (*)``."""
    _dress_soon(parent)
    chosen, _ = QFileDialog.getOpenFileName(parent, title, start, kinds)
    return Path(chosen) if chosen else None


def folder(parent: QWidget, title: str, start: str = "") -> Path | None:
    """A folder that exists."""
    _dress_soon(parent)
    chosen = QFileDialog.getExistingDirectory(parent, title, start)
    return Path(chosen) if chosen else None


def _dress_soon(parent: QWidget) -> None:
    """Once the dialog that is asked for next is there."""
    QTimer.singleShot(0, parent, _dress)


def _dress() -> None:
    """Qt's own dialog, which stands in where a desktop has none: as wide as its columns, of which it cuts the dates."""
    dialog = QApplication.activeModalWidget()
    files = dialog.findChild(QTreeView, "treeView") if isinstance(dialog, QFileDialog) else None
    if dialog is None or files is None:
        return
    header = files.header()
    header.setStretchLastSection(False)
    for column in range(1, header.count()):
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    wanted = ROOMY.boundedTo(dialog.screen().availableSize() * 0.9).expandedTo(dialog.size())
    middle = dialog.geometry().center()
    dialog.resize(wanted)
    dialog.move(dialog.pos() + middle - dialog.geometry().center())


def _ended(name: str, ending: str, known: tuple[str, ...]) -> Path:
    return Path(name if name.lower().endswith(known) else f"{name}{ending}")


def agreed(parent: QWidget, question: str) -> bool:
    """Whether the user says yes; Enter says no."""
    yes, no = QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No
    return bool(QMessageBox.question(parent, NAME, question, yes | no, no) == yes)  # it answers with a plain number


def _may_replace(parent: QWidget, target: Path) -> bool:
    words = QCoreApplication.translate("FileDialogs", "{0} is there already. Replace it?")
    return agreed(parent, words.format(target))
