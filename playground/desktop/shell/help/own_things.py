"""OwnThingsDialog: how to bring one's own data, one's own model or a published one: what to drop, and how it lies."""

from __future__ import annotations

import html
from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from playground.desktop.shell.help.help_sheet import HelpSheet
from playground.desktop.style.theme import Theme

Rows = tuple[tuple[str, str], ...]  # what lies where, or what is typed; and what that is


@dataclass(frozen=True)
class HelpSection:
    """One of the three: ``layout`` and ``commands`` have a line of code and words beside it in each row."""

    title: str
    drop: str
    layout: Rows
    commands: Rows
    consent: str


class OwnThingsDialog(HelpSheet):
    """Three sections, built alike."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(self.tr("Your data, your model"), self.tr("Close"), QSize(860, 720), parent)
        self._theme = theme
        self.retranslate()

    def retranslate(self) -> None:
        """All words, in the language that is spoken."""
        heads = (self.tr("In the window"), self.tr("What lies where"), self.tr("On the command line"),
                 self.tr("Consent"))  # fmt: skip
        parts = (self._data(), self._model(), self._published())
        self.text.setHtml("".join(_part(part, heads, self._theme) for part in parts))

    def _data(self) -> HelpSection:
        return HelpSection(
            self.tr("Your data"),
            self.tr(
                "Drop a folder or a file on the window, or take it from the File menu. First you see what it is, what "
                "is left out and why; then one click sets an experiment up."
            ),
            (
                ("FOLDER/CLASS/*.png", self.tr("pictures, a folder for each class: PNG, JPEG, BMP, GIF, WebP, TIFF")),
                ("FOLDER/train/CLASS/*  FOLDER/test/CLASS/*", self.tr("the same, divided already")),
                ("FOLDER/CLASS/*.wav", self.tr("sounds, a folder for each class: WAV, FLAC, Ogg")),
                (
                    "FOLDER/train-images-idx3-ubyte …  *.npz",
                    self.tr("pictures in IDX, as MNIST has them, or as arrays"),
                ),
                ("*.csv  *.tsv", self.tr("a series, one row a time step; or rows of numbers with a column of classes")),
                ("*.txt", self.tr("a text; or pairs of sentences, a TAB between the two")),
            ),
            (
                ("playground data PATH", self.tr("what it is, what is in it, what is left out")),
                (
                    "playground train cnn-digits --set task.kind=picture-folder --set task.folder=PATH",
                    self.tr("train on it"),
                ),
                ("playground data PATH --of FILE.run", self.tr("whether a recording learned from just this")),
            ),
            self.tr("None is asked for: data is only read, never run. A folder is never changed."),
        )

    def _model(self) -> HelpSection:
        return HelpSection(
            self.tr("Your model"),
            self.tr(
                "Drop a Python file on the window, or take it from the File menu. It is tried on two examples of the "
                "task; then its layers are drawn and its settings stand in Setup."
            ),
            (
                ("class Mine(nn.Module)", self.tr("one module, all of whose arguments have defaults")),
                ("def build(settings, data)", self.tr("or this: gives the module, told the shapes of the task")),
                ("class MineSettings(Settings)", self.tr("with limits and help for each setting, if you like")),
            ),
            (
                ("playground new architecture mine", self.tr("writes a file to begin from")),
                ("playground model mine.py", self.tr("its layers, its pictures and what is wrong with it")),
                ("playground train mine.py --set task.kind=digits", self.tr("train it")),
            ),
            self.tr(
                "The window asks once before it runs a file, and again when the file has changed. Naming it on the "
                "command line is consent. Opening a recording, a picture or a pack never runs the code that it carries."
            ),
        )

    def _published(self) -> HelpSection:
        return HelpSection(
            self.tr("A published model"),
            self.tr(
                "Drop the folder of a GPT-2, BERT, ViT or ResNet on the window: every head, unit and channel can be "
                "seen, explained, switched off and trained further."
            ),
            (
                ("FOLDER/config.json", self.tr("its family and its sizes")),
                ("FOLDER/model.safetensors", self.tr("its weights; or parts, with model.safetensors.index.json")),
                ("FOLDER/tokenizer.json", self.tr("how a text is cut into tokens")),
                ("FOLDER/preprocessor_config.json", self.tr("instead of it: how a picture is made ready")),
            ),
            (
                ("pip install tokenizers", self.tr("once: the library that cuts texts")),
                ("playground open FOLDER", self.tr("the window, with it loaded")),
                ("playground train pretrained --set architecture.folder=FOLDER --set task.file=TEXT",
                 self.tr("go on training it on your text")),
            ),
            self.tr(
                "None is asked for: the folder holds numbers and words, no code is run, and nothing is ever fetched "
                "from the network."
            ),
        )  # fmt: skip


def _part(part: HelpSection, heads: tuple[str, str, str, str], theme: Theme) -> str:
    drop, layout, commands, consent = (
        f'<p style="margin:8px 0 2px 0; color:{theme.second}">{html.escape(head)}</p>' for head in heads
    )
    return (
        f'<p style="margin:14px 0 0 0; font-size:large; font-weight:600">{html.escape(part.title)}</p>'
        f"{drop}{_words(part.drop)}{layout}{_rows(part.layout)}{commands}{_rows(part.commands)}"
        f"{consent}{_words(part.consent)}"
    )


def _words(text: str) -> str:
    return f'<p style="margin:0">{html.escape(text)}</p>'


def _rows(rows: Rows) -> str:
    """Code and what it is, under each other: a command is as long as a line."""
    return "".join(
        f'<p style="margin:0 0 3px 12px"><code>{html.escape(code).replace("  ", "&nbsp; ")}</code>'
        f"<br/>{html.escape(words)}</p>"
        for code, words in rows
    )
