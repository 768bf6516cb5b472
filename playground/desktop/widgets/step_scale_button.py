"""StepScaleButton: whether the axis of the steps is logarithmic."""

from __future__ import annotations

from PySide6.QtWidgets import QToolButton


class StepScaleButton(QToolButton):
    """Early steps, in which most happens, get more room."""

    def __init__(self) -> None:
        super().__init__()
        self.setText(self.tr("log x"))
        self.setToolTip(self.tr("Logarithmic axis of steps"))
        self.setCheckable(True)
