"""ActionEntry: one row of the table of actions, from which menus, command palette and sheet of keys are made."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtGui import QAction


class MenuName(Enum):
    """Where an action is found, in the order of the menu bar; ``PICTURES`` stands inside ``FILE``."""

    FILE = "file"
    PICTURES = "pictures"
    EDIT = "edit"
    RUN = "run"
    VIEW = "view"
    LESSON = "lesson"
    HELP = "help"


@dataclass(frozen=True)
class ActionEntry:
    """Attributes:
    section: entries of a menu with another number stand behind a line.
    also: a second menu that has it, too.
    """

    action: QAction
    menu: MenuName
    section: int = 0
    also: MenuName | None = None

    def stands_in(self, menu: MenuName) -> bool:
        """Whether a menu shows it."""
        return menu in (self.menu, self.also)
