"""Retranslation: goes over everything in a window and says it again in another language, at once and in place."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from functools import cache

from PySide6.QtCore import QObject, QSignalBlocker, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QComboBox, QGroupBox, QLabel, QMenu, QTabWidget, QWidget

from playground.desktop.i18n.language import LanguageMenu, translation
from playground.languages.catalogue import CHINESE_JOINTS, JOINTS, Catalogue
from playground.languages.spoken import ENGLISH

EVERYWHERE = ("toolTip", "statusTip", "windowTitle", "accessibleName", "accessibleDescription", "placeholderText",
              "specialValueText", "prefix", "suffix")  # fmt: skip
KEYS = re.compile(r"(.*) \(((?:\w+\+)*(?:F\d+|\S))\)")  # a tooltip with the shortcut behind it
Message = tuple[str, str]  # context, source


class Dictionary:
    """From the words of one language to those of another.

    Words with several meanings are told apart by the class that says them, as Qt does it.
    """

    def __init__(self, before: str, after: str) -> None:
        old, new = messages(before), messages(after)
        sources = {**old, **new}
        self._exact: dict[Message, str] = {}
        pairs: dict[str, str] = {}
        old_said, new_said = sentences(before), sentences(after)
        for sentence in {**old_said, **new_said}:
            pairs[old_said.get(sentence, sentence)] = new_said.get(sentence, sentence)
        for context, source in sources:
            shown, wanted = old.get((context, source), source), new.get((context, source), source)
            self._exact[context, shown] = wanted
            pairs.setdefault(shown, wanted)
        self._catalogue = Catalogue(pairs, joints(before, after))

    def read(self, words: str, contexts: Sequence[str]) -> str:
        """The words in the other language; themselves when they are not words of the program."""
        for context in contexts:
            found = self._exact.get((context, words))
            if found is not None:
                return found
        parts = words.split(" · ")
        if any((context, part) in self._exact for context in contexts for part in parts[len(parts) == 1 :]):
            return " · ".join(self.read(part, contexts) for part in parts)
        keys = KEYS.fullmatch(words)
        if keys is not None:
            return f"{self.read(keys[1], contexts)} ({keys[2]})"
        return self._catalogue.read(words)


def messages(language: str) -> dict[Message, str]:
    """What Qt says in a language: context and source → translation."""
    if language == ENGLISH:
        return {}
    root = ElementTree.parse(translation("ts", language)).getroot()
    return {
        (context.findtext("name", ""), message.findtext("source", "")): message.findtext("translation", "")
        or message.findtext("source", "")
        for context in root.iter("context")
        for message in context.iter("message")
    }


def sentences(language: str) -> dict[str, str]:
    """What is said outside of Qt: template → translation."""
    return {} if language == ENGLISH else Catalogue.load(translation("sentences", language)).pairs


def joints(before: str, after: str) -> dict[str, str]:
    """What joins sentences in one language → what joins them in the other."""
    return {CHINESE_JOINTS.get(joint, joint) if before.startswith("zh") else joint:
            CHINESE_JOINTS.get(joint, joint) if after.startswith("zh") else joint for joint in JOINTS}  # fmt: skip


def retranslate(window: QWidget, before: str, after: str) -> None:
    """Everything in a window and in those that belong to it, once the other language is spoken.

    Who makes words from data, or paints them, has a method ``retranslate`` and is asked to make them anew.
    """
    dictionary = _dictionary(before, after)
    found = [window, *window.findChildren(QObject)]
    for thing in found:
        if not isinstance(thing.parent(), LanguageMenu):
            _reword(thing, dictionary)
    for thing in found:
        if (made_anew := getattr(thing, "retranslate", None)) is not None:
            made_anew()


@cache
def _dictionary(before: str, after: str) -> Dictionary:
    return Dictionary(before, after)


def _contexts(thing: QObject) -> list[str]:
    """The classes that may have said its words: its own, and those of what it stands in."""
    names: dict[str, None] = {}
    owner: QObject | None = thing
    while owner is not None:
        shown = getattr(owner, "panel", None)  # a card says the words of its panel
        for one in (owner, shown) if isinstance(shown, QObject) else (owner,):
            names |= _classes(type(one).__mro__)
        owner = owner.parent()
    return list(names)


@cache
def _classes(kinds: tuple[type, ...]) -> dict[str, None]:
    return dict.fromkeys(kind.__name__ for kind in kinds)


def _reword(thing: QObject, dictionary: Dictionary) -> None:
    contexts = _contexts(thing)
    derived = isinstance(thing, QAction) and thing.toolTip() == thing.text().replace("&", "").removesuffix("…")
    names = [*EVERYWHERE]
    names += ["title"] if isinstance(thing, QMenu | QGroupBox) else []
    known = {name: thing.property(name) for name in names}
    for name, words in known.items():
        if isinstance(words, str) and words and not (derived and name == "toolTip"):
            read = dictionary.read(words, contexts)
            if read != words:
                thing.setProperty(name, read)
    if isinstance(thing, QLabel | QAbstractButton | QAction):  # not the property: a label may show its words broken
        said = dictionary.read(thing.text(), contexts)
        if said != thing.text():
            thing.setText(said)
    if isinstance(thing, QComboBox):
        _reword_list(thing, dictionary, contexts)
    elif isinstance(thing, QTabWidget):
        for index in range(thing.count()):
            thing.setTabText(index, dictionary.read(thing.tabText(index), contexts))
            thing.setTabToolTip(index, dictionary.read(thing.tabToolTip(index), contexts))


def _reword_list(box: QComboBox, dictionary: Dictionary, contexts: list[str]) -> None:
    """The entries; which one is chosen stays, and nobody is told of a choice."""
    with QSignalBlocker(box):
        for index in range(box.count()):
            box.setItemText(index, dictionary.read(box.itemText(index), contexts))
            tip = box.itemData(index, Qt.ItemDataRole.ToolTipRole)
            if isinstance(tip, str):
                box.setItemData(index, dictionary.read(tip, contexts), Qt.ItemDataRole.ToolTipRole)
    if box.count():
        box.updateGeometry()
