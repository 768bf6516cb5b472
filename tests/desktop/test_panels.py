"""Panels show what the events say, forget what they should, and never lose a number on the way."""

from collections.abc import Iterable

import numpy as np
import pytest
from desk import KERNEL, MAP, falling, shown, started
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from playground.desktop import theme
from playground.desktop.board import panel_classes
from playground.desktop.curve import Curve, Smoothed
from playground.desktop.panel import Panel
from playground.desktop.panels.feature_maps import FeatureMapsPanel
from playground.desktop.panels.kernels import KernelsPanel
from playground.desktop.panels.layers import LayersPanel
from playground.desktop.panels.loss import LossPanel
from playground.protocol.events import Evaluated, Event, Pictures, Progress
from playground.protocol.snapshot import Snapshot


def show[P: Panel](qtbot: QtBot, panel: P, events: Iterable[Event]) -> P:
    qtbot.addWidget(panel)
    panel.resize(480, 320)
    panel.show()
    for event in events:
        panel.take(event)
    panel.draw()
    panel.grab()
    return panel
