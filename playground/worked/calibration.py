"""Calibration: how often a model is right where it is so sure, in bins, as one number, and at another temperature."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.worked.evidence import Evidence, UnexplainedError
from playground.worked.example import Array, Formula, Line, Part, Question, Row, Table, WorkedExample
from playground.worked.notation import number

PICTURE = "survey.calibration"
BINS = 15  # of equal width, as in the paper
LEADING = 2  # numbers of a row before its logits: part of the data, truth
TEST, VALIDATION = 0, 1
COLDEST, HOTTEST = 0.1, 10.0  # temperatures among which the best one is looked for
WHOLE = BINS  # stands for all bins together where one is asked about
HUNDREDTHS = 100  # a question names a temperature in these


@dataclass(frozen=True)
class Reliability:
    """What of each bin is known (BINS,), and the expected calibration error of all.

    Attributes:
        counts: answers whose confidence, the largest probability, lies in the bin.
        confidence, accuracy: their means in it; NaN where it is empty.
        error: Σ counts / N · |accuracy − confidence|, from 0 to 1 (Guo et al. 2017, arXiv 1706.04599, eq. 3).
        loss: mean cross-entropy (nats).
    """

    counts: NDArray[np.int64]
    confidence: Array
    accuracy: Array
    error: float
    loss: float


def parts(values: NDArray[np.float32], part: int) -> tuple[Array, NDArray[np.int64]]:
    """Logits (N, C) in float64 and truths (N,) of the test or the validation part of a picture's rows."""
    rows = values[values[:, 0] == part]
    rows = rows[np.isfinite(rows).all(axis=1)]
    return rows[:, LEADING:].astype(np.float64), rows[:, 1].astype(np.int64)


def reliability(logits: Array, truth: NDArray[np.int64], temperature: float = 1.0) -> Reliability:
    """Of logits (N, C) divided by a temperature, against truths (N,); N is at least 1."""
    odds = _softmax(logits / temperature)
    sure, right = odds.max(axis=1), odds.argmax(axis=1) == truth
    places = bins_of(sure)
    counts = np.bincount(places, minlength=BINS)
    filled = np.where(counts > 0, counts, np.nan)
    confidence = np.bincount(places, sure, BINS) / filled
    accuracy = np.bincount(places, right.astype(np.float64), BINS) / filled
    error = float(np.nansum(counts * np.abs(accuracy - confidence)) / len(truth))
    chosen = odds[np.arange(len(truth)), truth]
    return Reliability(counts, confidence, accuracy, error, float(-np.log(np.maximum(chosen, 1e-300)).mean()))


def bins_of(sure: Array) -> NDArray[np.int64]:
    """The bin of each confidence: bin m holds those in ((m − 1) / M, m / M]."""
    return np.clip(np.ceil(sure * BINS).astype(np.int64) - 1, 0, BINS - 1)


def fitted(logits: Array, truth: NDArray[np.int64]) -> float:
    """The temperature with the smallest mean cross-entropy, to a hundredth, by golden section over its logarithm.

    The loss has one minimum: it is convex in 1 / T.
    """
    low, high = np.log(COLDEST), np.log(HOTTEST)
    ratio = (np.sqrt(5) - 1) / 2
    while high - low > 1e-3:
        first, second = high - ratio * (high - low), low + ratio * (high - low)
        if _loss(logits, truth, np.exp(first)) < _loss(logits, truth, np.exp(second)):
            high = second
        else:
            low = first
    return round(float(np.exp((low + high) / 2)), 2)


def explain(evidence: Evidence, question: Question) -> WorkedExample:
    """The gap of one bin, or of ``WHOLE`` the error of all; the index is (bin, 100 T). Raises UnexplainedError."""
    if len(question.index) != 2 or not 0 <= question.index[0] <= WHOLE or question.index[1] < 1:
        raise UnexplainedError("There is no such bin in the picture; choose another.")
    at, temperature = question.index[0], question.index[1] / HUNDREDTHS
    logits, truth = parts(np.asarray(evidence.picture(PICTURE), np.float32), TEST)
    if not len(truth):
        raise UnexplainedError("No answer is a finite number, so nothing can be counted.")
    found = reliability(logits, truth, temperature)
    return _whole(evidence, question, found) if at == WHOLE else _bin(evidence, question, found, logits, truth)


def _whole(evidence: Evidence, question: Question, found: Reliability) -> WorkedExample:
    total, rows, value = int(found.counts.sum()), [], 0.0
    for at in np.flatnonzero(found.counts).tolist():
        sure, right = float(found.confidence[at]), float(found.accuracy[at])
        term = float(found.counts[at]) / total * abs(right - sure)
        value += term
        rows.append(Row(f"{at / BINS:.2f} – {(at + 1) / BINS:.2f}", (float(found.counts[at]), right, sure, term)))
    heads = (r"|B_m|", r"\mathrm{acc}", r"\mathrm{conf}", r"\frac{|B_m|}{N} \cdot |\mathrm{acc} - \mathrm{conf}|")
    calculation: tuple[Part, ...] = (
        Formula(r"\mathrm{ECE} = \sum_m \frac{|B_m|}{N} \cdot |\mathrm{acc}_m - \mathrm{conf}_m|"),
        Line(f"N = {total}, \\quad M = {BINS}, \\quad T = {number(question.index[1] / HUNDREDTHS)}"),
        Table("bins of the confidence", heads, tuple(rows), value),
    )
    return WorkedExample(evidence.step, question, calculation, value, found.error)


def _bin(
    evidence: Evidence, question: Question, found: Reliability, logits: Array, truth: NDArray[np.int64]
) -> WorkedExample:
    """|acc − conf| of one bin, from its answers one by one."""
    at, temperature = question.index[0], question.index[1] / HUNDREDTHS
    if not found.counts[at]:
        raise UnexplainedError("No answer is so sure: this bin is empty.")
    odds = _softmax(logits / temperature)
    inside = np.flatnonzero(bins_of(odds.max(axis=1)) == at)
    sure = float(odds[inside].max(axis=1).sum()) / len(inside)
    hits = int((odds[inside].argmax(axis=1) == truth[inside]).sum())
    value = abs(hits / len(inside) - sure)
    calculation: tuple[Part, ...] = (
        Formula(r"\mathrm{gap}_m = |\mathrm{acc}_m - \mathrm{conf}_m|"),
        Line(
            rf"\mathrm{{acc}}_m = \frac{{{hits}}}{{{len(inside)}}} = {number(hits / len(inside))}",
            "right, of those in the bin",
        ),
        Line(rf"\mathrm{{conf}}_m = {number(sure)}", "mean of their largest probabilities"),
        Line(rf"\mathrm{{gap}}_m = |{number(hits / len(inside))} - {number(sure)}| = {number(value)}"),
    )
    return WorkedExample(
        evidence.step, question, calculation, value, float(abs(found.accuracy[at] - found.confidence[at]))
    )


def _softmax(logits: Array) -> Array:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Array = powers / powers.sum(axis=1, keepdims=True)
    return shares


def _loss(logits: Array, truth: NDArray[np.int64], temperature: float) -> float:
    scaled = logits / temperature
    top = scaled.max(axis=1, keepdims=True)
    total = np.log(np.exp(scaled - top).sum(axis=1)) + top[:, 0]
    return float((total - scaled[np.arange(len(truth)), truth]).mean())
