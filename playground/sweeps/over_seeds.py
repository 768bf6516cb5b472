"""Over seeds: what finished recordings of one experiment come to that differ in their seed alone."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from pathlib import Path

from playground.runs.listing import Entry, Plain
from playground.sweeps.plan import SEED
from playground.sweeps.ranking import Sample


def family(entry: Entry) -> frozenset[tuple[str, Plain]]:
    """Equal for runs that differ only by their seed."""
    return frozenset((path, value) for path, value in entry.settings.items() if path != SEED)


def over_seeds(entries: Sequence[Entry]) -> dict[Path, Sample]:
    """For each recording whose experiment was finished with two seeds or more, the results of all of these.

    A seed that was trained twice counts once: it gives the same bits.
    """
    families: dict[object, list[Entry]] = {}
    for entry in entries:
        if not entry.problem and entry.state == "finished" and entry.result is not None and isfinite(entry.result):
            families.setdefault((family(entry), entry.metric), []).append(entry)
    found: dict[Path, Sample] = {}
    for members in families.values():
        results = {entry.settings.get(SEED): entry.result for entry in members if entry.result is not None}
        if len(results) > 1:
            found |= dict.fromkeys((entry.path for entry in members), Sample(tuple(results.values())))
    return found
