"""Names in lists: in the order of the language that is spoken, in Chinese by pinyin, not by code points."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import Desk, discard
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from playground.desktop.i18n import collation
from playground.desktop.i18n.language import speak
from playground.desktop.runs.recordings_table_model import RecordingsTableModel
from playground.desktop.setup.gallery_filter import FilterBar
from playground.experiment import presets
from playground.runs.listing import Entry

# cān, duì, fēn, gàn, juǎn, sǔn, tè, wǎng, yù, yùn
PANELS = ["参数扫描", "队列", "分布", "干预", "卷积核", "损失", "特征图", "网络", "预测", "运行列表"]


@pytest.fixture
def chinese(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    speak("zh_CN")
    one = Desk(tmp_path)
    one.window.show()
    yield one
    discard(one)


def panels_of(desk: Desk, known: str) -> list[str]:
    """The View menu, which holds a name."""
    menus = desk.window.menuBar().findChildren(QMenu)
    view = next(menu for menu in menus if any(action.text() == known for action in menu.actions()))
    view.aboutToShow.emit()
    return [action.text() for action in view.actions() if not action.isSeparator()]


def test_that_the_view_menu_lists_panels_by_pinyin(chinese: Desk) -> None:
    assert [name for name in panels_of(chinese, PANELS[0]) if name in PANELS] == PANELS


def test_that_the_view_menu_has_each_name_once_and_nothing_that_cannot_be_clicked(chinese: Desk) -> None:
    names = panels_of(chinese, PANELS[0])
    assert len(names) == len(set(names)) and "课程" in names and "实验" not in names


def test_that_the_filters_of_the_gallery_list_architectures_by_pinyin(qtbot: QtBot) -> None:
    speak("zh_CN")
    bar = FilterBar(presets.gallery())
    qtbot.addWidget(bar)
    for box in (bar.architecture, bar.task):
        names = [box.itemText(row) for row in range(1, box.count())]
        assert names == sorted(names, key=collation.key) and names != sorted(names)


def _named(*names: str) -> list[Entry]:
    made = {"architecture": "cnn", "task": "digits", "state": "finished", "metric": "accuracy"}
    return [Entry(Path(f"{name}.run"), 1, name=name, **made) for name in names]  # type: ignore[arg-type]


def test_that_recordings_are_sorted_by_name_as_the_language_does_and_numbers_by_size() -> None:
    speak("zh_CN")
    table = RecordingsTableModel()
    table.show_entries(_named("中途", "阿尔法 10", "阿尔法 9", "特别"))
    table.sort(0)
    assert [entry.name for entry in table.rows] == ["阿尔法 9", "阿尔法 10", "特别", "中途"]
    table.sort(0, Qt.SortOrder.DescendingOrder)
    assert table.rows[0].name == "中途"


def test_that_english_names_are_sorted_without_regard_to_capitals() -> None:
    assert collation.ordered(["Zebra", "apple", "Élan", "fan"], str) == ["apple", "Élan", "fan", "Zebra"]


def test_that_names_stay_as_they_came_where_qt_does_not_know_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collation, "_collator", lambda language: None)
    assert collation.ordered(["网络", "损失", "预测"], str) == ["网络", "损失", "预测"]
    assert collation.key("B") > collation.key("a")
