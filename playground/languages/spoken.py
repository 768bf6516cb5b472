"""Spoken: the language of this process, and what is said in it. Until somebody chooses another it is English."""

from __future__ import annotations

from dataclasses import dataclass, field

from playground.languages.catalogue import Catalogue

ENGLISH = "en"


@dataclass
class _Spoken:
    language: str = ENGLISH
    catalogue: Catalogue | None = field(default=None)


_now = _Spoken()


def speak(language: str, catalogue: Catalogue | None) -> None:
    """Say everything in this language from now on; without a catalogue, in English."""
    _now.language, _now.catalogue = language, catalogue


def language() -> str:
    """The code of the language that is spoken, such as ``en`` or ``zh_CN``."""
    return _now.language


def said(sentence: str) -> str:
    """A sentence that was made in English, in the language that is spoken."""
    return sentence if _now.catalogue is None else _now.catalogue.read(sentence)
