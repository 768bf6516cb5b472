"""Numbers and times as people read them."""

from __future__ import annotations

import re
from math import inf

from playground.data.metrics import Metric
from playground.experiment.metrics import metric as metric_named
from playground.languages.spoken import said

THIN_SPACE = "\u2009"
NARROW_SPACE = "\u202f"  # as a thin one, but no line breaks there
MINUS = "\u2212"
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
HAN, LATIN = "\u4e00-\u9fff", "A-Za-z\u03b1-\u03c9"
SEAM = re.compile(f"(?<=[{HAN}])(?=[{LATIN}])|(?<=[{LATIN}])(?=[{HAN}])")
LARGE, SMALL = 1e5, 1e-4  # beyond these a number is written with a power of ten


def grouped(number: float) -> str:
    """A whole number with thin spaces between the thousands: ``1 240``."""
    return f"{round(number):,}".replace(",", THIN_SPACE).replace("-", MINUS)


def figure(value: float, digits: int = 4) -> str:
    """A number with at most so many significant digits: ``0.03124``, ``1 240``, ``7.8×10¹⁸``."""
    if is_extreme(value):
        return powered(value)
    if 10 ** (digits - 1) <= abs(value) < inf:
        return grouped(value)
    return f"{value:.{digits}g}".replace("-", MINUS)


def fixed(value: float, decimals: int) -> str:
    """A number with so many decimals: ``−0.03``; what rounds to zero has no sign."""
    return f"{round(value, decimals) + 0.0:.{decimals}f}".replace("-", MINUS)


def is_extreme(value: float) -> bool:
    """So large or so small that digits alone would be too long, or all zeros."""
    return LARGE <= abs(value) < inf or 0 < abs(value) < SMALL


def powered(value: float) -> str:
    """A number as ``7.8×10¹⁸``."""
    mantissa, _, power = f"{value:.1e}".partition("e")
    return f"{mantissa.replace('-', MINUS)}\u00d710{raised(int(power))}"


def raised(power: int) -> str:
    """A whole number as an exponent: ``¹⁸``, ``⁻³``."""
    return str(power).translate(RAISED)


def metric_words(name: str) -> str:
    """A metric as people say it: ``exact_accuracy`` → ``exact accuracy``, ``mse`` → ``MSE``."""
    return said(metric_named(name).title)


def with_metric(words: str, name: str, *values: str) -> str:
    """A sentence in whose gaps are a metric and then values; Latin letters stand apart from Chinese: ``测试 NMSE``."""
    return SEAM.sub(" ", words.format(metric_words(name), *values))


def clock(seconds: float) -> str:
    """Seconds as ``m:ss`` or ``h:mm:ss``."""
    whole = max(0, round(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def megabytes(size: int) -> str:
    """Bytes as ``412 MB``, a small number of them as ``0.4 MB``."""
    return f"{grouped(size / 1e6) if size >= 1e7 else format(size / 1e6, '.1f')} MB"


def measured(metric: str, value: float) -> str:
    """A metric's value as people read it: ``97.2 %`` of a share, else three significant digits and the unit."""
    if value != value:
        return "–"
    one = metric_named(metric)
    return f"{100 * value:.1f}{THIN_SPACE}%" if one.percent else f"{figure(value, 3)}{_unit(one)}"


def short(metric: str, value: float) -> str:
    """The same without digits that say nothing: ``10 %`` of a share."""
    one = metric_named(metric)
    return f"{figure(100 * value, 3)}{THIN_SPACE}%" if one.percent else f"{figure(value, 3)}{_unit(one)}"


def band_words(metric: str, low: float, high: float) -> str:
    """From the lowest to the highest value of a metric: ``97–100 %`` of a share, ``0.001–0.0014`` of others."""
    one = metric_named(metric)
    if one.percent:
        return f"{figure(100 * low, 3)}\u2013{figure(100 * high, 3)}{THIN_SPACE}%"
    return f"{figure(low, 3)}\u2013{figure(high, 3)}{_unit(one)}"


_NAMED = {"candidate_gate": "candidate state", "mlp": "MLP"}  # called so in every recording, though the one is no gate


def readable(name: str) -> str:
    """``stages.0.convolution.weight`` as ``stage 1 · convolution``; people count from 1."""
    words: list[str] = []
    for part in name.removesuffix(".weight").split("."):
        if part.isdigit() and words:
            words[-1] = f"{words[-1].removesuffix('s')} {int(part) + 1}"
        else:
            words.append(_NAMED.get(part, part.replace("_", " ")))
    return " · ".join(map(said, words))


def entry(color: str, words: str, number: str, mark: str = "━") -> str:
    """A number in rich text; with the mark of its curve, unless ``color`` is empty."""
    drawn = f'<span style="color:{color}">{mark}</span>&nbsp;' if color else ""
    return f"{drawn}{words}&nbsp;{number}"


def steady(metric: str, value: float) -> str:
    """Four significant digits, always four: a number that grows and shrinks makes the others jump."""
    one = metric_named(metric)
    if one.percent:
        return f"{100 * value:.1f}\u2009%"
    if is_extreme(value):
        return f"{powered(value)}{_unit(one)}"
    whole = 1000 <= abs(value) < inf
    return f"{grouped(value) if whole else f'{value:#.4g}'.removesuffix('.')}{_unit(one)}"


def _unit(metric: Metric) -> str:
    return f"{THIN_SPACE}{said(metric.unit)}" if metric.unit else ""
