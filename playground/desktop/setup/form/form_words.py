"""FormWords: what a form says of its rows: what is wrong with them, and which of them do nothing now."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from playground.desktop.setup.form.row_widget import RowWidget
from playground.desktop.state.experiment_draft import ExperimentDraft
from playground.languages.spoken import said


class FormWords:
    """Sees the rows as they are now.

    Args:
        rows: path of a setting → its row.
        lists: path of a list → what one of its entries is called.
    """

    def __init__(self, draft: ExperimentDraft, rows: Mapping[str, RowWidget], lists: Mapping[str, str]) -> None:
        self._draft, self._rows, self._lists = draft, rows, lists

    def problem(self, path: str) -> str:
        """The sentence for a row; one about an entry of its list belongs to it too."""
        for place, sentence in self._draft.problems.items():
            if place == path or (place.startswith(f"{path}.") and place not in self._rows):
                told = said(sentence)
                return told[:1].upper() + told[1:]
        return ""

    def hindrance(self) -> str:
        """The first reason, in words, why the experiment cannot run; empty when it can."""
        for path, row in self._rows.items():
            if row.problem:
                place = f"{self._place(path)}{row.row.title}"
                return QCoreApplication.translate("Form", "{0}: {1}").format(place, row.problem)
        return next((said(text) for path, text in self._draft.problems.items() if not self._has_row(path)), "")

    def _place(self, path: str) -> str:
        """Which entry of a list a setting belongs to: ``Stage 2 · ``; nothing outside of lists."""
        for list_path, name in self._lists.items():
            if path.startswith(f"{list_path}."):
                number = path.removeprefix(f"{list_path}.").partition(".")[0]
                return f"{name} {int(number) + 1} · "
        return ""

    def idle(self, path: str) -> str:
        """Why a setting does nothing now; empty when it does."""
        place = path.rpartition(".")[0]
        for key, values in self._rows[path].row.idle_with.items():
            other, value = self._rows[f"{place}.{key}"].row, self._draft.value(f"{place}.{key}")
            if value in values:
                shown = dict(other.choices)[value] if other.choices else other.special
                return QCoreApplication.translate("Form", "Does nothing while {0} is: {1}.").format(
                    other.title, shown or QCoreApplication.translate("Form", "off")
                )
        return ""

    def _has_row(self, path: str) -> bool:
        return any(path == row or path.startswith(f"{row}.") for row in self._rows)
