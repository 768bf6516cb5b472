"""The widget in which a specimen of some kind is given."""

from __future__ import annotations

from playground.data.editing import Drawing, Editor, Series
from playground.desktop.specimen.drawing_editor import DrawingEditor
from playground.desktop.specimen.editor import SpecimenEditor
from playground.desktop.specimen.series_editor import SeriesEditor
from playground.desktop.specimen.text_editor import SpecimenTextEditor


def editor_for(editor: Editor) -> SpecimenEditor:
    """Empty, as the task describes it."""
    match editor:
        case Drawing():
            return DrawingEditor(editor)
        case Series():
            return SeriesEditor(editor)
        case _:
            return SpecimenTextEditor(editor)
