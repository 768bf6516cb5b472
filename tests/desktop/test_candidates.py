"""Likely tokens: a temperature and the k likeliest, as a text is sampled; a published folder is held at first."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from desk import Desk
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from playground.data.sampling import Sampling
from playground.desktop.panels.candidates import CandidatesPanel
from playground.desktop.state.open_document import open_experiment
from playground.experiment.experiment import Experiment
from playground.protocol.commands import Start
from playground.protocol.events import Pictures, RunStarted
from playground.protocol.snapshot import PictureInfo, Snapshot
from playground.worked.example import Question, Region
from tests import published_folders as published

LOGITS = np.array([[4.0, 3.0, 1.0, 0.5], [2.0, 2.0, -1.0, -3.0]], np.float32)
LABELS = {
    "place": ("3 [MASK]", "5 [MASK]"), "candidates 1": ("unigram", "##s", "␣b", "⏎"),
    "candidates 2": ("x", "y", "z", "<b>"), "truth 1": ("##s",),
}  # fmt: skip


def panel_with(qtbot: QtBot, labels: dict[str, tuple[str, ...]] = LABELS) -> CandidatesPanel:
    panel = CandidatesPanel()
    qtbot.addWidget(panel)
    qtbot.addWidget(panel.controls)
    panel.resize(420, 260)
    whole = np.array([[5.0], [3.0]], np.float32)  # log Σ e^z of a vocabulary with more tokens than these
    info = PictureInfo("candidates", ("place", "rank"), (2, 5))
    panel.start(RunStarted(1, "{}", 0, 100, 10, "cpu", 1, {}, (info,), "test example 1", Path("x.run")))
    values = np.concatenate([LOGITS, whole], axis=1)
    panel.show_pictures(Pictures(1, 7, (Snapshot(7, "candidates", info.axes, values, labels),)))
    panel.draw()
    panel.show()
    return panel


def softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max())
    return np.asarray(powers / powers.sum())


@pytest.mark.parametrize(("temperature", "most"), [(1.0, 4), (0.5, 4), (2.0, 2), (1.0, 1)])
def test_that_the_bars_are_the_softmax_of_the_k_likeliest_at_a_temperature(
    temperature: float, most: int, qtbot: QtBot
) -> None:
    panel = panel_with(qtbot)
    panel.choose(temperature, most)
    (shot,) = panel.shown_arrays()
    np.testing.assert_allclose(shot.values, softmax(LOGITS[0, :most] / temperature), rtol=1e-6)
    assert shot.labels["class"] == LABELS["candidates 1"][:most] and shot.labels["truth"] == ("##s",)
    panel.choose(temperature, most, place=1)
    (shot,) = panel.shown_arrays()
    np.testing.assert_allclose(shot.values, softmax(LOGITS[1, :most] / temperature), rtol=1e-6)
    assert "truth" not in shot.labels


def test_that_the_header_says_which_share_of_the_vocabulary_the_k_likeliest_have(qtbot: QtBot) -> None:
    panel = panel_with(qtbot)
    panel.choose(0.3, 2)  # whatever the temperature
    assert panel.info.endswith(f"{100 * (np.exp(-1) + np.exp(-2)):.1f}\u2009%")


def test_that_a_click_on_a_bar_asks_for_that_token_and_its_bar_is_outlined(qtbot: QtBot) -> None:
    panel = panel_with(qtbot)
    panel.choose(1.0, 3, place=1)
    panel.grab()
    drawn = Sampling(1.0, 3)
    places = [panel.places(Region.cell("candidates", 1, rank)) for rank in range(3)]
    for rank, (place,) in enumerate(places):
        assert panel.question_at(place.center()) == Question("candidates", (1, rank), drawn)
    assert panel.places(Region.cell("candidates", 0, 1)) == () and panel.question_at(QPointF(-5, -5)) is None
    assert panel.usual() == Question("candidates", (1, 0), drawn)
    assert panel.neighbour(Question("candidates", (1, 2)), 0, 1) is None
    assert panel.neighbour(Question("candidates", (1, 1)), 0, 1) == Question("candidates", (1, 2), drawn)


def test_that_top_p_cuts_off_among_the_k_likeliest_and_says_so(qtbot: QtBot) -> None:
    panel = panel_with(qtbot)
    panel.choose(1.0, 3, top_p=0.7)
    (shot,) = panel.shown_arrays()
    np.testing.assert_allclose(shot.values, [1, 0, 0])  # 0.71 of the three reach it at once
    np.testing.assert_allclose(panel._cut()[1:], softmax(LOGITS[0, :3])[1:], rtol=1e-6)
    panel.grab()
    (place,) = panel.places(Region.cell("candidates", 0, 2))
    assert panel.question_at(place.center()) == Question("candidates", (0, 2), Sampling(1.0, 3, 0.7))
    assert panel.caption().endswith("T = 1 · k = 3 · p = 0.7")


def test_that_nothing_is_offered_where_there_are_no_candidates(qtbot: QtBot) -> None:
    panel = panel_with(qtbot)
    assert panel.wanted() == {"candidates"} and panel.controls is not None
    panel.clear()
    assert panel.is_empty() and panel.wanted() == frozenset() and panel.shown_arrays() == ()
    panel.start(RunStarted(1, "{}", 0, 100, 10, "cpu", 1, {}, (), "test example 1", Path("x.run")))
    assert panel.wanted() == frozenset() and not panel.controls.isVisible()
    panel.show_pictures(Pictures(1, 1, (Snapshot(1, "candidates", ("place", "rank"), np.zeros((0, 5), "f4"), {}),)))
    assert panel.is_empty()


def test_that_the_folder_of_a_published_model_is_built_at_once_and_held(desk: Desk, tmp_path: Path) -> None:
    folder = published.gpt2(tmp_path / "模型")
    desk.parts.control.open(open_experiment(str(folder)))
    (start,) = [command for command in desk.sent if isinstance(command, Start)]
    assert start.paused and not start.resume and start.weights is None
    experiment = Experiment.from_json(start.experiment)
    assert experiment.architecture.model_dump()["folder"] == str(folder)


def test_that_a_dropped_folder_is_opened_where_it_is_a_published_model(
    desk: Desk, tmp_path: Path, said: list[str]
) -> None:
    doors = desk.parts.doors
    doors._look(published.bert(tmp_path / "model"))
    assert [command.paused for command in desk.sent if isinstance(command, Start)] == [True]
    (tmp_path / "model" / "config.json").write_text("{}")
    doors._look(tmp_path / "model")
    assert len(said) == 1 and "names no model_type" in said[0]
