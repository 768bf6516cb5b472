"""Exchange panel: the most harmful exchanges first, with the estimate, the answer and a click that asks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot
from test_survey_panels import begin, click
from written import written

from playground.desktop.painting.picture_writer import Picture
from playground.desktop.panels.exchange import MARK, ExchangePanel
from playground.desktop.style.theme import Theme
from playground.protocol.events import Pictures
from playground.protocol.snapshot import Snapshot
from playground.worked.example import Question, Region
from playground.worked.exchange import AFTER, AGREEMENT, ALL, BEFORE, CAUSE, LOSS, NEW, PICTURE, TIME, TRIED


def exchanges() -> Snapshot:
    nothing = float("nan")
    values = np.array([[1, 0.1, 0.5], [nothing] * 3, [2, -0.2, 2.0], [0, 1.0, 9.0]], np.float32)
    labels = {
        TIME: ("a", "b", "c", "D"), NEW: ("b", "", "a", "E"), AFTER: ("d", "", "e", "e"), CAUSE: ("", "", "", "1"),
        LOSS: ("0.25",), BEFORE: ("d",), TRIED: ("40",), ALL: ("50",), AGREEMENT: ("0.4",),
    }  # fmt: skip
    return Snapshot(7, PICTURE, ("place", "new token, estimate, rise"), values, labels)


@pytest.mark.parametrize("zoom", [1.0, 1.6])
def test_that_the_most_harmful_exchange_comes_first_and_a_cause_last(qtbot: QtBot, themed: Theme, zoom: float) -> None:
    panel = ExchangePanel()
    panel.set_theme(themed)
    panel.set_zoom(zoom)
    begin(qtbot, panel, exchanges())
    assert panel.order() == [2, 0, 3] and "place 3: c → a" in panel.info and panel.info.endswith("+2")
    assert "40 of 50 exchanges" in panel.check() and "0.40" in panel.check() and MARK in panel.check()
    assert panel.check() in panel.reading()
    asked: list[Question] = []
    panel.picked.connect(asked.append)
    click(panel, panel._rows[0].center())
    assert asked == [Question(PICTURE, (0,))] and panel.neighbour(asked[0], 0, -1) == Question(PICTURE, (2,))
    assert panel.neighbour(Question(PICTURE, (2,)), 0, -1) is None and panel.usual() == Question(PICTURE, (2,))
    assert panel.places(Region.cell(PICTURE, 3)) and not panel.places(Region.cell(PICTURE, 1))


def test_that_a_specimen_without_another_token_anywhere_is_empty(qtbot: QtBot) -> None:
    panel = ExchangePanel()
    begin(qtbot, panel, exchanges())
    bare = exchanges()
    bare.values[:] = np.nan
    panel.show_pictures(Pictures(1, 8, (bare,)))
    panel.draw()
    panel.grab()
    assert panel.is_empty() and panel.usual() is None


def test_that_a_short_answer_is_whole_in_a_narrow_panel(qtbot: QtBot) -> None:
    panel = ExchangePanel()
    shot = exchanges()
    begin(qtbot, panel, replace(shot, labels=shot.labels | {AFTER: ("2 of 6 wrong", "", "3 of 6 wrong", "d")}))
    room = QSize(320, 140)
    words = {
        text.words for text in written(Picture(room, QColor("white"), lambda p, scale: panel.render_to(p, room, scale)))
    }
    assert {"2 of 6 wrong", "3 of 6 wrong"} <= words
