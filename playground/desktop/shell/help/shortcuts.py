"""ShortcutsDialog: every key there is, on one sheet."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from playground.desktop.shell.help.help_sheet import HelpSheet
from playground.desktop.style.theme import Theme

Rows = list[tuple[str, str]]


class ShortcutsDialog(HelpSheet):
    """Made from the menus, so that no key is forgotten; what has no menu entry is added by hand."""

    def __init__(self, menus: list[QMenu], theme: Theme, parent: QWidget) -> None:
        super().__init__(self.tr("Keyboard shortcuts"), self.tr("Close"), QSize(820, 640), parent)
        self._menus, self._theme = menus, theme
        self.groups: list[tuple[str, Rows]] = []
        self.retranslate()

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
                ("1 … 9  0", self.tr("draw one head of attention, all of them")),
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
                (self.tr("click"), self.tr("where this number comes from, alone; Esc: the scene again")),
                ("S", self.tr("the specimen, to draw, type or choose; and away")),
                ("P  M", self.tr("a ring, a magnifier at the pointer")),
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


def _plain(words: str) -> str:
    """Words of a menu without the letter that opens it, which Chinese puts behind them."""
    return re.sub(r"\(&\w\)|&", "", words)


def _split(groups: list[Rows]) -> int:
    """After how many groups the first column is at least as long as the second."""
    lengths = [len(rows) + 2 for rows in groups]
    return next(count for count in range(len(lengths) + 1) if sum(lengths[:count]) * 2 >= sum(lengths))


def _column(groups: list[tuple[str, Rows]], theme: Theme) -> str:
    rows = "".join(
        f'<tr><td colspan="2" style="padding-top:10px; font-weight:600">{html.escape(_plain(name))}</td></tr>'
        + "".join(
            f'<tr><td style="padding:2px 14px 2px 0; white-space:nowrap; color:{theme.second}">{html.escape(keys)}</td>'
            f'<td style="padding:2px 20px 2px 0">{html.escape(_plain(words))}</td></tr>'
            for keys, words in group
        )
        for name, group in groups
    )
    return f'<td width="50%" valign="top"><table>{rows}</table></td>'
