"""ShortcutsDialog: every key there is, on one sheet."""

from __future__ import annotations

import html
from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QHBoxLayout, QMenu, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from playground.desktop.style.theme import Theme

Rows = list[tuple[str, str]]


class ShortcutsDialog(QDialog):
    """Made from the menus, so that no key is forgotten; what has no menu entry is added by hand."""

    def __init__(self, menus: list[QMenu], theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self._menus, self._theme = menus, theme
        self.groups: list[tuple[str, Rows]] = []
        self.text = QTextBrowser()
        self.text.setAccessibleName(self.windowTitle())
        self.retranslate()
        close = QPushButton(self.tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.close)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(14)
        layout.addWidget(self.text, 1)
        layout.addLayout(row)
        self.resize(820, 640)

    def retranslate(self) -> None:
        """The menus' words, in two columns."""
        groups = [(menu.title(), [(_keys(one), one.text()) for one in _with_keys(menu)]) for menu in self._menus]
        self.groups = [*((name, rows) for name, rows in groups if rows), *self._others()]
        half = _split([rows for _, rows in self.groups])
        columns = (self.groups[:half], self.groups[half:])
        self.text.setHtml(
            f'<table width="100%"><tr>{"".join(_column(groups, self._theme) for groups in columns)}</tr></table>'
        )

    def _others(self) -> list[tuple[str, Rows]]:
        arrows = "← ↑ ↓ →"
        return [
            (self.tr("In a picture"), [
                (arrows, self.tr("explain the next cell")),
                (_menu_key(), self.tr("switch off or replace what is explained")),
                ("Esc", self.tr("from one panel alone back to all")),
            ]),
            (self.tr("In the network"), [
                (arrows, self.tr("go to the next node")),
                ("Enter", self.tr("explain its largest value")),
                ("Space", self.tr("unfold it, or fold it")),
            ]),
            (self.tr("On the timeline"), [
                ("← →", self.tr("one recorded step back or on")),
                ("Home  End", self.tr("the first, the newest recorded step")),
            ]),
            (self.tr("In the table of runs"), [
                ("Enter", self.tr("open the recording")),
                ("Ctrl+Space", self.tr("overlay its curves, or no longer")),
                ("F2  Del", self.tr("rename, delete")),
            ]),
            (self.tr("On the stage"), [
                ("→ ←  PgDn PgUp", self.tr("next, previous scene")),
                ("R", self.tr("this scene again, with its question")),
                ("Home", self.tr("the lesson from its beginning, with a new run")),
                ("1 … 9", self.tr("count a hand")),
                ("Backspace", self.tr("take the last hand back")),
                ("Space", self.tr("hold the training, or let it go on")),
                ("B", self.tr("black screen")),
                ("T", self.tr("light, dark")),
                ("?", self.tr("show the keys")),
                ("Esc", self.tr("leave")),
            ]),
        ]  # fmt: skip


def _menu_key() -> str:
    return QKeySequence("Shift+F10").toString(QKeySequence.SequenceFormat.NativeText)


def _with_keys(menu: QMenu) -> Iterator[QAction]:
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield from _with_keys(inner)
        elif not action.shortcut().isEmpty():
            yield action


def _keys(action: QAction) -> str:
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def _split(groups: list[Rows]) -> int:
    """After how many groups the first column is at least as long as the second."""
    lengths = [len(rows) + 2 for rows in groups]
    return next(count for count in range(len(lengths) + 1) if sum(lengths[:count]) * 2 >= sum(lengths))


def _column(groups: list[tuple[str, Rows]], theme: Theme) -> str:
    rows = "".join(
        f'<tr><td colspan="2" style="padding-top:10px; font-weight:600">{html.escape(name.replace("&", ""))}</td></tr>'
        + "".join(
            f'<tr><td style="padding:2px 14px 2px 0; white-space:nowrap; color:{theme.second}">{html.escape(keys)}</td>'
            f'<td style="padding:2px 20px 2px 0">{html.escape(words.replace("&", ""))}</td></tr>'
            for keys, words in group
        )
        for name, group in groups
    )
    return f'<td width="50%" valign="top"><table>{rows}</table></td>'
