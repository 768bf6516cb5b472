"""Activation maximisation panel: the found input beside real ones, its check in words, and the ways that lead there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from desk import Desk
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF, QPainter
from pytestqt.qtbot import QtBot
from test_survey_panels import CHANNELS, IMAGES, begin, click

from playground.cli.arguments import parse
from playground.desktop.painting import token_chips
from playground.desktop.panels.base.unit_panel import UnitPanel
from playground.desktop.panels.top_examples import TopExamplesPanel
from playground.desktop.panels.wanted import WantedPanel
from playground.desktop.style.theme import Theme
from playground.protocol.events import Pictures, RunStarted
from playground.protocol.snapshot import PictureInfo, Snapshot
from playground.worked.example import Question, Region
from playground.worked.maximisation import (
    ACTIVATION,
    BEFORE,
    BEGAN,
    BEST,
    FILLING,
    OBJECTIVE,
    PATH,
    PEAK,
    PICTURE,
    SCALE,
    SEARCHED,
    TERMS,
    TOKEN,
    TRIED,
    WRITTEN,
    Exchanged,
    packed,
)

LAYER = "stages.0.activation"


def inputs(known: int = 4, best: float = 5.0, axes: tuple[str, str] = ("row", "column")) -> Snapshot:
    values = np.full((4, 4, 4), np.nan, np.float32)
    values[:known] = np.random.default_rng(0).random((known, 4, 4), np.float32)
    told = [str(float(6 - unit)) if unit < known else "" for unit in range(4)]
    labels = {
        ACTIVATION: tuple(told), OBJECTIVE: tuple(told), BEST: (str(best),) * 4, SCALE: ("5.0",) * 4,
        SEARCHED: ("256",), "step": ("7",), **dict.fromkeys(TERMS, ("0.1",) * 4),
    }  # fmt: skip
    return Snapshot(7, f"{PICTURE}.{LAYER}", ("channel that is maximised", *axes), values, labels)


@pytest.mark.parametrize("zoom", [1.0, 1.6])
def test_that_the_found_input_is_held_against_the_best_real_one(qtbot: QtBot, themed: Theme, zoom: float) -> None:
    panel = WantedPanel()
    panel.set_theme(themed)
    panel.set_zoom(zoom)
    chosen = begin(qtbot, panel, inputs(), CHANNELS, IMAGES)
    assert panel.wanted() == {f"{PICTURE}.{LAYER}", f"maximising.{LAYER}"} and panel.shown_step() == 7
    words, holds = panel.check()
    assert holds and "Found input 6, best of 256 test examples 5" in words and words in panel.reading()
    panel.choose(LAYER, 2)
    panel.grab()
    assert panel.check()[1] is False and panel.info.endswith("4")
    click(panel, panel._tiles[4][0].center())
    assert chosen == [24]
    asked: list[Question] = []
    panel.picked.connect(asked.append)
    click(panel, panel._box.center())
    assert asked == [Question(f"{PICTURE}.{LAYER}", (2,))]
    assert panel.places(Region.cell(f"{PICTURE}.{LAYER}", 2)) and not panel.places(Region.cell(f"{PICTURE}.{LAYER}", 1))


def test_that_what_is_not_known_yet_or_dead_is_said(qtbot: QtBot) -> None:
    panel = WantedPanel()
    begin(qtbot, panel, inputs(known=2), CHANNELS, IMAGES)
    panel.choose(LAYER, 3)
    panel.grab()
    assert panel.info.endswith("…") and "being looked for" in panel.check()[0]
    dead = inputs(best=0.0)
    dead.labels[ACTIVATION] = ("0.0",) * 4  # type: ignore[index]
    panel.show_pictures(Pictures(1, 8, (dead,)))
    panel.choose(LAYER, 1)
    panel.grab()
    assert "dead" in panel.check()[0] and panel.check()[1] is None
    panel.clear()
    assert panel.is_empty() and panel.wanted() == frozenset()


@pytest.mark.parametrize("features", [2, 12])
def test_that_the_features_of_a_series_are_curves_and_of_many_a_picture(qtbot: QtBot, features: int) -> None:
    shot = inputs(axes=("feature", "time"))
    wide = np.random.default_rng(1).random((4, features, 9), np.float32)
    panel = WantedPanel()
    begin(qtbot, panel, Snapshot(7, shot.name, shot.axes, wide, shot.labels), CHANNELS)
    panel.grab()
    assert not panel.is_empty() and panel._box.width() > 0


def tokens(words: tuple[str, ...], known: int = 2) -> Snapshot:
    values = np.full((4, 6), np.nan, np.float32)
    values[:known] = np.arange(6) % len(words)
    path = packed([Exchanged(1, 0, 1, 0.4, 0.5), Exchanged(3, 2, 0, 0.2, 0.5)])
    labels = {
        name: tuple(word if unit < known else "" for unit in range(4))
        for name, word in ((ACTIVATION, "6.0"), (OBJECTIVE, "6.0"), (BEFORE, "5.0"), (PATH, path), (PEAK, "3"))
    }
    labels |= {
        BEST: ("5.0",) * 4, SCALE: ("5.0",) * 4, SEARCHED: ("256",), "step": ("7",), TOKEN: words, TRIED: ("32",),
        BEGAN: ("16", "-1", "", ""),
    }  # fmt: skip
    return Snapshot(7, f"{PICTURE}.{LAYER}", ("channel that is maximised", "time"), values, labels)


@pytest.mark.parametrize("words", [("a", " ", "\n"), ("ein", "sehr_langes_Wort_das_nirgends_hineinpasst", "卡片")])
def test_that_found_tokens_are_drawn_with_what_was_exchanged(
    qtbot: QtBot, themed: Theme, words: tuple[str, ...]
) -> None:
    panel = WantedPanel()
    panel.set_theme(themed)
    begin(qtbot, panel, tokens(words), CHANNELS, IMAGES)
    said, holds = panel.check()
    assert holds and "Found input 6, best of 256 test examples 5" in said
    assert "Here: test example 17, exchanges: 2 (underlined)" in said
    before = panel.grab().toImage()
    assert panel._box.width() > 0 and panel.question_at(panel._box.center()) == Question(f"{PICTURE}.{LAYER}", (0,))
    panel.choose(LAYER, 1)
    panel.resize(200, 160)
    assert panel.grab().toImage() != before and "Here: tokens drawn" in panel.check()[0]
    panel.choose(LAYER, 3)
    panel.grab()
    assert "being looked for" in panel.check()[0]


def test_that_for_a_decoder_the_words_that_were_written_are_told_and_what_fills_up_is_not_drawn(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shot = tokens(("ein", "zwei", "·"))
    shot.values[0, 3:] = 2
    shot = replace(shot, labels={**shot.labels, WRITTEN: ("‹one two three",) * 4, FILLING: ("2",)})
    drawn: list[tuple[list[str], int]] = []
    paint = token_chips.paint

    def noted(painter: QPainter, place: QRectF, words: list[str], changed: set[int], at: int, theme: Theme) -> QRectF:
        drawn.append((words, at))
        return paint(painter, place, words, changed, at, theme)

    monkeypatch.setattr(token_chips, "paint", noted)
    panel = WantedPanel()
    begin(qtbot, panel, shot, CHANNELS, IMAGES)
    panel.grab()
    assert drawn[-1] == (["ein", "zwei"], -1), "the step is none of these tokens"
    assert panel._under()[0] == "found source; largest at step 4 of the written ‹one two three"
    assert "Only the source is looked for" in panel.check()[0]


def test_that_more_tokens_than_fit_end_in_dots(qtbot: QtBot) -> None:
    metrics = QFontMetricsF(WantedPanel().font())
    rows = token_chips.lines(["abc"] * 40, 200.0, metrics)
    assert sum(map(len, rows)) == 40 and all(sum(width for _, width in row) <= 200 for row in rows)
    assert [at for row in rows for at, _ in row] == list(range(40))


def test_that_the_best_real_examples_lead_to_what_their_unit_wants(desk: Desk) -> None:
    number = desk.run()
    infos = tuple(PictureInfo(shot.name, shot.axes, shot.values.shape) for shot in (inputs(), CHANNELS, IMAGES))
    desk.say(RunStarted(number, "{}", 0, 9, 9, "cpu", 1, {}, infos, "test example 1", Path("x.run")))
    board = desk.parts.board
    found, ranked = board.panel(WantedPanel), board.panel(TopExamplesPanel)
    ranked.choose(LAYER, 3)
    assert found.unit != 3 and not found.on_screen()
    ranked.beyond.click()
    units: list[UnitPanel] = [found, ranked]
    assert [panel.unit for panel in units] == [3, 3] and found.on_screen()
    ranked.unit_wanted.emit(Question("another layer", (1,)))
    assert ranked.on_screen() and [panel.unit for panel in units] == [3, 3]


def test_that_the_command_line_draws_what_a_unit_wants_and_any_attribution(tmp_path: Path) -> None:
    from tests.session.test_session import Ran, experiment

    Ran(tmp_path / "a.run", experiment(20))
    words = ["figures", str(tmp_path / "a.run"), "--out", str(tmp_path), "--panel", "wanted", "--panel", "attribution"]
    arguments = parse([*words, "--show", "attribution=smoothgrad", "--format", "svg"])
    assert arguments.command(arguments) == 0
    assert "SmoothGrad" in (tmp_path / "attribution.svg").read_text(encoding="utf-8")
    assert "Found input" in (tmp_path / "wanted.svg").read_text(encoding="utf-8")
