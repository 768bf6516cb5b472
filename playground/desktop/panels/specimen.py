"""Specimen: what all pictures show; chosen from the test set, drawn, dragged, typed or loaded."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPainter
from PySide6.QtWidgets import QPushButton

from playground.data.editing import Editor
from playground.desktop.painting import widget_picture
from playground.desktop.panels.base.panel import Panel
from playground.desktop.panels.base.spec import Area, PanelSpec
from playground.desktop.specimen.body import SpecimenBody
from playground.desktop.specimen.editor import SpecimenEditor
from playground.desktop.specimen.editor_for import editor_for
from playground.desktop.specimen.example_picker import ExamplePicker
from playground.desktop.style.theme import Theme
from playground.desktop.widgets import file_dialogs
from playground.desktop.widgets.layouts import column
from playground.desktop.widgets.remark_label import RemarkLabel
from playground.foundation.errors import PlaygroundError
from playground.languages.spoken import said
from playground.protocol.commands import Choose, Choosing
from playground.protocol.engine_events import EngineLost
from playground.protocol.events import Event, RunStarted, SpecimenShown

if TYPE_CHECKING:
    from playground.data.shapes import DataShape
    from playground.experiment.experiment import TaskSettings


class SpecimenPanel(Panel):
    """Speaks of the run that is on: ``chosen`` carries a command, one at a time, the newest in place of older ones."""

    name: ClassVar[str] = "specimen"
    spec: ClassVar[PanelSpec] = PanelSpec(
        150, Area.ASIDE, every_run=True, in_lessons=False, in_animations=False, in_handouts=False, in_races=False,
        by_step=False, typed_into=True,
    )  # fmt: skip

    chosen = Signal(object)  # a Choosing

    def __init__(self) -> None:
        super().__init__()
        self._named = ""  # in English, as the engine says it
        self._task: TaskSettings | None = None
        self._shape: DataShape | None = None
        self._recording = self._ready = self._asked = False
        self._name = ""
        self._next: Choosing | None = None
        self._editor: SpecimenEditor | None = None
        self._of: Editor | None = None
        self._picking = ExamplePicker()
        self._picking.chosen.connect(self.request)
        self._remark = RemarkLabel()
        self._load = QPushButton(self.tr("Load …"))
        self._load.clicked.connect(lambda: self._ask_file())
        self._body = SpecimenBody(self._picking, self._remark, self._load)
        column(self).addWidget(self._body)
        self.setAcceptDrops(True)
        self.setMinimumHeight(200)
        self._offer()

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Specimen")

    def start(self, started: RunStarted) -> None:
        """Another run: its task says how a specimen is given."""
        from playground.experiment.experiment import Experiment

        self._forget()
        self._recording = True
        try:
            self._task, self._shape = Experiment.from_json(started.experiment).task, started.shape
            self._make(self._task.editor())
        except PlaygroundError as error:
            self._make(None)
            self._remark.say(str(error), problem=True)
        self._offer()

    def show_specimen(self, shown: SpecimenShown) -> None:
        """The engine shows it now; a test example is what one goes on from."""
        if shown.specimen is None:
            return  # words of a recorded look: nothing can be chosen there
        self._ready, self._asked = True, False
        self._picking.show_example(shown.index, shown.count)
        self._tell(shown.words)
        if shown.index is not None and self._editor is not None and self._next is None:
            assert self._task is not None
            try:
                self._check_data()
                self._editor.put(self._task.given_of(shown.specimen))
                self._remark.say(shown.note)
            except PlaygroundError as error:
                self._remark.say(str(error), problem=True)
        elif shown.note:
            self._remark.say(shown.note)
        self._offer()
        if self._next is not None:
            self.request(self._next)

    def add(self, event: Event) -> None:
        """Without its engine the run is a recording."""
        if isinstance(event, EngineLost):
            self._ready = False
            self._offer()

    def request(self, choice: Choosing) -> None:
        """Have this shown: at once, or when the last request was fulfilled; a newer one takes its place."""
        if not self._ready:
            return
        if self._asked:
            self._next = choice
            return
        self._asked, self._next = True, None
        self.chosen.emit(choice)

    def clear(self) -> None:
        """Forget the run."""
        self._forget()
        self._offer()

    def is_empty(self) -> bool:
        """Nothing can be chosen now."""
        return not self._ready

    def empty_words(self) -> str:
        """What to do about that."""
        if self._recording:
            return self.tr("A recording keeps its specimen. Press Run to train anew, then choose another.")
        return self.tr("Press Run. Then choose, draw or type here what all pictures show.")

    def retranslate(self) -> None:
        """The specimen's name, and the sentence below it."""
        self._tell(self._named)
        self._remark.retranslate()
        super().retranslate()

    def set_theme(self, theme: Theme) -> None:
        """The editor follows."""
        super().set_theme(theme)
        self._picking.set_theme(theme)
        if self._editor is not None:
            self._editor.set_theme(theme)

    def render_to(self, painter: QPainter, size: QSize, scale: float) -> None:
        """The widgets draw themselves; as a picture for a slide they are drawn as they stand."""
        widget_picture.paint(self._body, painter, size, self.theme)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome where the task takes some."""
        if self._ready and self._editor is not None and self._editor.files() and event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the first file."""
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self.load(Path(paths[0]))

    def load(self, path: Path) -> None:
        """Show what a file holds, or say what is wrong with it."""
        if self._editor is not None and self._ready:
            self._name = path.name
            try:
                self._editor.load(path)
            except PlaygroundError as error:
                self._remark.say(str(error), problem=True)
            finally:
                self._name = ""

    def waits(self) -> bool:
        """Nothing comes by waiting where only a recording is shown."""
        return super().waits() and not self._recording

    def _ask_file(self) -> None:
        assert self._editor is not None
        chosen = file_dialogs.to_open(self, self.tr("Load a specimen"), self._editor.files())
        if chosen is not None:
            self.load(chosen)

    def _edited(self) -> None:
        """At each stroke and key: what can be shown is, otherwise it is said why not."""
        assert self._editor is not None and self._task is not None
        try:
            self._check_data()
            specimen = self._task.specimen_from(self._editor.given())
        except PlaygroundError as error:
            self._remark.say(str(error), problem=True)
            return
        self._remark.say("")
        self.request(Choose(replace(specimen, words=self._name) if self._name else specimen))

    def _check_data(self) -> None:
        """What is typed is read with the tokens of the data that is there now. Raises DataError if it was changed."""
        from playground.data.fingerprint import check_same

        if self._shape is not None and self._task is not None:
            check_same(self._shape, self._task.shape())

    def _make(self, editor: Editor | None) -> None:
        """The widget for an editor; the one that is there stays if it is for the same."""
        if editor == self._of:
            return
        self._of, self._editor = editor, None if editor is None else editor_for(editor)
        if self._editor is not None:
            self._editor.set_theme(self.theme)
            self._editor.edited.connect(self._edited)
        self._body.hold(self._editor)
        self._load.setVisible(self._editor is not None and bool(self._editor.files()))

    def _forget(self) -> None:
        self._recording, self._ready, self._asked, self._next = False, False, False, None
        self._remark.say("")
        self._tell("")

    def _offer(self) -> None:
        self._body.setVisible(self._ready)
        if self._hint is not None:
            self._hint.setVisible(not self._ready and not self.waits())
        self.update()

    def _tell(self, words: str) -> None:
        """Name the specimen in the header."""
        self._named = words
        self.set_info(said(words))
