"""Readings: what a picture shows, in words and numbers, for whoever cannot see it."""

from __future__ import annotations

import html
import re

import numpy as np
from PySide6.QtCore import QCoreApplication

from playground.data.axes import Axis
from playground.desktop.i18n.formatting import figure, readable
from playground.languages.spoken import said
from playground.protocol.snapshot import Snapshot

MOST = 12  # rows of a matrix that are read out
NAMED = 3  # classes that are read out


def of_snapshot(shot: Snapshot) -> str:
    """Name and size, the range of the values, and where the largest stands; of a matrix what each row turns to."""
    finite = shot.values[np.isfinite(shot.values)]
    size = " × ".join(f"{count} {said(axis)}" for axis, count in zip(shot.axes, shot.values.shape, strict=True))
    head = f"{readable(shot.name)} ({size})"
    if not finite.size:
        return head
    if shot.axes == ("class",):
        return f"{head}: {_classes(shot)}"
    words = QCoreApplication.translate("Readings", "from {0} to {1}, mean {2}; the largest at {3}")
    at = np.unravel_index(int(np.nanargmax(shot.values)), shot.values.shape)
    where = ", ".join(_label(shot, axis, int(index)) for axis, index in zip(shot.axes, at, strict=True))
    low, high, mean = (figure(float(value), 3) for value in (finite.min(), finite.max(), finite.mean()))
    parts = [f"{head}: {words.format(low, high, mean, where)}"]
    if len(shot.axes) >= 2 and Axis.named(shot.axes[-2]).role == "query":
        parts.append(_rows(shot))
    return ". ".join(parts)


def of_cell(shot: Snapshot, index: tuple[int, ...]) -> str:
    """One cell: its place on each axis and its number."""
    places = zip(shot.axes, index, strict=True)
    where = ", ".join(_label(shot, axis, number) for axis, number in places)
    return f"{where}: {figure(float(shot.values[index]))}"


def plain(rich: str) -> str:
    """Rich text without its marks."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", rich)).split())


def _classes(shot: Snapshot) -> str:
    """The likeliest, and whether that is right where the truth is known."""
    order = np.argsort(-np.nan_to_num(shot.values))[:NAMED]
    odds = ", ".join(f"{_label(shot, 'class', int(i))} {100 * float(shot.values[i]):.1f}\u2009%" for i in order)
    truth, answer = shot.labels.get("truth"), _label(shot, "class", int(order[0]))
    if truth is None:
        return odds
    if said(truth[0]) == answer:
        return QCoreApplication.translate("Readings", "{0}; right").format(odds)
    return QCoreApplication.translate("Readings", "{0}; wrong, the true class is {1}").format(odds, said(truth[0]))


def _rows(shot: Snapshot) -> str:
    """The strongest key of each query, of the first head."""
    matrix = shot.values.reshape(-1, *shot.values.shape[-2:])[0]
    words = QCoreApplication.translate("Readings", "first head, strongest key of each query: {0}")
    pairs = [
        f"{_label(shot, shot.axes[-2], row)} → {_label(shot, shot.axes[-1], int(np.nanargmax(line)))} "
        f"{figure(float(np.nanmax(line)), 2)}"
        for row, line in enumerate(matrix[:MOST]) if np.isfinite(line).any()
    ]  # fmt: skip
    return words.format("; ".join(pairs))


def _label(shot: Snapshot, axis: str, index: int) -> str:
    """The label of a place along an axis, or its number, counted from 1."""
    labels = shot.labels.get(axis) or shot.labels.get("time", ()) if Axis.named(axis).role in ("query", "key") else ()
    labels = shot.labels.get(axis, labels)
    return said(labels[index]) if index < len(labels) else f"{said(axis)} {index + 1}"
