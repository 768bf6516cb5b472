"""A picture that could not be made says why: in its place, or across the foot of the one before."""

import numpy as np
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from playground.desktop.panels.base.panel import Panel
from playground.protocol.events import Pictures
from playground.protocol.snapshot import Snapshot

WHY = (
    "This picture could not be made. It failed with ValueError; the run goes on, and the details are in /var/log/a.log."
)


class One(Panel):
    """A panel of one picture."""

    name = "one"

    def __init__(self) -> None:
        super().__init__()
        self.shown = 0

    def title(self) -> str:
        return "One"

    def wanted(self) -> frozenset[str]:
        return frozenset({"one"})

    def is_empty(self) -> bool:
        return not self.shown

    def show_pictures(self, pictures: Pictures) -> None:
        self.shown += len(pictures.snapshots)


def pictures(step: int, names: tuple[str, ...], problems: dict[str, str]) -> Pictures:
    shots = tuple(Snapshot(step, name, ("class",), np.zeros(2, np.float32)) for name in names)
    return Pictures(1, step, shots, problems)


def image(panel: Panel) -> QImage:
    return panel.grab().toImage()


def test_that_a_panel_tells_why_its_picture_could_not_be_made_until_it_can(qtbot: QtBot) -> None:
    panel = One()
    qtbot.addWidget(panel)
    panel.resize(420, 240)
    panel.show()
    empty = image(panel)
    panel.take(pictures(1, (), {"one": WHY}))
    assert panel.trouble == WHY and panel.dirty and image(panel) != empty
    panel.take(pictures(2, (), {}))  # its turn has not come again
    panel.take(pictures(3, ("other",), {"another": "Of another picture."}))
    assert panel.trouble == WHY
    panel.take(pictures(4, ("one",), {}))
    assert panel.trouble == ""
    whole = image(panel)
    panel.take(pictures(5, (), {"": WHY}))  # all of them
    assert panel.trouble == WHY and image(panel) != whole
    panel.take(pictures(6, ("one",), {}))
    assert panel.trouble == "" and image(panel) == whole
