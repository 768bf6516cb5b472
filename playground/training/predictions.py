"""Predictions: what the model answers now, in the shape in which a person checks it; one picture a kind of task."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from playground.experiment.data import (
    IGNORED,
    ClassTarget,
    ImageTarget,
    PairInput,
    SequenceInput,
    TokenInput,
    ValueTarget,
    sequence_of,
)
from playground.experiment.specimen import Specimen
from playground.training.trainer import Trainer

TEMPERATURES = (0.0, 0.5, 1.0)
WRITTEN = 64  # characters of a sampled text, its prompt included
PROMPT = 16
PLOTTED = 120  # test examples in a plot of values
ROW = 8  # images in a row
SCATTERED = 400  # codes in a latent plane

Array = NDArray[np.float32]
Found = tuple[Array, dict[str, tuple[str, ...]]]


@dataclass(frozen=True)
class View:
    """A picture that is computed from the model rather than tapped in it.

    Attributes:
        take: values, and labels that only hold for them.
        pause: seconds between two of them at least; nobody reads faster than the default.
    """

    name: str
    axes: tuple[str, ...]
    shape: tuple[int, ...]
    take: Callable[[], Found]
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pause: float = 0.12


def predictions(trainer: Trainer, shown: Specimen) -> tuple[View, ...]:
    """What this model answers to the specimen ``shown``; where the truth is not known, none stands beside it."""
    shape = trainer.data.shape
    match shape.targets:
        case ClassTarget(labels, None):
            names = {"class": labels}
            if shown.known:
                names["truth"] = (labels[int(shown.targets[0])],)
            return (View("prediction", ("class",), (len(labels),), lambda: _classes(trainer, shown), names),)
        case ClassTarget():
            return (_tokens(trainer, shown),)
        case ImageTarget():
            return (_images(trainer, shown),)
        case ValueTarget(_, None):
            return _next_value(trainer, shown)
        case _:
            return (_steps(trainer, shown),)


def overviews(trainer: Trainer) -> tuple[View, ...]:
    """What this model answers to many test examples, whichever specimen is shown."""
    match trainer.data.shape.targets:
        case ImageTarget():
            return _plane(trainer)
        case ValueTarget(_, None):
            return (_values(trainer),)
        case _:
            return ()


def _classes(trainer: Trainer, shown: Specimen) -> Found:
    """The probability of each class."""
    return trainer.answer(*shown.inputs).softmax(-1)[0].numpy(), {}


def _next_value(trainer: Trainer, shown: Specimen) -> tuple[View, ...]:
    """The specimen's first feature along time, and behind its end what the model answers, beside the truth."""
    inputs = trainer.data.shape.inputs
    if not isinstance(inputs, SequenceInput):
        return ()
    course = shown.inputs[0][0, :, 0]
    names = ("input", "model", "truth") if shown.known else ("input", "model")
    length = len(course) + 1

    def take() -> Found:
        values = np.full((len(names), length), np.nan, np.float32)
        values[0, :-1] = course
        values[1:, -2] = course[-1]
        values[1, -1] = float(trainer.answer(*shown.inputs)[0, 0])
        if shown.known:
            values[2, -1] = shown.targets[0, 0]
        return values, {}

    return (View("prediction.specimen", ("curve", "time"), (len(names), length), take, {"curve": names}),)


def _values(trainer: Trainer) -> View:
    """One number an example: along a series beside its rivals; elsewhere in the order of the truth."""
    data = trainer.data
    count = min(PLOTTED, len(data.test))
    truth = data.test.targets[:count, 0]
    order = np.arange(count) if data.rivals else np.argsort(truth, kind="stable")
    rivals = [answers[:count, 0] for answers in data.rivals.values()]
    inputs = [array[:count] for array in data.test.inputs]

    def take() -> Found:
        model = trainer.answer(*inputs)[:, 0].numpy()
        return np.stack([truth[order], model[order], *rivals]).astype(np.float32), {}

    axis = "test step" if data.rivals else "test example, by truth"
    names = ("truth", "model", *data.rivals)
    return View("prediction", ("curve", axis), (len(names), count), take, {"curve": names})


def _steps(trainer: Trainer, shown: Specimen) -> View:
    """A number at each step of the specimen, beside the truth."""
    truth = shown.targets[0, :, 0]
    names = ("truth", "model") if shown.known else ("model",)

    def take() -> Found:
        model = trainer.answer(*shown.inputs)[0, :, 0].numpy()
        return np.stack([truth, model][-len(names) :]).astype(np.float32), {}

    labels = {"curve": names, **_sequences(trainer, shown)}
    return View("prediction", ("curve", "time"), (len(names), len(truth)), take, labels)


