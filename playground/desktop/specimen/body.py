"""SpecimenBody: an editor with what chooses, remarks and loads, above each other or beside it: the editor is large."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from playground.desktop.specimen.editor import SpecimenEditor

SIDE = 210  # points that what stands beside an editor has at least


class SpecimenBody(QWidget):
    """Where the room is wider than high, a drawing takes all of the height.

    Args:
        picking: chooses among test examples.
        remark: what is wrong with what was given.
        load: a button for files.
    """

    def __init__(self, picking: QWidget, remark: QWidget, load: QWidget) -> None:
        super().__init__()
        self._editor: SpecimenEditor | None = None
        tools = QWidget()
        self._tools = QHBoxLayout(tools)
        self._tools.setContentsMargins(0, 0, 0, 0)
        self._tools.setSpacing(6)
        self._tools.addStretch(1)
        self._tools.addWidget(load)
        self._places = BodyLayout(self, picking, remark, tools)

    def hold(self, editor: SpecimenEditor | None) -> None:
        """Another editor with its tools, in place of the one before, which is no more."""
        if self._editor is not None:
            self._places.removeWidget(self._editor)
            for tool in self._editor.tools():
                self._tools.removeWidget(tool)
                tool.deleteLater()
            self._editor.deleteLater()
        self._editor = editor
        for at, tool in enumerate(editor.tools() if editor is not None else ()):
            self._tools.insertWidget(at, tool)
        self._places.hold(editor)


class BodyLayout(QGridLayout):
    """Decides by the room that it is given, so that a picture of it in another size is laid out like a window."""

    def __init__(self, parent: QWidget, picking: QWidget, remark: QWidget, tools: QWidget) -> None:
        super().__init__(parent)
        self._parts = picking, remark, tools
        self._editor: SpecimenEditor | None = None
        self._beside = False
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(6)
        self._lay_out()

    def hold(self, editor: SpecimenEditor | None) -> None:
        """Between what chooses and what remarks."""
        self._editor, self._beside = editor, False
        self._lay_out()

    def setGeometry(self, place: QRect) -> None:
        """Above each other or beside."""
        beside = self._fits_beside(place)
        if beside != self._beside:
            self._beside = beside
            self._lay_out()
        super().setGeometry(place)

    def _fits_beside(self, place: QRect) -> bool:
        picking, _, tools = self._parts
        side = max(SIDE, tools.minimumSizeHint().width(), picking.minimumSizeHint().width())
        return self._editor is not None and self._editor.square and place.width() - side >= place.height()

    def _lay_out(self) -> None:
        picking, remark, tools = self._parts
        beside, editor = self._beside, self._editor
        self.addWidget(picking, 0, 0)
        if editor is not None:
            self.addWidget(editor, *((0, 1, 4, 1) if beside else (1, 0)))
        self.addWidget(remark, 2, 0)
        self.addWidget(tools, 3, 0)
        self.setRowStretch(1, 0 if beside or editor is None else editor.greed)
        self.setRowStretch(2, 1)
        self.setColumnStretch(0, int(not beside))
        self.setColumnStretch(1, int(beside))
        self.setColumnMinimumWidth(0, SIDE if beside else 0)
