"""AttributionChoice: the lists in the header that say by which method, of which size, and for which class."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from playground.desktop.i18n.attribution_text import AttributionText
from playground.desktop.widgets.header_combo import HeaderCombo
from playground.desktop.widgets.layouts import HeaderRow
from playground.protocol.attribution import ANSWER, METHODS, OCCLUSION, Attribution
from playground.protocol.snapshot import PictureInfo


class AttributionChoice(QWidget):
    """Offers what the pictures of a run are; ``chosen`` speaks of the user's choices only."""

    chosen = Signal()

    def __init__(self, text: AttributionText) -> None:
        super().__init__()
        self._text = text
        self._infos: dict[str, PictureInfo] = {}
        self.method, self.parameter, self.target = (
            HeaderCombo(name) for name in (self.tr("Method"), self.tr("Size or layer"), self.tr("Class"))
        )
        HeaderRow(self, self.method, self.parameter, self.target)
        self.method.currentIndexChanged.connect(lambda: self._method_chosen())
        self.parameter.currentIndexChanged.connect(lambda: self.chosen.emit())
        self.target.currentIndexChanged.connect(lambda: self.chosen.emit())

    @property
    def value(self) -> Attribution | None:
        """What is chosen; None when there is nothing."""
        if self.method.value is None:
            return None
        asked = Attribution(self.method.value, self.target.value or ANSWER, self.parameter.value or "")
        known = asked.name in self._infos  # some methods know no class
        return asked if known else Attribution(asked.method, ANSWER, asked.parameter)

    def choose(self, asked: Attribution) -> None:
        """As if the user had chosen it; what is not offered stays as it is."""
        self.method.choose(asked.method)
        self.parameter.choose(asked.parameter)
        self.target.choose(asked.target)

    def offer(self, infos: Sequence[PictureInfo]) -> None:
        """The pictures of a run; what was chosen stays where it is still there."""
        self._infos = {info.name: info for info in infos}
        asked = self._asked()
        methods = [method for method in METHODS if any(one.method == method for one in asked)]
        before = self.method.value
        self.method.offer([(self._text.method(one), one) for one in methods], before if before in methods else None)
        self.target.offer([(self._text.target(one), one) for one in sorted({one.target for one in asked})])
        self._offer_parameters()

    def forget(self) -> None:
        """Nothing to choose any more."""
        self._infos = {}
        for combo in (self.method, self.parameter, self.target):
            combo.forget()

    def reword(self) -> None:
        """In the language that is spoken now."""
        self.method.reword(self._text.method)
        self.target.reword(self._text.target)
        self.parameter.reword(self.words)

    def words(self, parameter: str) -> str:
        """A size, or a layer."""
        return self._text.parameter(Attribution(self.method.value, ANSWER, parameter), self._pixels)

    @property
    def _pixels(self) -> bool:
        return any(info.axes == ("row", "column") for info in self._infos.values())

    def _asked(self) -> list[Attribution]:
        return [one for name in self._infos if (one := Attribution.parse(name)) is not None]

    def _offer_parameters(self) -> None:
        method, before = self.method.value, self.parameter.value
        values = dict.fromkeys(one.parameter for one in self._asked() if one.method == method and one.parameter)
        if method != OCCLUSION:
            values = dict.fromkeys(reversed(values))  # the last layer, which answers, first
        usual = before if before in values else "3" if self._pixels else None
        self.parameter.offer([(self.words(value), value) for value in values], usual)

    def _method_chosen(self) -> None:
        self._offer_parameters()
        self.chosen.emit()
