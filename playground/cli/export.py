"""``playground export``."""

from __future__ import annotations

import argparse

from playground.exports.formats import export as take_away
from playground.foundation.places import shipped
from playground.languages import spoken
from playground.languages.catalogue import Catalogue

LANGUAGES = {"en": spoken.ENGLISH, "zh": "zh_CN"}


def export(arguments: argparse.Namespace) -> int:
    """The newest checkpoint as weights, graph, script or notebook; the ending of the name decides."""
    before = spoken.language()
    speak(LANGUAGES[arguments.language])
    try:
        take_away(arguments.recording, arguments.target)
    finally:
        speak(before)
    print(arguments.target)
    return 0


def speak(language: str) -> None:
    """Have what is written out in a language, without Qt."""
    if language != spoken.language():
        path = shipped("resources") / "translations" / f"sentences.{language}.toml"
        spoken.speak(language, None if language == spoken.ENGLISH else Catalogue.load(path))
