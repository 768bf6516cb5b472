"""CommandPalette: every command, panel and preset by its name, with the keys that do the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

SIZE = QSize(560, 420)
_AT = Qt.ItemDataRole.UserRole
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


@dataclass(frozen=True)
class PaletteEntry:
    """Attributes:
    words: its name; aside: its keys, or what kind of thing it is.
    also: other words by which it is found.
    """

    words: str
    aside: str
    do: Callable[[], object]
    also: str = ""

    def rank(self, wanted: Sequence[str]) -> int | None:
        """How well it answers: 0 where the name begins so; None where a word is missing."""
        name = self.words.lower()
        if not all(word in f"{name} {self.also.lower()}" for word in wanted):
            return None
        if not wanted or name.startswith(wanted[0]):
            return 0
        return 1 if all(word in name for word in wanted) else 2


class CommandPalette(QDialog):
    """A field and what it finds; Enter does the first, the arrow keys choose another."""

    def __init__(self, entries: Iterable[PaletteEntry], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Command palette"))
        self.setProperty("commands", True)
        self._entries = list(entries)
        self.field, self.found = QLineEdit(), QTreeWidget()
        self.nothing = QLabel(self.tr("Nothing has all of these words in its name; try fewer."))
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self.nothing.setWordWrap(True)
        self.field.setPlaceholderText(self.tr("A command, a panel or a preset"))
        self.field.setAccessibleName(self.tr("A command, a panel or a preset"))
        self.field.textChanged.connect(self._find)
        self.field.returnPressed.connect(self._do)
        self.field.installEventFilter(self)
        self.found.setAccessibleName(self.tr("What was found"))
        self.found.setColumnCount(2)
        self.found.setHeaderHidden(True)
        self.found.setRootIsDecorated(False)
        self.found.header().setStretchLastSection(False)
        self.found.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.found.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.found.itemClicked.connect(lambda: self._do())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addWidget(self.field)
        layout.addWidget(self.found)
        layout.addWidget(self.nothing, 1)
        self._find("")
        size = SIZE.boundedTo(parent.size() - QSize(40, 80))
        self.resize(size)
        self.move(parent.mapToGlobal(QPoint((parent.width() - size.width()) // 2, 60)))
        self.field.setFocus()

    def words(self) -> list[str]:
        """What is found, best first."""
        return [self.found.topLevelItem(row).text(0) for row in range(self.found.topLevelItemCount())]  # type: ignore[union-attr]

    def event(self, event: QEvent) -> bool:
        """Whoever clicks elsewhere wants something else."""
        if event.type() is QEvent.Type.WindowDeactivate:
            self.close()
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The field keeps the focus while the arrow keys go through what is found."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and Qt.Key(event.key()) in _MOVES:
            self.found.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def _find(self, text: str) -> None:
        wanted = text.lower().split()
        ranks = [(entry.rank(wanted), at) for at, entry in enumerate(self._entries)]
        self.found.clear()
        for _, at in sorted((rank, at) for rank, at in ranks if rank is not None):
            item = QTreeWidgetItem(self.found, [self._entries[at].words, self._entries[at].aside])
            item.setData(0, _AT, at)
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setForeground(1, self.palette().placeholderText())
        first = self.found.topLevelItem(0)
        if first is not None:
            self.found.setCurrentItem(first)
        self.nothing.setVisible(first is None)
        self.found.setVisible(first is not None)

    def _do(self) -> None:
        """After it has closed: what is done may open a window of its own."""
        item = self.found.currentItem()
        if item is not None:
            entry = self._entries[int(item.data(0, _AT))]
            self.close()
            entry.do()


def keys_of(sequence: QKeySequence) -> str:
    """A key as the system writes it."""
    return sequence.toString(QKeySequence.SequenceFormat.NativeText)
