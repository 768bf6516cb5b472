"""ElidedCombo: a list to choose from that shortens what does not fit, and says all of it in its tooltip."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QToolTip, QWidget

NARROW = 48  # points that a list can do with: long names must not hold a window wide


class ElidedCombo(QComboBox):
    """Entries that are longer than the closed list is wide are seen as a whole when it is opened.

    Attributes:
        narrow: points that it can do with.
        policy: how wide it would like to be, once it is seen.
    """

    narrow = NARROW
    policy = QComboBox.SizeAdjustPolicy.AdjustToContents

    def __init__(self) -> None:
        super().__init__()
        self._dressed = False
        self.currentTextChanged.connect(lambda: self.updateGeometry())

    def needed(self) -> int:
        """Points at which its choice is seen as a whole, where it would like to be as wide as its longest entry."""
        wide = self.fontMetrics().horizontalAdvance
        longest = max((wide(self.itemText(index)) for index in range(self.count())), default=0)
        return max(self.sizeHint().width() - longest + wide(self.currentText()), self.minimumSizeHint().width())

    def minimumSizeHint(self) -> QSize:
        """Some letters of the choice."""
        return super().minimumSizeHint().boundedTo(QSize(self.narrow, self.sizeHint().height()))

    def showEvent(self, event: QShowEvent) -> None:
        """From now on its list is there, and its policy holds, also for entries of another language."""
        if not self._dressed:
            self._dressed = True
            self.setSizeAdjustPolicy(self.policy)
            super().changeEvent(QEvent(QEvent.Type.StyleChange))
        super().showEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Not before it is seen: to pass on colours Qt would make the list, nine widgets, of each that stays hidden."""
        if self._dressed:
            super().changeEvent(event)
        else:
            QWidget.changeEvent(self, event)

    def showPopup(self) -> None:
        """As wide as the longest entry."""
        widest = max((self.fontMetrics().horizontalAdvance(self.itemText(i)) for i in range(self.count())), default=0)
        self.view().setMinimumWidth(min(widest + 40, self.window().width()))
        super().showPopup()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The choice, with an ellipsis where it is longer than the room for it."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        if not self.isEditable():
            option.currentText = self._shortened(option)
            painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def event(self, event: QEvent) -> bool:
        """The tooltip is made when it is asked for."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.told(), self)
            return True
        return super().event(event)

    def told(self) -> str:
        """What the tooltip says: the whole choice where it is shortened, then what the list is for."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        whole = self.currentText()
        short = not self.isEditable() and self._shortened(option) != whole
        return "\n".join(filter(None, (whole if short else "", self.toolTip())))

    def _shortened(self, option: QStyleOptionComboBox) -> str:
        control, field = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(control, option, field, self).width()
        return self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)
