"""Content: what a handout says of a run, whatever it is printed on."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

from playground.desktop.export import panel_picture
from playground.desktop.i18n.formatting import clock, figure, grouped, measured, with_metric
from playground.desktop.painting.picture_sizes import PAPER, SPREAD
from playground.desktop.painting.picture_writer import Picture
from playground.desktop.panels.base.panel import Panel
from playground.desktop.panels.base.spec import Area
from playground.desktop.setup.form.rows import FormRow, describe
from playground.desktop.style.theme import LIGHT
from playground.experiment.experiment import Experiment
from playground.experiment.metrics import metric as known_metric
from playground.experiment.preset_text import akin, own
from playground.experiment.presets import About
from playground.foundation.settings import Settings
from playground.languages.spoken import said
from playground.runs.listing import Entry, read
from playground.runs.reader import RunReader

MOST = 5  # pictures: what leads across the page, and two rows of two
CREDITED = 3  # lines that say whose the data is
Rows = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Figure:
    """One figure and the words below it; ``wide``: it stands across the page, not in one of two columns."""

    name: str
    drawing: Picture
    caption: str
    wide: bool = False


@dataclass(frozen=True)
class Content:
    """Everything that is printed; ``sheet`` is the worked example, if there is one; ``left`` says what is left out."""

    title: str
    summary: str
    lesson: str
    verdict: str
    result: Rows
    settings: tuple[tuple[str, Rows], ...]
    pictures: tuple[Figure, ...]
    sheet: Figure | None
    about: About
    words: dict[str, str]
    left: str = ""


def gather(recording: Path, panels: Sequence[Panel], language: str, step: int) -> Content:
    """Read the run and draw the panels that are filled, as they are at ``step``. Raises PlaygroundError.

    Args:
        language: ``en`` or ``zh``.
    """
    with RunReader(recording) as reader:
        experiment = Experiment.from_json(reader.experiment_json)
        info, metrics, credits = reader.info, reader.last_metrics(), reader.note("attribution", "")
    entry = read(recording, recording.stat().st_size, held=False)
    preset, same = akin(experiment)
    baseline = {str(name): float(value) for name, value in dict(info.get("baseline", {})).items()}
    about = preset.about if preset is not None else own(experiment, entry.metric, entry.result or 0.0, baseline)
    metric = about.expected.metric if about.expected.metric in metrics else entry.metric
    found = {panel.name: panel for panel in panels}
    shown = [panel for panel in panels if panel.spec.in_handouts][:MOST]
    pictures = tuple(_picture(panel, step) for panel in shown)
    return Content(
        about.title.read(language), about.summary.read(language), about.lesson.read(language),
        _verdict(metric, metrics.get(metric), baseline.get(metric), said(str(info.get("baseline_name", "")))),
        _result(entry, info, about, metric, metrics.get(metric), baseline.get(metric), same),
        _settings(experiment, credits), pictures,
        _picture(found["explain"], step) if "explain" in found else None, about, _words(entry),
    )  # fmt: skip


def _picture(panel: Panel, step: int) -> Figure:
    caption = html.unescape(re.sub(r"<[^>]*>", "", panel.caption()))
    caption = re.sub("(?<=[0-9])[\xa0\u2009](?=%)", "\u202f", caption).replace("\xa0", " ")  # a sign stays there
    caption = re.sub(r"  +", " · ", re.sub("[━┅] ", "", caption)).strip()
    words = f"{panel.title()}. {caption}" if caption else panel.title()
    wide = panel.spec.area is Area.TOP
    drawing = panel_picture.drawing(panel, LIGHT, SPREAD if wide else PAPER, {"step": str(step)})
    return Figure(panel.name, drawing, words, wide)


def _verdict(metric: str, value: float | None, baseline: float | None, name: str) -> str:
    """Whether the model is better than the answer that needs no model."""
    if value is None or baseline is None:
        return QCoreApplication.translate("Handout", "There is no baseline to compare with.")
    if known_metric(metric).beats(value, baseline):
        return QCoreApplication.translate("Handout", "The model does better than the baseline ({0}).").format(name)
    return QCoreApplication.translate("Handout", "The model does no better than the baseline ({0}).").format(name)


def _result(
    entry: Entry, info: dict[str, Any], about: About, metric: str, value: float | None, baseline: float | None,
    same: bool,
) -> Rows:  # fmt: skip
    rows = []
    if value is not None:
        rows.append((with_metric(QCoreApplication.translate("Handout", "Test {0}"), metric), measured(metric, value)))
    if entry.validation is not None and metric == entry.metric:
        words = with_metric(QCoreApplication.translate("Handout", "Validation {0}"), metric)
        rows.append((words, measured(metric, entry.validation)))
    if baseline is not None:
        rows.append((QCoreApplication.translate("Handout", "Baseline"), measured(metric, baseline)))
    if same and metric == about.expected.metric:
        band = f"{measured(metric, about.expected.low)} – {measured(metric, about.expected.high)}"
        rows.append((QCoreApplication.translate("Handout", "Expected of this preset"), band))
    steps = f"{grouped(entry.step)} / {grouped(entry.total)}"
    rows.append((QCoreApplication.translate("Handout", "Steps"), steps))
    rows.append((QCoreApplication.translate("Handout", "Parameters"), grouped(int(info.get("parameters", 0)))))
    if entry.seconds is not None:
        time = clock(entry.seconds) if entry.seconds >= 60 else f"{entry.seconds:.1f} s"
        rows.append((QCoreApplication.translate("Handout", "Time of training"), time))
    return tuple(rows)


def _settings(experiment: Experiment, credits: str) -> tuple[tuple[str, Rows], ...]:
    architecture, task = experiment.architecture, experiment.task
    model = QCoreApplication.translate("Handout", "Model: {0}").format(said(type(architecture).title))
    wanted = QCoreApplication.translate("Handout", "Task: {0}").format(said(type(task).title))
    return (
        (model, _rows(architecture)), (wanted, _rows(task) + _credited(credits)),
        (QCoreApplication.translate("Handout", "Training"), _rows(experiment.training)),
    )  # fmt: skip


def _credited(credits: str) -> Rows:
    """Whose the data is; of many the first ones, and where the others are."""
    lines = credits.splitlines()
    if not lines:
        return ()
    words = "; ".join(lines[:CREDITED])
    if len(lines) > CREDITED:
        more = QCoreApplication.translate("Handout", "{0}; and {1} more in attribution.txt")
        words = more.format(words, grouped(len(lines) - CREDITED))
    return ((QCoreApplication.translate("Handout", "Attribution"), words),)


def _rows(settings: Settings) -> Rows:
    found: list[tuple[str, str]] = []
    for row in describe(type(settings)):
        value = attrgetter(row.key)(settings)
        off = "." in row.key and bool(row.special) and value == row.low  # of a group that few runs use
        if value in ("", ()) or off or _idle(row, settings):
            continue
        if row.kind == "items":
            for number, item in enumerate(value, 1):
                inside = ", ".join(f"{name.lower()} {words}" for name, words in _rows(item))
                found.append((f"{said(row.title)} {number}", inside))
        else:
            found.append((said(row.title), _shown(row, value)))
    return tuple(found)


def _idle(row: FormRow, settings: Settings) -> bool:
    """Whether the setting does nothing beside the others."""
    group = row.key.rpartition(".")[0]
    beside = attrgetter(group)(settings) if group else settings
    return any(getattr(beside, key) in values for key, values in row.idle_with.items())


def _shown(row: FormRow, value: Any) -> str:
    if row.special and value == row.low:
        return said(row.special)
    if row.kind == "choice":
        return said(next((words for known, words in row.choices if known == value), str(value)))
    if isinstance(value, bool):
        return QCoreApplication.translate("Handout", "yes") if value else QCoreApplication.translate("Handout", "no")
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "–"
    words = figure(value) if isinstance(value, float) else str(value)
    return f"{words} {said(row.unit) if row.unit else ''}".strip() or "–"


def _words(entry: Entry) -> dict[str, str]:
    """The headings."""
    return {
        "run": entry.name,
        "lesson": QCoreApplication.translate("Handout", "What to watch"),
        "result": QCoreApplication.translate("Handout", "Result"),
        "settings": QCoreApplication.translate("Handout", "Settings"),
        "sheet": QCoreApplication.translate("Handout", "A worked example"),
        "left": QCoreApplication.translate(
            "Handout", "{0} more figures are in handout.html and in the folder pictures."
        ),
        "figure": QCoreApplication.translate("Handout", "Figure {0}"),
        "foot": QCoreApplication.translate(
            "Handout", "Open the pack in Neural Playground to go on from exactly this state."
        ),
    }
