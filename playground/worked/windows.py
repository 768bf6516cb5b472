"""Windows: what each channel of the maps below added to one number of a convolution, and from which cells."""

from __future__ import annotations

from dataclasses import dataclass

from playground.worked.example import Grids, Question, Region, Table, WorkedExample


@dataclass(frozen=True)
class Windows:
    """Of one number of a map (channel, row, column).

    Attributes:
        regions: one box of cells of each channel, what added most first. added: what each did.
    """

    question: Question
    regions: tuple[Region, ...]
    added: tuple[float, ...]

    @property
    def picture(self) -> str:
        """The maps below."""
        return self.regions[0].picture


def windows(example: WorkedExample) -> Windows | None:
    """What the calculation of a number of a map tells of them; None where it tells none."""
    if len(example.question.index) != 3 or example.question.picture.startswith("prediction"):
        return None
    found: dict[Region, float] = {}
    for part in example.parts:
        if isinstance(part, Table) and part.channels:
            source = next((row.source for row in part.rows if row.source is not None), None)
            if source is not None:
                found |= {_of(source, channel): added for channel, added in enumerate(part.channels)}
        elif isinstance(part, Grids) and (source := part.grids[0].source) is not None and _single(source):
            pooled = len(part.grids) == 1  # no products to add up: the largest of the patch, or its mean
            found.setdefault(source, example.value if pooled else float(part.grids[-1].values.sum()))
    if not found or len({region.picture for region in found}) > 1:
        return None
    order = sorted(found, key=lambda region: -abs(found[region]))
    return Windows(example.question, tuple(order), tuple(found[region] for region in order))


def _of(region: Region, channel: int) -> Region:
    return Region(region.picture, (channel, *region.start[1:]), (channel + 1, *region.stop[1:]))


def _single(region: Region) -> bool:
    return len(region.start) == 3 and region.stop[0] - region.start[0] == 1
