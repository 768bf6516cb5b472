"""SceneViewModel: what the stage shows at one moment, whoever leads through it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playground.experiment.lessons import Ask, Point


@dataclass(frozen=True)
class SceneViewModel:
    """All that can be seen.

    Attributes:
        panels: their names, in order.
        words: in large type; note and place: in the quiet row below.
        share: how much of the way is done, 0…1.
        ask: the question beside the panels; votes: hands for each option; revealed: its answer can be seen;
            working: the run trains towards it.
        ahead: the words of the next scene, which only the lecturer sees.
        point, curve: what a lecturer points at, and the metric that is drawn; none leaves that alone.
    """

    panels: tuple[str, ...]
    words: str = ""
    note: str = ""
    place: str = ""
    share: float = 0.0
    ask: Ask | None = None
    votes: tuple[int, ...] = ()
    revealed: bool = False
    working: bool = False
    point: Point | None = None
    curve: str = ""
    ahead: str = ""
