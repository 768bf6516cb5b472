"""The pictures of attribution that a model offers for a specimen."""

from __future__ import annotations

from functools import partial

from playground.data.shapes import ClassTarget, ImageInput, ImageTarget, PairInput, SequenceInput
from playground.data.specimen import Specimen
from playground.inspection.attribution import rollout
from playground.inspection.attribution.making import Attributions
from playground.inspection.attribution.occlusion import masks_of
from playground.inspection.attribution.smooth import SAMPLES
from playground.inspection.model import PASS, InspectedModel
from playground.inspection.view import View, sequences
from playground.protocol import attribution as names
from playground.protocol.attribution import Attribution

FILMED = (names.INTEGRATED, names.GRADIENT_INPUT, names.GRAD_CAM, names.ROLLOUT)  # by whole looks; others are not
PIXELS, STEPS = (1, 2, 3, 5, 7), (1, 2, 3, 5)  # sides of what is covered
SLOPES = 400  # along the way of integrated gradients, about
LONGEST = 512  # steps of a sequence whose inputs are told apart
Frame = tuple[tuple[str, ...], tuple[int, ...], dict[str, tuple[str, ...]]]


def attributions(inspected: InspectedModel, shown: Specimen) -> tuple[View, ...]:
    """What can be asked of this model about this specimen; nothing where inputs are answers, as of autoencoders."""
    if isinstance(inspected.data.shape.targets, ImageTarget):
        return ()
    try:
        made = Attributions(inspected, shown)
    except LookupError:
        return ()
    if made.point.values.dim() == 3 and made.point.values.shape[1] > LONGEST:
        return ()
    asked = [Attribution(method, names.ANSWER, parameter) for method, parameter in offered(made)]
    if shown.known and isinstance(inspected.data.shape.targets, ClassTarget):
        classed = [one for one in asked if one.method != names.ROLLOUT]  # which has no class
        asked += [Attribution(one.method, names.TRUTH, one.parameter) for one in classed]
    cost = sum(layer.multiply_adds for layer in inspected.experiment.layers())
    return tuple(_view(made, one, cost) for one in asked if cost * _passes(made, one) <= 20 * PASS)


def offered(made: Attributions) -> list[tuple[str, str]]:
    """Methods and their parameters, the usual one first."""
    values = made.point.values
    pixels = values.dim() == 4
    longest = min(values.shape[-2:]) if pixels else values.shape[1]
    found = [(names.INTEGRATED, ""), (names.GRADIENT_INPUT, ""), (names.SMOOTH, "")]
    found += [(names.OCCLUSION, str(side)) for side in (PIXELS if pixels else STEPS) if side <= longest]
    found += [(names.GRAD_CAM, layer) for layer in made.maps]
    if rollout.layers(made.inspected):
        found += [(names.ROLLOUT, ""), (names.ATTENTION_GRADIENT, "")]
    return found


def _passes(made: Attributions, asked: Attribution) -> int:
    """How many examples go through the model for a picture, about; a backward pass counts as two."""
    match asked.method:
        case names.INTEGRATED:
            return 3 * SLOPES * made.point.answers
        case names.SMOOTH:
            return 3 * SAMPLES * made.point.answers
        case names.OCCLUSION:
            return len(masks_of(made.point, int(asked.parameter))[0])
        case _:
            return 3 * made.point.answers


def _view(made: Attributions, asked: Attribution, cost: int) -> View:
    axes, shape, labels = _frame(made, asked)
    usual = asked.target == names.ANSWER and asked.method in FILMED and asked.parameter in ("", *list(made.maps)[:1])
    cheap = cost * _passes(made, asked) <= PASS // 10
    dearest = float("inf") if usual and cheap else 0.0
    return View(asked.name, axes, shape, partial(made.look, asked), labels, 0.25, dearest, seldom=True)


def _frame(made: Attributions, asked: Attribution) -> Frame:
    """Axes, shape and labels of a picture."""
    inputs, point = made.inspected.data.shape.inputs, made.point
    if isinstance(inputs, ImageInput):
        match asked.method:
            case names.OCCLUSION:
                return ("row", "column"), masks_of(point, int(asked.parameter))[1], {}
            case names.GRAD_CAM:
                return ("row", "column"), made.maps[asked.parameter][1:], {}
            case _:
                return ("row", "column"), (inputs.height, inputs.width), {}
    named, length = sequences(made.inspected.data, made.shown), point.values.shape[1]
    read = "source" if isinstance(inputs, PairInput) else "time"
    time = f"{read} time" if isinstance(inputs, PairInput) else read
    labels = {time: named[read]} if read in named else {}
    if isinstance(inputs, SequenceInput) and asked.method not in (names.ROLLOUT, names.ATTENTION_GRADIENT):
        return ("value", time), (len(inputs.features), length), {"value": inputs.features, **labels}
    places = tuple(str(step + 1) for step in point.steps) or ("1",)
    return ("answer", time), (point.answers, length), {"answer": places, **labels}
