"""Widget picture: a form or a list painted as it stands, in the colours of a theme that the window may not have."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QPainter, QRegion
from PySide6.QtWidgets import QApplication, QWidget

from playground.desktop.style import theme as themes


def paint(widget: QWidget, painter: QPainter, size: QSize, theme: themes.Theme) -> None:
    """Draw the widget at ``size`` points; it stands afterwards as before."""
    before, sheet = widget.size(), themes.style_sheet(theme)
    application = QApplication.instance()
    foreign = isinstance(application, QApplication) and application.styleSheet() not in ("", sheet)
    try:
        if foreign:
            widget.setPalette(themes.palette(theme))
            widget.setStyleSheet(sheet)
        widget.resize(size)
        for _ in range(2):  # what wraps its words is as high as its width says
            _settle(widget)
        widget.render(painter, QPoint(0, 0), QRegion(), QWidget.RenderFlag.DrawChildren)
    finally:
        if foreign:
            widget.setStyleSheet("")
            widget.setPalette(QApplication.palette())
        widget.resize(before)


def _settle(widget: QWidget) -> None:
    """What was just put into a layout has its place and is shown only once events are handled: do both now."""
    for child in widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if child.isWindow():
            continue  # such as the list of a combo box
        if child.isHidden() and not child.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide):
            child.show()
        _settle(child)
    layout = widget.layout()
    if layout is not None:
        layout.invalidate()  # a widget that is not seen does not tell it of another size
        layout.activate()