def _sequences(trainer: Trainer, shown: Specimen) -> dict[str, tuple[str, ...]]:
    return dict(trainer.data.label(tuple(array[0] for array in shown.inputs)))


def _tokens(trainer: Trainer, shown: Specimen) -> View:
    """Lines of tokens with the probability the model gives each: the question, the truth, the model's own answer."""
    shape, inputs, (targets,) = trainer.data.shape, shown.inputs, shown.targets
    if shape.causal and not isinstance(shape.inputs, PairInput) and (targets != IGNORED).all():
        lines = ("prompt", *(f"temperature {heat:g}" for heat in TEMPERATURES))
        length = _written(shown)
        return View("prediction", ("line", "token"), (len(lines), length), lambda: _sampled(trainer, shown), {
            "line": lines
        })  # fmt: skip
    names = ("question", "truth", "model") if shown.known else ("question", "model")
    answered = _decoded if shape.causal else _filled
    length = max(len(targets), inputs[0].shape[1])
    size = (len(names), length)
    return View("prediction", ("line", "token"), size, lambda: answered(trainer, shown), {"line": names})


def _lines(
    shown: Specimen, question: Sequence[str], truth: Sequence[str], model: Sequence[str], sure: Array
) -> Found:  # fmt: skip
    """The lines of an answer; ``sure`` stands under the model's, one number a token."""
    lines = {"question": tuple(question), "truth": tuple(truth), "model": tuple(model)}
    if not shown.known:
        del lines["truth"]
    values = np.full((len(lines), max(map(len, lines.values()))), np.nan, np.float32)
    values[-1, : len(sure)] = sure
    return values, lines


def _decoded(trainer: Trainer, shown: Specimen) -> Found:
    """The question, the truth, and the model's answer by greedy decoding."""
    words = trainer.data.shape.targets
    assert isinstance(words, ClassTarget)
    wanted = np.flatnonzero(shown.targets[0] != IGNORED)
    chosen, sure, _ = decode(trainer, shown)
    sequences = _sequences(trainer, shown)
    question = sequences.get("source") or sequences["time"][: wanted[0] + 1]
    truth, model = (tuple(words.labels[token] for token in row) for row in (shown.targets[0, wanted], chosen))
    return _lines(shown, question, truth, model, sure)


def decode(trainer: Trainer, shown: Specimen) -> tuple[NDArray[np.int64], Array, tuple[NDArray[Any], ...]]:
    """Greedy decoding: each answer is given back to the model as its next input.

    Returns:
        The chosen tokens (T,) at the steps where an answer is wanted, their probabilities (T,), and the inputs as
        they stand in the end. An answer whose length is not known ends with the specimen's ``end``.
    """
    given = [array.copy() for array in shown.inputs]
    wanted = np.flatnonzero(shown.targets[0] != IGNORED).tolist()
    chosen, sure = np.zeros(len(wanted), np.int64), np.zeros(len(wanted), np.float32)
    for number, step in enumerate(wanted):
        odds = trainer.answer(*given).softmax(-1)[0, step].numpy()
        chosen[number], sure[number] = odds.argmax(), odds.max()
        if shown.end is not None and chosen[number] == shown.end:
            return chosen[: number + 1], sure[: number + 1], (*given[:-1], given[-1][:, : step + 1])
        if step + 1 < given[-1].shape[1]:
            given[-1][0, step + 1] = chosen[number]
    return chosen, sure, tuple(given)


def _filled(trainer: Trainer, shown: Specimen) -> Found:
    """Each step whose answer is wanted, by itself; the others stay as they were given."""
    (targets,), words = shown.targets, trainer.data.shape.targets
    assert isinstance(words, ClassTarget)
    odds = trainer.answer(*shown.inputs).softmax(-1)[0].numpy()
    question = _sequences(trainer, shown)["time"]
    truth, model = (
        tuple(words.labels[token] if wanted != IGNORED else word for token, wanted, word in zip(*row, strict=True))
        for row in ((targets, targets, question), (odds.argmax(-1), targets, question))
    )
    return _lines(shown, question, truth, model, np.where(targets != IGNORED, odds.max(-1), np.nan))


def _prompt(shown: Specimen) -> NDArray[Any]:
    """The beginning of a test example, or all that a person typed."""
    tokens: NDArray[Any] = shown.inputs[0][0]
    return tokens if shown.index is None else tokens[:PROMPT]


def _written(shown: Specimen) -> int:
    """Characters of a sampled text, its prompt included."""
    return max(WRITTEN, len(_prompt(shown)) + WRITTEN - PROMPT)


