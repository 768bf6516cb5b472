"""Lists in headers are read as a whole where there is room, and checks beneath pictures leave these theirs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QSlider, QSpinBox, QStyle, QStyleOptionComboBox
from pytestqt.qtbot import QtBot
from written import written

from playground.desktop import panels
from playground.desktop.docking.panel_dock import PanelDock
from playground.desktop.docking.panel_registry import panel_classes
from playground.desktop.i18n import language
from playground.desktop.painting.picture_writer import Picture
from playground.desktop.panels.base.cell_panel import CellPanel
from playground.desktop.panels.base.panel import Panel
from playground.desktop.panels.base.unit_panel import UnitBox
from playground.desktop.panels.top_examples import TopExamplesPanel
from playground.desktop.widgets.elided_combo import ElidedCombo

ENTRIES = {
    "en": ("Integrated gradients", "decoder 1 · cross-attention", "loss", "for the true class"),
    "zh_CN": ("积分梯度", "解码器 1 · 交叉注意力 · 权重", "损失", "针对真实类别"),
}
CHECKS = {
    "en": "Completeness: the sum is 3.694, f(x) − f(baseline) is 3.694; the difference is −0.0004054. " * 2,
    "zh_CN": "完备性：总和为 3.694，f(x) − f(基线) 为 3.694；相差 −0.0004054。" * 4,
}
ADJUSTED = (
    25  # ms, after which Qt has made a list as wide as its new entries, once, before its layout says again how wide
)
LOW = QSize(450, 140)  # points of a panel in a window of 1280×720


@pytest.fixture(params=sorted(ENTRIES))
def spoken(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    translator = language.speak(request.param)
    yield request.param
    if translator is not None:
        QApplication.removeTranslator(translator)
    language.speak("en")


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    one = QMainWindow()
    qtbot.addWidget(one)
    one.resize(1200, 300)
    one.show()
    return one


def settle() -> None:
    for _ in range(3):
        QApplication.sendPostedEvents()
        QEventLoop().processEvents()


def card_of(window: QMainWindow, panel: Panel, spoken: str) -> tuple[PanelDock, list[ElidedCombo]]:
    """A panel whose lists offer something, each of them another thing first."""
    card = PanelDock(panel, window)
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, card)
    controls = panel.controls
    boxes = [controls] if isinstance(controls, ElidedCombo) else controls.findChildren(ElidedCombo) if controls else []
    for at, box in enumerate(boxes):
        box.clear()
        box.addItems(ENTRIES[spoken][at:] + ENTRIES[spoken][:at])
        box.show()
    if controls is not None:
        controls.show()
        for other in (*controls.findChildren(QSpinBox), *controls.findChildren(QSlider)):
            other.show()
    if boxes:
        QTest.qWait(ADJUSTED)
    settle()
    return card, boxes


def seen_whole(box: ElidedCombo) -> bool:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    field = QStyle.SubControl.SC_ComboBoxEditField
    room = box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, box).width()
    return box.fontMetrics().horizontalAdvance(box.currentText()) <= room


def shortened(box: ElidedCombo) -> bool:
    return box.told().partition("\n")[0] == box.currentText()


@pytest.mark.parametrize("kind", panel_classes(), ids=lambda kind: kind.name)
def test_that_a_list_is_as_wide_as_its_longest_entry_where_there_is_room_and_else_tells_the_whole(
    window: QMainWindow, spoken: str, kind: type[Panel]
) -> None:
    _, boxes = card_of(window, kind(), spoken)
    for box in boxes:
        assert box.width() >= box.sizeHint().width(), "a wide window has room for every entry"
    for width in range(1200, 240, -120):
        window.resize(width, 300)
        settle()
        for box in boxes:
            for index in range(box.count()):
                box.setCurrentIndex(index)
                settle()
                assert seen_whole(box) or shortened(box), f"{box.currentText()} at {width}"


@pytest.mark.parametrize("kind", panel_classes(), ids=lambda kind: kind.name)
def test_that_no_list_is_shortened_while_another_has_more_room_than_its_choice_needs(
    window: QMainWindow, spoken: str, kind: type[Panel]
) -> None:
    _, boxes = card_of(window, kind(), spoken)
    for width in range(700, 300, -25):
        window.resize(width, 300)
        settle()
        spare = [box.width() - box.needed() for box in boxes]
        assert all(map(seen_whole, boxes)) or max(spare) <= 2, f"{spare} at {width}"


def test_that_the_word_before_a_number_gives_way_to_the_choice_beside_it(window: QMainWindow, qtbot: QtBot) -> None:
    panel = TopExamplesPanel()
    card_of(window, panel, "en")
    box = panel.row.itemAt(1).widget()
    assert isinstance(box, UnitBox)
    box.call("channel ")
    box.setMaximum(16)
    seen = set()
    for width in (*range(900, 300, -20), *range(300, 900, 20)):
        window.resize(width, 300)
        settle()
        room = box.width() >= box.sizeHint().width()
        assert box.prefix() == ("channel " if room else "")
        seen.add(room)
    assert seen == {True, False} and box.toolTip() == "channel"
    box.call("a very long word for it ")
    assert box.prefix() == "" and box.minimumSizeHint().width() < box.width()
    settle()
    assert box.prefix() == ("a very long word for it " if box.width() >= box.sizeHint().width() else "")


def test_that_another_choice_is_given_its_room_at_once(window: QMainWindow, qtbot: QtBot) -> None:
    panel = next(kind for kind in panel_classes() if kind.name == "distributions")()
    _, (first, second) = card_of(window, panel, "en")
    window.resize(380, 300)
    settle()
    before, beside = first.width(), second.width()
    qtbot.keyClick(first, Qt.Key.Key_End)
    settle()
    assert first.currentText() == ENTRIES["en"][-1] and first.width() < before and second.width() > beside
    qtbot.keyClick(first, Qt.Key.Key_Home)
    settle()
    assert first.width() == before


class Checked(CellPanel):
    """A picture of which something must hold, and the rooms that were left for it."""

    def __init__(self, words: str) -> None:
        self.words, self.rooms = words, []
        super().__init__()

    def title(self) -> str:
        return "checked"

    def is_empty(self) -> bool:
        return False

    def paint(self, painter: QPainter, place: QRectF, scale: float) -> None:
        painter.setFont(self.small_font())
        self.rooms.append(self.paint_check(painter, place, self.words, True))


def test_that_a_check_takes_one_line_of_a_low_panel_whose_tooltip_has_all_of_it(qtbot: QtBot, spoken: str) -> None:
    panel = Checked(CHECKS[spoken])
    qtbot.addWidget(panel)

    def told(y: int) -> str:
        for x in (29, 30):  # a pointer that was left there by another test does not move
            qtbot.mouseMove(panel, QPoint(x, y))
        QApplication.sendPostedEvents()
        return panel.toolTip()

    panel.show()
    for size, share in ((LOW, 0.8), (QSize(450, 400), 0.8), (QSize(450, 60), 0.5), (LOW, 0.8)):
        panel.resize(size)
        panel.grab()
        assert panel.rooms[-1].height() >= share * size.height()
    assert told(LOW.height() - 6) == panel.words, "over the line"
    assert told(20) == "", "over the picture"
    picture = Picture(LOW, QColor("white"), lambda painter, scale: panel.render_to(painter, LOW, scale))
    assert len(written(picture)) >= 2, "a file has no tooltip, and shows more of it"
    panel.words = "f(x) = 1"
    panel.grab()
    assert told(LOW.height() - 6) == "", "what is seen as a whole needs none"


def test_that_panels_paint_what_must_hold_by_their_base_alone() -> None:
    (folder,) = map(Path, panels.__path__)
    callers = {path.name for path in folder.rglob("*.py") if "ing.paint_check(" in path.read_text(encoding="utf-8")}
    assert callers == {"panel.py"}


def test_that_a_list_grows_with_its_words_in_another_language(qtbot: QtBot) -> None:
    box = ElidedCombo()
    qtbot.addWidget(box)
    box.addItems(["全速", "每秒 1 步"])
    box.show()
    before = box.sizeHint().width()
    box.setItemText(0, "full speed, as fast as it goes")
    assert box.sizeHint().width() > before
