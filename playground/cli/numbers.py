"""Numbers on the command line: whole, positive, a rate; refused in words."""

from __future__ import annotations

import argparse

from playground.foundation.numbers import meant


def positive(text: str) -> int:
    """A whole number from 1."""
    return _whole(text, 1)


def natural(text: str) -> int:
    """A whole number from 0."""
    return _whole(text, 0)


def _whole(text: str, least: int) -> int:
    try:
        number = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"must be a whole number, {text!r} is none") from None
    if number < least:
        raise argparse.ArgumentTypeError(f"must be a whole number from {least}, not {text}")
    return number


def rate(text: str) -> float:
    """Pictures a second."""
    if meant(text):
        raise argparse.ArgumentTypeError(f"write {meant(text)} with a point, not a comma")
    try:
        number = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"must be a number, {text!r} is none") from None
    if not 0.1 <= number <= 60:
        raise argparse.ArgumentTypeError(f"must be from 0.1 to 60 a second, not {text}")
    return number
