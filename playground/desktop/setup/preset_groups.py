"""Preset groups: under which heading a preset stands, and which presets a filter lets through (no Qt widgets)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from playground.experiment.presets import Preset

SERIES, BROKEN = "series", "broken"
ORDER = ("cnn", "autoencoder", "rnn", SERIES, "self-attention", "transformer")
SHORT = 60.0  # seconds that a short run takes at most

Times = Callable[[Preset], float]  # seconds of a whole run; 0 where nobody knows


@dataclass(frozen=True)
class GalleryFilter:
    """What is wanted; what is empty lets everything through.

    Attributes:
        words: all of them stand in the preset's name, title or summary, in any language.
    """

    words: str = ""
    architecture: str = ""
    task: str = ""
    short: bool = False
    lesson: bool = False

    def takes(self, preset: Preset, seconds: float) -> bool:
        """Whether a preset is wanted; ``seconds`` that its run takes, 0 where nobody knows."""
        about = preset.about
        said = f"{preset.name} {about.title.en} {about.title.zh} {about.summary.en} {about.summary.zh}".lower()
        return (
            all(word in said for word in self.words.lower().split())
            and self.architecture in ("", architecture_of(preset))
            and self.task in ("", task_of(preset))
            and (not self.short or 0 < seconds <= SHORT)
            and (not self.lesson or bool(preset.lesson))
        )


def architecture_of(preset: Preset) -> str:
    """The kind of its architecture."""
    return str(preset.experiment.architecture.model_dump()["kind"])


def task_of(preset: Preset) -> str:
    """The kind of its task."""
    return str(preset.experiment.task.model_dump()["kind"])


def group_of(preset: Preset) -> str:
    """What is broken on purpose stands apart; forecasts of series stand together; the others by architecture."""
    if preset.name.startswith("broken-"):
        return BROKEN
    return SERIES if task_of(preset) == SERIES else architecture_of(preset)


def grouped_presets(presets: Iterable[Preset]) -> list[tuple[str, list[Preset]]]:
    """The groups in their order, each with its presets in theirs; groups that nobody foresaw before what is broken."""
    found: dict[str, list[Preset]] = {}
    for preset in presets:
        found.setdefault(group_of(preset), []).append(preset)
    known = [*ORDER, *sorted(set(found) - {*ORDER, BROKEN}), BROKEN]
    return [(group, found[group]) for group in known if group in found]
