"""Film dialog: what of a recording becomes an animation: which panel, which steps, how fast, how large."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from playground.desktop.export.walk_frames import SECONDS
from playground.desktop.export.window_picture import WHOLE
from playground.desktop.i18n.formatting import grouped
from playground.desktop.panels.base.panel import Panel

MOST = 150  # frames unless the user wants more
WALK, CELLS = "walk", 8  # how the asked number and those after it are computed
KINDS = {"gif": "GIF", "webp": "WebP", "apng": "APNG", "mp4": "MP4"}


@dataclass(frozen=True)
class AnimationRequest:
    """What was chosen; ``panel``: its name, ``window`` or ``walk``; ``theme``: empty for that of the window."""

    panel: str
    kind: str
    rate: int
    first: int
    last: int
    frames: int
    size: str
    theme: str

    def words(self, recording: Path, target: Path, theme: str) -> list[str]:
        """The command that makes it, but for what the window knows of its panels."""
        return [
            "animate", str(recording.absolute()), "--to", str(target.absolute()), "--lines", "--fps", str(self.rate),
            "--from", str(self.first), "--until", str(self.last), "--frames", str(self.frames), "--size", self.size,
            "--theme", self.theme or theme,
        ]  # fmt: skip


class AnimationDialog(QDialog):
    """``taken`` carries a FilmWish."""

    taken = Signal(AnimationRequest)

    def __init__(self, parent: QWidget, panels: Sequence[Panel], steps: Sequence[int], asked: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Save animation"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._steps = list(steps)
        self._panel, self._kind, self._size, self._theme = QComboBox(), QComboBox(), QComboBox(), QComboBox()
        self._rate, self._most = self._number(1, 60, 10), self._number(2, 2000, MOST)
        self._first = self._number(steps[0], steps[-1], steps[0])
        self._last = self._number(steps[0], steps[-1], steps[-1])
        self._outcome = QLabel()
        self._outcome.setProperty("second", True)
        self._fill(panels, asked)
        self._lay_out()
        self._panel.currentIndexChanged.connect(self._tell)
        for box in (self._rate, self._first, self._last, self._most):
            box.valueChanged.connect(self._tell)
        self._tell()

    @property
    def request(self) -> AnimationRequest:
        """As it is chosen now."""
        return AnimationRequest(
            self._panel.currentData(), self._kind.currentData(), self._rate.value(), self._first.value(),
            self._last.value(), self._most.value(), self._size.currentData(), self._theme.currentData(),
        )  # fmt: skip

    def count(self) -> int:
        """How many frames there will be."""
        first, last = self._first.value(), self._last.value()
        return min(sum(first <= step <= last for step in self._steps), self._most.value())

    def _fill(self, panels: Sequence[Panel], asked: str) -> None:
        self._panel.addItem(self.tr("All visible panels"), WHOLE)
        for panel in panels:
            self._panel.addItem(panel.title(), panel.name)
        if asked:
            self._panel.addItem(self.tr("How it is computed: {0}").format(asked), WALK)
        for kind, words in KINDS.items():
            self._kind.addItem(words, kind)
        for words, size in (
            (self.tr("As on the screen"), "screen"), (self.tr("Lecture slide, 16:9"), "lecture"),
            (self.tr("Paper, column of 84 mm"), "paper"),
        ):  # fmt: skip
            self._size.addItem(words, size)
        for words, theme in ((self.tr("As the window"), ""), (self.tr("Light"), "light"), (self.tr("Dark"), "dark")):
            self._theme.addItem(words, theme)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows: tuple[tuple[str, QWidget], ...] = (
            (self.tr("Picture"), self._panel), (self.tr("Format"), self._kind),
            (self.tr("Snapshots per second"), self._rate), (self.tr("From step"), self._first),
            (self.tr("Until step"), self._last), (self.tr("Snapshots at most"), self._most),
            (self.tr("Size"), self._size), (self.tr("Colours"), self._theme),
        )  # fmt: skip
        for words, widget in rows:
            widget.setAccessibleName(words)
            form.addRow(words, widget)
        form.addRow("", self._outcome)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._save = self._buttons.addButton(self.tr("Save …"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._save.setDefault(True)
        self._save.setProperty("primary", True)
        self._save.clicked.connect(lambda: self.taken.emit(self.request))
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(20)
        layout.addLayout(form)
        layout.addWidget(self._buttons)
        self.setMinimumWidth(420)

    def _number(self, low: int, high: int, value: int) -> QSpinBox:
        box = QSpinBox()
        box.setRange(low, high)
        box.setValue(value)
        box.setGroupSeparatorShown(False)
        return box

    def _tell(self) -> None:
        walk = self._panel.currentData() == WALK
        for box in (self._first, self._most):
            box.setEnabled(not walk)
        if walk:
            self._save.setEnabled(True)
            words = self.tr("{0} cells, {1} s")
            self._outcome.setText(words.format(CELLS, f"{CELLS * SECONDS:.1f}"))
            return
        count = self.count()
        self._save.setEnabled(count > 0)
        seconds = count / self._rate.value()
        words = self.tr("{0} snapshots, {1} s")
        if not count:
            words = self.tr("Nothing was recorded between these steps.")
        self._outcome.setText(words.format(grouped(count), f"{seconds:.1f}"))
