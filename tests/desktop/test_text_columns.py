"""A text in columns: it fits or stands in one, and no table is broken over two of them."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QFont, QTextDocument, QTextTable
from PySide6.QtWidgets import QApplication

from playground.desktop.explain import text_columns

WORDS = "<p>A sentence of some words that says what follows.</p>"


def table(rows: int) -> str:
    return "<p>caption</p><table>" + "<tr><td>1</td><td>2</td></tr>" * rows + "</table>"


def document(html: str) -> QTextDocument:
    one, font = QTextDocument(), QFont("DejaVu Sans")
    font.setPixelSize(13)
    one.setDefaultFont(font)
    one.setHtml(html)
    return one


def columns(one: QTextDocument) -> list[tuple[int, int, int]]:
    """The column of each table's caption, of its first line and of its last."""
    layout, tall = one.documentLayout(), one.pageSize().height()
    found = []
    for frame in one.rootFrame().childFrames():
        assert isinstance(frame, QTextTable)
        place = layout.frameBoundingRect(frame)
        caption = layout.blockBoundingRect(one.findBlock(frame.firstPosition() - 2))
        found.append((int(caption.top() // tall), int(place.top() // tall), int((place.bottom() - 1) // tall)))
    return found


@pytest.mark.parametrize("before", range(0, 10))
def test_that_a_table_stands_whole_in_a_column_with_its_caption(qapp: QApplication, before: int) -> None:
    one = document(WORDS * before + table(7) + WORDS + table(5) + WORDS * 3)
    room = QSize(900, 320)
    assert text_columns.size(one, room, 600) == room
    assert one.pageCount() > 1
    for caption, first, last in columns(one):
        assert caption == first == last


@pytest.mark.parametrize("before", range(1, 5))
def test_that_no_line_is_left_behind_by_what_it_announces(qapp: QApplication, before: int) -> None:
    one = document(WORDS * before + "<p>caption<br>first<br>second</p>" * 6)
    assert text_columns.size(one, QSize(900, 200), 600) == QSize(900, 200)
    layout, block = one.documentLayout(), one.begin()
    while block.isValid():
        place = layout.blockBoundingRect(block)
        assert place.top() // 200 == (place.bottom() - 1) // 200
        block = block.next()


def test_that_a_text_that_fits_stays_in_one_column(qapp: QApplication) -> None:
    one = document(WORDS + table(3))
    assert text_columns.size(one, QSize(900, 320), 900).width() == 900 and one.pageCount() == 1


def test_that_only_a_table_longer_than_a_column_goes_on_in_the_next(qapp: QApplication) -> None:
    one = document(WORDS + table(20) + WORDS + table(4))
    assert text_columns.size(one, QSize(900, 320), 600) == QSize(900, 320)
    (caption, first, last), whole = columns(one)
    assert caption == first == 0 and last == 1 and whole[0] == whole[2]


def test_that_a_table_longer_than_a_column_makes_the_picture_as_long_as_the_text(qapp: QApplication) -> None:
    one = document(WORDS + table(60))
    assert text_columns.size(one, QSize(900, 320), 600).height() > 320


def test_that_what_was_moved_for_one_width_stands_as_before_for_another(qapp: QApplication) -> None:
    html = WORDS * 9 + table(7) + WORDS
    one, other = document(html), document(html)
    text_columns.size(one, QSize(900, 320), 600)
    assert text_columns.size(one, None, 600) == text_columns.size(other, None, 600)
