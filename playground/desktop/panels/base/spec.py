"""PanelSpec: what a panel says of itself once, so that no other module has a list of panels."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Area(Enum):
    """Where the window puts a panel for the first time."""

    TOP = "top"  # across the whole width, above all others
    LEAD = "lead"  # below it, side by side
    BEHIND = "behind"  # tabs behind the first of these
    MAIN = "main"  # tabs behind the last of these
    ASIDE = "aside"  # a column of its own where there is room for it
    ASIDE_TABS = "aside tabs"  # tabs behind the last one of that column


@dataclass(frozen=True)
class PanelSpec:
    """Where a panel stands, and where else than in the window it may be seen.

    Attributes:
        order: among all panels, and so among those of its area; the window's own are multiples of ten.
        every_run: whatever is trained, it has something to show.
        on_request: a small window shows it only when somebody asks for it.
        in_lessons: a scene, or a presentation without a lesson, may show it; not what is full of buttons.
        in_animations: it differs from step to step and fits into a frame.
        in_handouts: it may be among the pictures of a lecture pack's handout.
        in_races: both lanes of a race have it.
        typed_into: the keys are its own while it has the focus, also on the stage.
        by_step: its picture belongs to one step, which is written beside it.
        recorded: a recording may hold its pictures; not those that cost more than the training.
        telling: rank of its cells when one is chosen to be explained without being asked for; lower is sooner.
    """

    order: int
    area: Area = Area.MAIN
    every_run: bool = False
    on_request: bool = False
    in_lessons: bool = True
    in_animations: bool = True
    in_handouts: bool = True
    in_races: bool = True
    by_step: bool = True
    recorded: bool = True
    telling: int = 1
    typed_into: bool = False
