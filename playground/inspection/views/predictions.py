"""Predictions: what the model answers now, in the shape in which a person checks it; one picture a kind of task."""

from __future__ import annotations

import numpy as np
import torch

from playground.data.sampling import PLAIN, Sampling
from playground.data.shapes import ClassTarget, ImageTarget, SequenceInput, ValueTarget
from playground.data.specimen import Specimen
from playground.inspection.model import InspectedModel
from playground.inspection.view import Array, Found, View, sequences
from playground.inspection.views.planes import SCATTERED, principal
from playground.inspection.wording import tokens
from playground.probes.abilities import HasCodes

PLOTTED = 120  # test examples in a plot of values
ROW = 8  # images in a row


def predictions(inspected: InspectedModel, shown: Specimen, sampling: Sampling = PLAIN) -> tuple[View, ...]:
    """What this model answers to the specimen ``shown``; where the truth is not known, none stands beside it.

    Args:
        sampling: how one of the texts that it goes on with is drawn.
    """
    shape = inspected.data.shape
    match shape.targets:
        case ClassTarget(labels, None):
            names = {"class": labels}
            if shown.known:
                names["truth"] = (labels[int(shown.targets[0])],)
            return (View("prediction", ("class",), (len(labels),), lambda: _classes(inspected, shown), names),)
        case ClassTarget():
            return (tokens(inspected, shown, sampling),)
        case ImageTarget():
            return (_images(inspected, shown),)
        case ValueTarget(_, None):
            return _next_value(inspected, shown)
        case _:
            return (_steps(inspected, shown),)


def overviews(inspected: InspectedModel) -> tuple[View, ...]:
    """What this model answers to many test examples, whichever specimen is shown."""
    match inspected.data.shape.targets:
        case ImageTarget():
            return _plane(inspected)
        case ValueTarget(_, None):
            return (_values(inspected),)
        case _:
            return ()


def _classes(inspected: InspectedModel, shown: Specimen) -> Found:
    """The probability of each class."""
    return inspected.answer(*shown.inputs).softmax(-1)[0].numpy(), {}


def _next_value(inspected: InspectedModel, shown: Specimen) -> tuple[View, ...]:
    """The specimen's first feature along time, and behind its end what the model answers, beside the truth."""
    inputs = inspected.data.shape.inputs
    if not isinstance(inputs, SequenceInput):
        return ()
    course = shown.inputs[0][0, :, 0]
    names = ("input", "model", "truth") if shown.known else ("input", "model")
    length = len(course) + 1

    def take() -> Found:
        values = np.full((len(names), length), np.nan, np.float32)
        values[0, :-1] = course
        values[1:, -2] = course[-1]
        values[1, -1] = float(inspected.answer(*shown.inputs)[0, 0])
        if shown.known:
            values[2, -1] = shown.targets[0, 0]
        return values, {}

    return (View("prediction.specimen", ("curve", "time"), (len(names), length), take, {"curve": names}),)


def _values(inspected: InspectedModel) -> View:
    """One number an example: along a series beside its rivals; elsewhere in the order of the truth."""
    data = inspected.data
    count = min(PLOTTED, len(data.test))
    truth = data.test.targets[:count, 0]
    order = np.arange(count) if data.rivals else np.argsort(truth, kind="stable")
    rivals = [answers[:count, 0] for answers in data.rivals.values()]
    inputs = [array[:count] for array in data.test.inputs]

    def take() -> Found:
        model = inspected.answer(*inputs)[:, 0].numpy()
        return np.stack([truth[order], model[order], *rivals]).astype(np.float32), {}

    axis = "test step" if data.rivals else "test example, by truth"
    names = ("truth", "model", *data.rivals)
    return View("prediction", ("curve", axis), (len(names), count), take, {"curve": names})


def _steps(inspected: InspectedModel, shown: Specimen) -> View:
    """A number at each step of the specimen, beside the truth."""
    truth = shown.targets[0, :, 0]
    names = ("truth", "model") if shown.known else ("model",)

    def take() -> Found:
        model = inspected.answer(*shown.inputs)[0, :, 0].numpy()
        return np.stack([truth, model][-len(names) :]).astype(np.float32), {}

    labels = {"curve": names, **sequences(inspected.data, shown)}
    return View("prediction", ("curve", "time"), (len(names), len(truth)), take, labels)


def _images(inspected: InspectedModel, shown: Specimen) -> View:
    """The specimen and images of the test set, the same reconstructed from their codes, and images of sampled codes."""
    shape = inspected.data.shape.targets
    assert isinstance(shape, ImageTarget)
    first = 0 if shown.index is None else shown.index + 1
    rows = (np.arange(ROW - 1) + first) % len(inspected.data.test)
    images = np.concatenate([shown.inputs[0], inspected.data.test.inputs[0][rows]])
    noise = np.random.Generator(np.random.PCG64(inspected.experiment.training.seed))

    drawn = noise.standard_normal((ROW, _latent_width(inspected)))

    def take() -> Found:
        model, codes = inspected.model, torch.from_numpy(drawn).float()
        assert isinstance(model, HasCodes)
        if not inspected.experiment.architecture.model_dump().get("variational"):
            seen = torch.from_numpy(_codes(inspected, SCATTERED))
            codes = seen.mean(dim=0) + codes * seen.std(dim=0)
        with inspected.looking():
            made = model.decode(codes.to(inspected.device)).float().cpu().numpy()
        again = inspected.answer(images).numpy()
        return np.stack([part.mean(axis=1) for part in (images, again, made)]), {}

    size = (3, ROW, shape.height, shape.width)
    names = {"line": ("input", "made again", "from drawn codes")}
    return View("prediction", ("line", "sample", "row", "column"), size, take, names)


def _latent_width(inspected: InspectedModel) -> int:
    return int(inspected.experiment.architecture.model_dump()["latent"])


def _codes(inspected: InspectedModel, count: int) -> Array:
    model, images = inspected.model, torch.from_numpy(inspected.data.test.inputs[0][:count]).to(inspected.device)
    assert isinstance(model, HasCodes)
    with inspected.looking():
        codes: Array = model.encode(images).float().cpu().numpy()
    return codes


def _plane(inspected: InspectedModel) -> tuple[View, ...]:
    """Codes of test images in two dimensions (their principal components, if there are more), with their classes."""
    if inspected.data.classes is None or _latent_width(inspected) < 2:
        return ()
    classes, names = inspected.data.classes
    count = min(SCATTERED, len(classes))
    labels = {"example": tuple(names[index] for index in classes[:count]), "class": names}

    def take() -> Found:
        codes = _codes(inspected, count)
        return principal(codes) if codes.shape[1] > 2 else codes, {}

    return (View("prediction.latent", ("example", "coordinate"), (count, 2), take, labels),)
