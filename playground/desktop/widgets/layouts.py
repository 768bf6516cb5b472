"""Layouts that stand in several places of the window."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget


def column(widget: QWidget) -> QVBoxLayout:
    """A vertical layout without margins."""
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    return layout
