"""The autoencoder's worked examples: feature maps on the way down, the code, the maps and the image on the way up."""

from __future__ import annotations

import numpy as np

from playground.architectures.autoencoder.settings import KERNEL, PADDING, STRIDE, AutoencoderSettings
from playground.blocks.worked import convolution, flat_place, linear
from playground.worked.evidence import Evidence, UnexplainedError
from playground.worked.example import (
    Array,
    Formula,
    Grid,
    Grids,
    Part,
    Question,
    Region,
    Row,
    Table,
    WorkedExample,
)
from playground.worked.parts import SHOWN, activated, channel_caption, checked, learned, summed


def explain(evidence: Evidence, question: Question) -> WorkedExample:
    """Unfold one number of an autoencoder. Raises UnexplainedError."""
    settings, name = evidence.experiment.architecture, question.picture
    assert isinstance(settings, AutoencoderSettings)
    if name == "prediction":
        return _predicted(evidence, question, settings)
    if name.endswith(".weight"):
        return learned(evidence, question)
    if name.startswith("encoder."):
        return _down(evidence, question)
    if name == "latent":
        return _code(evidence, question, settings)
    if name.startswith("decoder.") or name == "output":
        return _up(evidence, question, settings)
    raise UnexplainedError("Nothing computes this number: it is the input, or has no formula of its own.")


def _down(evidence: Evidence, question: Question) -> WorkedExample:
    """A convolution with its ReLU."""
    values, index = checked(evidence, question), int(question.picture.split(".")[1])
    below, layer = f"encoder.{index - 1}.activation" if index else "input", f"encoder.{index}.convolution"
    bias = float(evidence.weight(f"{layer}.bias")[question.index[0]])
    parts, z, regions = convolution(
        evidence.picture(below), evidence.weight(f"{layer}.weight"), bias, question.index, below, f"{layer}.weight",
        STRIDE, PADDING,
    )  # fmt: skip
    lines, value = activated("relu", "y", z)
    return WorkedExample(
        evidence.step, question, (*parts, *lines), value, float(values[question.index]), tuple(regions)
    )  # fmt: skip


def _code(evidence: Evidence, question: Question, settings: AutoencoderSettings) -> WorkedExample:
    """A number of the code; where it is drawn, the mean of its distribution."""
    values, below = checked(evidence, question), f"encoder.{len(settings.channels) - 1}.activation"
    x = evidence.picture(below)
    parts, value = linear(evidence, "latent", x.ravel(), question.index[0], flat_place(below, x.shape))
    region = Region(below, (0, 0, 0), x.shape)
    return WorkedExample(evidence.step, question, tuple(parts), value, float(values[question.index]), (region,))


def _up(evidence: Evidence, question: Question, settings: AutoencoderSettings) -> WorkedExample:
    """A transposed convolution: each cell below adds its value times the kernel at its place."""
    values = checked(evidence, question)
    parts, z, region = _transposed(evidence, question, settings)
    lines, value = activated("sigmoid" if question.picture == "output" else "relu", "y", z)
    model = float(values[question.index])
    return WorkedExample(evidence.step, question, (*parts, *lines), value, model, (region,))


def _predicted(evidence: Evidence, question: Question, settings: AutoencoderSettings) -> WorkedExample:
    """A pixel of the reconstructed specimen; the other images of the picture are other examples."""
    line, sample, row, column = question.index
    if (line, sample) != (1, 0):
        raise UnexplainedError("Only the first image that is reconstructed is the specimen; click into it.")
    model = float(checked(evidence, question)[question.index])
    parts, z, region = _transposed(evidence, Question("output", (0, row, column)), settings)
    lines, value = activated("sigmoid", "y", z)
    return WorkedExample(evidence.step, question, (*parts, *lines), value, model, (region,))


def _transposed(
    evidence: Evidence, question: Question, settings: AutoencoderSettings
) -> tuple[list[Part], float, Region]:
    """z[o,i,j] = b_o + Σ_c Σ_{m,n} x_c[p,q] · w_{c,o}[m,n] over all p·s + m − padding = i, q·s + n − padding = j."""
    layer, below, x = _source(evidence, question.picture, settings)
    out, row, column = question.index
    w, bias = evidence.weight(f"{layer}.weight"), float(evidence.weight(f"{layer}.bias")[out])
    taps = [(p, q, row + PADDING - p * STRIDE, column + PADDING - q * STRIDE)
            for p in range(x.shape[1]) for q in range(x.shape[2])
            if 0 <= row + PADDING - p * STRIDE < KERNEL and 0 <= column + PADDING - q * STRIDE < KERNEL]  # fmt: skip
    cells = np.array([x[:, p, q] for p, q, _, _ in taps])  # (taps, C)
    kernel = np.array([w[:, out, m, n] for _, _, m, n in taps])
    sums = (cells * kernel).sum(axis=0)
    (top, left, *_), (bottom, right, *_) = taps[0], taps[-1]
    strongest = int(np.abs(sums).argmax())
    shown = sorted(np.argsort(-np.abs(sums), kind="stable")[: 2 * SHOWN].tolist())
    box = (bottom + 1 - top, right + 1 - left)
    named = below in evidence.pictures

    def source(channel: int) -> Region | None:
        return Region(below, (channel, top, left), (channel + 1, bottom + 1, right + 1)) if named else None

    rows = [Row(f"channel {c + 1}", (float(sums[c]),), source(c)) for c in shown]
    if len(shown) < len(sums):
        rows.append(Row(f"{len(sums) - len(shown)} more", (float(sums.sum() - sums[shown].sum()),)))
    total = float(sums.sum())
    ours, theirs = cells[:, strongest].reshape(box), kernel[:, strongest].reshape(box)
    grids = (Grid("x", ours, source(strongest)), Grid("w", theirs), Grid(r"x \cdot w", ours * theirs))
    parts: list[Part] = [
        Formula(r"z[i,j] = \sum_c \sum_{p,q} x_c[p, q] \cdot w_c[i + 1 - 2 p, j + 1 - 2 q] + b"),
        Grids(channel_caption(strongest, sums[strongest]), grids, ("⊙", "=")),
        Table("sum over input channels", (r"\sum x_c \cdot w_c",), tuple(rows), total, tuple(map(float, sums))),
        summed("z", [(r"\sum", total), ("b", bias)]),
    ]
    whole_code = Region("latent", (0,), (settings.latent,))  # what the lowest is made from has no picture of its own
    region = Region(below, (0, top, left), (len(x), bottom + 1, right + 1)) if named else whole_code
    return parts, total + bias, region


def _source(evidence: Evidence, name: str, settings: AutoencoderSettings) -> tuple[str, str, Array]:
    """The layer that makes a picture, the picture below, and its values; the lowest is made from the code."""
    count = len(settings.channels) - 1  # transposed convolutions before the output
    index = count if name == "output" else int(name.split(".")[1])
    layer = "output" if name == "output" else f"decoder.{index}.convolution"
    if index:
        below = f"decoder.{index - 1}.activation"
        return layer, below, evidence.picture(below)
    code = evidence.picture("latent")
    flat = evidence.weight("expand.weight") @ code + evidence.weight("expand.bias")
    down = evidence.picture(f"encoder.{count}.activation").shape
    return layer, "expand", np.maximum(flat, 0.0).reshape(down)
