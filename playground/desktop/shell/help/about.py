"""AboutDialog: the program, its parts with their licences, where the data comes from, and diagnostics to copy."""

from __future__ import annotations

import html
import sys

from PySide6.QtCore import QSize, Qt, qVersion
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from playground.desktop.state.engine_state import EngineState
from playground.desktop.style.theme import Theme
from playground.foundation import versions
from playground.foundation.places import log_file, recordings, settings_file, shipped

SOURCES = (
    ("digits.csv.gz", "Alpaydin, Kaynak: Optical Recognition of Handwritten Digits, UCI, CC BY 4.0"),
    ("sunspots.csv", "WDC-SILSO, Royal Observatory of Belgium, Brussels, public domain"),
    ("Reference manual of Python", "Python Software Foundation, PSF License Version 2, as installed with Python"),
)


class AboutDialog(QDialog):
    """Made when it is asked for, and gone when it is closed."""

    def __init__(self, engine: EngineState, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("About"))
        self._engine, self._theme = engine, theme
        mark, title = QLabel(), QLabel(versions.program())
        mark.setPixmap(QIcon(str(shipped("resources") / "icons" / "app.svg")).pixmap(QSize(48, 48)))
        title.setProperty("heading", True)
        about = QLabel(self.tr("Train neural architectures live, look inside, explain every number. MIT licence."))
        about.setWordWrap(True)
        about.setProperty("second", True)
        words = QVBoxLayout()
        words.addWidget(title)
        words.addWidget(about)
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(mark)
        head.addLayout(words, 1)
        self.text = QTextBrowser()
        self.text.setAccessibleName(self.tr("Versions, licences and diagnostics"))
        self.text.setHtml(self._html())
        self.copy, close = QPushButton(self.tr("Copy diagnostics")), QPushButton(self.tr("Close"))
        self.copy.clicked.connect(lambda: QApplication.clipboard().setText(self.diagnostics()))
        close.clicked.connect(self.close)
        close.setDefault(True)
        row = QHBoxLayout()
        row.addWidget(self.copy)
        row.addStretch(1)
        row.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(14)
        layout.addLayout(head)
        layout.addWidget(self.text, 1)
        layout.addLayout(row)
        self.resize(600, 560)

    def retranslate(self) -> None:
        """The headings of the sheet."""
        self.text.setHtml(self._html())

    def diagnostics(self) -> str:
        """What somebody who helps wants to know, as plain text in English."""
        lines = [versions.program(), *(f"{name}: {value}" for name, value in self._facts())]
        lines += [f"{part.name} {part.version}" for part in versions.installed()]
        return "\n".join(lines) + "\n"

    def _facts(self) -> list[tuple[str, str]]:
        screen = self.screen()
        size = screen.size()
        engine = self._engine
        return [
            ("System", versions.system()),
            ("Qt", f"{qVersion()} ({QGuiApplication.platformName()})"),
            ("Screen", f"{size.width()} × {size.height()}, scale {screen.devicePixelRatio():g}"),
            ("Engine", f"{engine.status.value}, torch {engine.torch or 'not loaded'}"),
            ("Devices", ", ".join(engine.devices)),
            ("Interpreter", sys.executable),
            ("Settings", str(settings_file())),
            ("Recordings", str(recordings())),
            ("Log", str(log_file())),
        ]

    def _html(self) -> str:
        second = self._theme.second
        made_of = [(f"{part.name} {part.version}", part.licence) for part in versions.installed()]
        tables = (
            (self.tr("Made with"), made_of), (self.tr("Sample data"), SOURCES), (self.tr("Diagnostics"), self._facts())
        )  # fmt: skip
        return "".join(
            f'<p style="margin:10px 0 4px 0; font-weight:600">{html.escape(name)}</p><table cellspacing="0">'
            + "".join(
                f'<tr><td style="padding:1px 16px 1px 0">{html.escape(left)}</td>'
                f'<td style="color:{second}">{html.escape(right)}</td></tr>'
                for left, right in rows
            )
            + "</table>"
            for name, rows in tables
        )
