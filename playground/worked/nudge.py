"""Nudge: what is in the pictures of disturbed inputs, for who makes them and who draws them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from playground.worked.example import Array, Formula, Line, Part, Row, Table
from playground.worked.notation import number, operand

PICTURE = "survey.nudge"  # of the specimen
CURVES = "survey.disturbances"  # of many test examples
METHODS = ("FGSM", "PGD")
STRENGTHS = 11  # of ε, from 0
DISTURBANCES = ("FGSM", "PGD", "noise", "shift", "rotation", "occlusion")


def pixel(
    method: str, given: Array, steps: Sequence[tuple[Array, Array]], epsilon: float, share: float, bounded: bool
) -> tuple[list[Part], float]:
    """One pixel (C,) from what it was, along the signs of slopes, to what the model is given: the mean of its channels.

    Args:
        steps: of each step the slopes (C,) that were followed, and where it led.
        share: of ε, that a step of PGD goes.
        bounded: it stays between 0 and 1.
    """
    rows, moved = [], given
    for at, (slopes, _) in enumerate(steps):
        way = epsilon * np.sign(slopes) * (1.0 if method == "FGSM" else share)
        after = moved + way
        if method != "FGSM":
            after = np.clip(after, given - epsilon, given + epsilon)
        after = np.clip(after, 0.0, 1.0) if bounded else after
        names = (
            [f"step {at + 1}"] if len(given) == 1 else [f"step {at + 1}, channel {k + 1}" for k in range(len(given))]
        )
        numbers = zip(names, moved, slopes, after, strict=True)
        rows += [Row(name, (float(old), float(slope), float(new))) for name, old, slope, new in numbers]
        moved = after
    value = float(moved.mean())
    fast = r"x' = x + \epsilon \cdot \mathrm{sign} \frac{\partial L}{\partial x}"
    slow = rf"x \leftarrow x + {number(share)} \epsilon \cdot \mathrm{{sign}} \frac{{\partial L}}{{\partial x}}"
    words = "kept from 0 to 1" if bounded else "nowhere cut off"
    limit = "never further than ε from where it began" if method != "FGSM" else words
    change = rf"x' - x = {number(value)} - {operand(float(given.mean()))} = {number(value - float(given.mean()))}"
    return [
        Formula(fast if method == "FGSM" else slow),
        Line(rf"\epsilon = {number(epsilon)}", limit),
        Table("steps", ("x", r"\frac{\partial L}{\partial x}", "x'"), tuple(rows)),
        Line(change),
    ], value


def curve_point(
    names: Sequence[str], hits: Sequence[tuple[int, int]], strength: float, change: float
) -> tuple[tuple[Part, ...], float]:
    """The accuracy of disturbed examples from (examples, right) of each class; and how large the change is."""
    rows = [Row(name, (float(count), float(right))) for name, (count, right) in zip(names, hits, strict=True) if count]
    total, right = sum(count for count, _ in hits), sum(right for _, right in hits)
    value = right / total
    return (
        Formula(r"\mathrm{acc} = \frac{1}{N} \sum_k \mathrm{right}_k"),
        Line(rf"{number(strength)}", "strength: ε, a share of the width, or degrees"),
        Line(rf"\sqrt{{\mean (x' - x)^2}} = {number(change)}", "change of a pixel, over all of them"),
        Table("disturbed test examples by their class", ("N", r"\mathrm{right}"), tuple(rows), float(right)),
        Line(rf"\mathrm{{acc}} = \frac{{{right}}}{{{total}}} = {number(value)}"),
    ), value