def _sampled(trainer: Trainer, shown: Specimen) -> Found:
    """Text that goes on from the specimen, sampled at several temperatures side by side."""
    inputs, targets = trainer.data.shape.inputs, trainer.data.shape.targets
    assert isinstance(inputs, TokenInput) and isinstance(targets, ClassTarget)
    names = _sequences(trainer, shown)["time"]
    known = dict(zip(shown.inputs[0][0].tolist(), names, strict=True))
    prompt, length = _prompt(shown), _written(shown)
    dice = np.random.Generator(np.random.PCG64([trainer.experiment.training.seed, trainer.step]))
    text = np.tile(prompt, (len(TEMPERATURES), 1))
    sure = np.full((len(TEMPERATURES) + 1, length), np.nan, np.float32)
    while text.shape[1] < length:
        odds = trainer.answer(text[:, -inputs.length :])[:, -1].double().log_softmax(-1).numpy()
        noise = dice.gumbel(size=odds.shape)
        heats = np.array(TEMPERATURES)[:, None]
        following = (odds + heats * noise).argmax(-1)  # Gumbel-max: a draw from softmax(odds / heat)
        sure[1:, text.shape[1]] = np.exp(odds[np.arange(len(text)), following])
        text = np.concatenate([text, following[:, None]], axis=1)
    shown_as = [known.get(index, word) for index, word in enumerate(targets.labels)]
    lines = {"prompt": tuple(shown_as[token] for token in prompt)}
    for heat, row in zip(TEMPERATURES, text, strict=True):
        lines[f"temperature {heat:g}"] = tuple(shown_as[token] for token in row)
    return sure, lines


def _images(trainer: Trainer, shown: Specimen) -> View:
    """The specimen and images of the test set, the same made again from their codes, and images of drawn codes."""
    shape = trainer.data.shape.targets
    assert isinstance(shape, ImageTarget)
    first = 0 if shown.index is None else shown.index + 1
    rows = (np.arange(ROW - 1) + first) % len(trainer.data.test)
    images = np.concatenate([shown.inputs[0], trainer.data.test.inputs[0][rows]])
    noise = np.random.Generator(np.random.PCG64(trainer.experiment.training.seed))

    drawn = noise.standard_normal((ROW, _latent_width(trainer)))

    def take() -> Found:
        codes = torch.from_numpy(drawn).float()
        if not trainer.experiment.architecture.model_dump().get("variational"):
            seen = torch.from_numpy(_codes(trainer, SCATTERED))
            codes = seen.mean(dim=0) + codes * seen.std(dim=0)
        with trainer.looking():
            made = trainer.model.decode(codes.to(trainer.device)).float().cpu().numpy()  # type: ignore[operator]
        again = trainer.answer(images).numpy()
        return np.stack([part.mean(axis=1) for part in (images, again, made)]), {}

    size = (3, ROW, shape.height, shape.width)
    names = {"line": ("input", "made again", "from drawn codes")}
    return View("prediction", ("line", "sample", "row", "column"), size, take, names)


def _latent_width(trainer: Trainer) -> int:
    return int(trainer.experiment.architecture.model_dump()["latent"])


def _codes(trainer: Trainer, count: int) -> Array:
    images = torch.from_numpy(trainer.data.test.inputs[0][:count]).to(trainer.device)
    with trainer.looking():
        codes: Array = trainer.model.encode(images).float().cpu().numpy()  # type: ignore[operator]
    return codes


def _plane(trainer: Trainer) -> tuple[View, ...]:
    """Codes of test images in two dimensions (their principal components, if there are more), with their classes."""
    if trainer.data.classes is None or _latent_width(trainer) < 2:
        return ()
    classes, names = trainer.data.classes
    count = min(SCATTERED, len(classes))
    labels = {"example": tuple(names[index] for index in classes[:count]), "class": names}

    def take() -> Found:
        codes = _codes(trainer, count)
        if codes.shape[1] > 2 and np.isfinite(codes).all():
            centred = codes - codes.mean(axis=0)
            _, _, directions = np.linalg.svd(centred, full_matrices=False)
            signs = np.sign(directions[np.arange(2), np.abs(directions[:2]).argmax(axis=1)])
            codes = (centred @ (signs[:, None] * directions[:2]).T).astype(np.float32)
        return codes[:, :2], {}

    return (View("prediction.latent", ("example", "coordinate"), (count, 2), take, labels),)


def sequence_labels(axes: tuple[str, ...], labels: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The labels of those axes that have some; ``source query`` takes those of ``source``."""
    return {axis: labels[sequence_of(axis)] for axis in axes if sequence_of(axis) in labels}
