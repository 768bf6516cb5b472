"""Preset files: an experiment in TOML with title, words, expected result, baseline, and perhaps a lesson."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError, field_validator

from playground.experiment import data_places, lessons, migrations, registry
from playground.experiment.diagnoses import DiagnosisKind
from playground.experiment.experiment import Experiment
from playground.experiment.setting_paths import frozen
from playground.foundation.errors import PresetError, SettingsError
from playground.foundation.nearest import advice, nearest
from playground.foundation.numbers import meant_in
from playground.foundation.places import shipped
from playground.foundation.problems import problems_of
from playground.foundation.settings import Settings
from playground.foundation.texts import Text

MAX_BYTES = 64 * 1024
MAX_DOTS = 200
_MAX_DEPTH = 40
_TABLES = ("preset", "architecture", "task", "training")
_SCENE = "scene"


class Band(Settings):
    """Where a metric lands, measured by us over several seeds."""

    metric: str
    low: float
    high: float


class About(Settings):
    """What a preset tells its reader.

    Attributes:
        order: sorts the gallery.
        seconds: that the whole run takes on two CPU cores; 0 where nobody measured it.
        diagnoses: what is found wrong with it, the first for certain, the others perhaps; none for a healthy one.
        beats_baseline: False where the lesson is that the model does no better than the baseline.
        baseline: what that reaches, by metric: the expected one first.
    """

    order: int = 1000
    seconds: float = 0.0
    beats_baseline: bool = True
    diagnoses: tuple[str, ...] = ()
    title: Text
    summary: Text
    lesson: Text
    expected: Band
    baseline: dict[str, float]

    @field_validator("diagnoses", mode="before")
    @classmethod
    def _known(cls, value: Any) -> Any:
        for name in value if isinstance(value, list | tuple) else ():
            if name not in (kinds := [kind.value for kind in DiagnosisKind]):
                raise ValueError(f"{name!r} is no diagnosis; choose among {', '.join(kinds)}")
        return tuple(value) if isinstance(value, list) else value


class Preset(Settings):
    """A preset file that was read and found good."""

    name: str
    about: About
    experiment: Experiment
    lesson: lessons.Lesson = ()

    def suits(self, experiment: Experiment) -> bool:
        """Whether its lesson can speak of an experiment: same architecture, same task, whatever the numbers."""
        return _kinds(self.experiment) == _kinds(experiment)

    def foretells(self, experiment: Experiment) -> bool:
        """Whether its band speaks of an experiment: the same but for what the band allows for."""
        return _without_chance(self.experiment) == _without_chance(experiment)

    def summary(self) -> dict[str, Any]:
        """The gallery row as plain values."""
        return {
            "name": self.name,
            "title": self.about.title.model_dump(),
            "architecture": registry.kind_of(self.experiment.architecture),
            "task": registry.kind_of(self.experiment.task),
            "expected": self.about.expected.model_dump(),
            "baseline": self.about.baseline,
        }


def _without_chance(experiment: Experiment) -> Experiment:
    """The same with one seed, one device and one way to be watched, for the band holds for any."""
    kept = experiment.training.model_copy(
        update={"seed": 0, "device": "auto", "threads": 0, "evaluate_every": 0, "recording": 1}
    )
    return experiment.model_copy(update={"training": kept})


def _kinds(experiment: Experiment) -> tuple[str, str]:
    return registry.kind_of(experiment.architecture), registry.kind_of(experiment.task)


def names() -> tuple[str, ...]:
    """Names of the shipped presets, alphabetical."""
    return tuple(sorted(path.stem for path in shipped("presets").glob("*.toml")))


@cache
def gallery() -> tuple[Preset, ...]:
    """All shipped presets in the order of the gallery; read once, for they are part of the program."""
    return tuple(sorted(map(_shipped, names()), key=lambda preset: (preset.about.order, preset.name)))


@cache
def _shipped(name: str) -> Preset:
    return read(shipped("presets") / f"{name}.toml")


def like(experiment: Experiment) -> Preset | None:
    """The shipped preset of just this experiment, if there is one."""
    return next((preset for preset in gallery() if preset.experiment == experiment), None)


def find(name: str) -> Preset:
    """A shipped preset by name, or a preset file by path. Raises PresetError."""
    if name in names():
        return _shipped(name)
    if name.endswith(".toml"):
        return read(Path(name))
    if nearest(name, names()):
        raise PresetError(f"There is no preset named {name!r}; {advice(name, names())}")
    raise PresetError(f"There is no preset named {name!r}; 'playground presets' lists them, or give a .toml file.")


def read(path: Path) -> Preset:
    """Read and check a preset file. Raises PresetError naming the file and the field."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise PresetError(f"{path}: cannot be read ({reason}).") from None
    found = parse(raw, path.stem, str(path))
    experiment = data_places.from_file(found.experiment, path.parent)
    return found if experiment is found.experiment else found.model_copy(update={"experiment": experiment})


def parse(raw: bytes, name: str, source: str) -> Preset:
    """Check the bytes of a preset file; ``source`` is named in errors. Raises PresetError."""
    table = table_of(raw, source)
    unknown = sorted(set(table) - {*_TABLES, _SCENE, migrations.KEY})
    if unknown:
        raise PresetError(f"{source}: [{unknown[0]}] is not a known table; use {', '.join(_TABLES)} or [[{_SCENE}]].")
    missing = [key for key in _TABLES if key not in table]
    if missing:
        raise PresetError(f"{source}: the table [{missing[0]}] is missing.")
    try:
        about = About.model_validate(table["preset"])
    except ValidationError as error:
        problems = {f"preset.{path}" if path else "preset": text for path, text in problems_of(error).items()}
        raise PresetError(str(SettingsError(problems, source))) from None
    try:
        asked = {key: table[key] for key in (*_TABLES[1:], migrations.KEY) if key in table}
        experiment = Experiment.parse(migrations.current(asked, source), source)
    except SettingsError as error:
        raise PresetError(str(error)) from None
    training = experiment.training
    total = training.duration if training.duration_unit == "steps" else None
    lesson = lessons.parse(frozen(table.get(_SCENE, ())), source, total)
    return Preset(name=name, about=about, experiment=experiment, lesson=lesson)


def table_of(raw: bytes, source: str) -> dict[str, Any]:
    """The tables of a TOML file of this kind, read in bounded time. Raises PresetError."""
    if len(raw) > MAX_BYTES:
        raise PresetError(f"{source}: is larger than {MAX_BYTES // 1024} KiB, which no preset needs.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PresetError(f"{source}: is not text in UTF-8; save it again with that encoding.") from None
    if any(len(_keys(line)) > MAX_DOTS for line in text.splitlines()):
        raise PresetError(f"{source}: has a key of more than {MAX_DOTS} parts, which no preset needs.")
    if _depth(text) > _MAX_DEPTH:
        raise PresetError(f"{source}: is nested more than {_MAX_DEPTH} levels deep, which no preset needs.")
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        line, number = meant_in(text)
        if number:
            raise PresetError(f"{source}: line {line}: write {number} with a point, not a comma.") from None
        raise PresetError(f"{source}: is not valid TOML ({error or 'nested too deeply'}).") from None


def _keys(line: str) -> str:
    """The dots of the part of a line that may be a key."""
    return re.sub(r"[^.]", "", line.split("=", 1)[0])


def _depth(text: str) -> int:
    """Deepest nesting of brackets, wherever they stand."""
    depth = deepest = 0
    for character in text:
        if character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth = max(0, depth - 1)
    return deepest
