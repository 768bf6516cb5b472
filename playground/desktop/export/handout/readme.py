"""Readme: what lies in a lecture pack, as plain text that any system opens."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from playground.desktop.export.handout.content import Content
from playground.desktop.i18n.formatting import grouped
from playground.foundation import versions


def text(content: Content, step: int, data: bool = False) -> str:
    """In the language that is spoken; ``step`` is the one that the pictures show, ``data`` whether that goes along."""
    lines = [
        content.title,
        content.summary,
        "",
        QCoreApplication.translate("Readme", "Run: {0}, pictures of step {1}").format(
            content.words["run"], grouped(step)
        ),
        QCoreApplication.translate("Readme", "Made by: {0}").format(versions.program()),
        "",
        QCoreApplication.translate(
            "Readme", "handout.pdf and handout.html: the lesson, the result, the settings and the pictures, to print"
        ),
        QCoreApplication.translate(
            "Readme", "pictures: every panel, light and dark as PNG, and as SVG and PDF in vector"
        ),
        QCoreApplication.translate("Readme", "film.gif: the training from its beginning to its end"),
        QCoreApplication.translate(
            "Readme", "code: the model in PyTorch alone, as a script and a notebook, with its weights"
        ),
        QCoreApplication.translate("Readme", "preset.toml: the experiment, to train it again"),
        QCoreApplication.translate("Readme", "recording.run: everything that was recorded"),
        *(
            [
                QCoreApplication.translate(
                    "Readme",
                    "data.zip: what it learned from; unpack it, and choose the folder when the program asks for it",
                )
            ]
            if data
            else []
        ),
        "",
        QCoreApplication.translate(
            "Readme", "Open the ZIP file itself in Neural Playground to go on from exactly this state."
        ),
        QCoreApplication.translate("Readme", "To run the script, in the folder code: {0}").format(
            "pip install torch safetensors numpy; python model.py"
        ),
    ]
    return "\r\n".join(lines) + "\r\n"
