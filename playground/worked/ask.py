"""Ask: hands a question to the architecture that knows the formula, and follows its answer back to the input."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from playground.data.shapes import ClassTarget
from playground.experiment import registry
from playground.worked import calibration, canary, maximisation, membership, sampling, sanity
from playground.worked.evidence import Evidence, UnexplainedError
from playground.worked.example import Question, Region, WorkedExample
from playground.worked.tokens import Place

CANDIDATES = "candidates"  # the picture of the likeliest tokens
Unfold = Callable[[Evidence, Question], WorkedExample]
SURVEYS: Mapping[str, Unfold] = {  # counted over many examples, not computed by a layer
    calibration.PICTURE: calibration.explain,
    membership.PICTURE: membership.explain,
    canary.PICTURE: canary.explain,
    maximisation.PICTURE: maximisation.explain,
    sanity.PICTURE: sanity.explain,
}
FOLLOWED = 16  # cells on the way back that are unfolded at most


def survey_of(picture: str) -> Unfold | None:
    """What unfolds a picture of a survey, whichever layer or kind its name goes on with; None for all others."""
    return next((unfold for name, unfold in SURVEYS.items() if f"{picture}.".startswith(f"{name}.")), None)


def explain(evidence: Evidence, question: Question, place: Place | None = None) -> WorkedExample:
    """Unfold one number. Raises UnexplainedError, one sentence, for what has no formula or is not at hand.

    Args:
        place: where a predicted token was computed; ``evidence`` is then of its inputs.
    """
    if (counted := survey_of(question.picture)) is not None:
        return counted(evidence, question)
    record = registry.architecture(type(evidence.experiment.architecture))
    if record.explain is None:
        raise UnexplainedError("This architecture has no formulas yet: nothing of it can be unfolded.")
    asked, known = _resolved(evidence, question, place)
    answer: WorkedExample = replace(record.explain(known, asked), question=question)
    return answer if question.sampling is None and place is None else _drawn(evidence, answer, place)


def _drawn(evidence: Evidence, answer: WorkedExample, place: Place | None) -> WorkedExample:
    """With which probability a token is, or was, drawn."""
    question, words = answer.question, evidence.shape.targets
    if question.sampling is None:
        return answer if place is None else sampling.written(answer, evidence, place.row, place.unit, place.line)
    if not isinstance(words, ClassTarget):
        raise UnexplainedError("Only classes are drawn: ask for the number itself.")
    names, logits = words.labels, evidence.picture(question.picture)[question.index[:-1]]
    if question.picture == CANDIDATES:
        names, logits = place.names if place is not None else (), logits[:-1]
    return sampling.drawn(answer, question, logits, question.index[-1], names)


def explain_whole(evidence: Evidence, question: Question, place: Place | None = None) -> WorkedExample:
    """The same, with everything that the number was made from, layer by layer. Raises UnexplainedError."""
    found = explain(evidence, question, place)
    return replace(found, sources=sources(evidence, found))


def as_tensor(evidence: Evidence, question: Question) -> Question | None:
    """The cell of a tensor of the model that a question is about: of a probability its logit; None where it is none."""
    if question.picture != "prediction":
        return question if question.picture in evidence.pictures else None
    match evidence.axes.get("prediction", ()):
        case ("class",):
            return Question("output", question.index)
        case ("curve", "time") if question.index[0] == 1:
            return Question("output", (question.index[1], 0))
        case _:
            return None


def sources(evidence: Evidence, example: WorkedExample) -> tuple[Region, ...]:
    """The receptive field of a number in every picture below it, a box in each.

    Of each box its first and its last cell are unfolded in their turn: what these were made from bounds the rest. What
    a picture was made from itself, as a recurrent state from that of the step before, reaches back to the first step.
    """
    boxes: dict[str, Region] = {}
    own = example.question.picture
    waiting = [region for one in example.regions for region in _before(one, own)]
    asked = {example.question}
    while waiting:
        region = waiting.pop(0)
        if region.picture not in evidence.pictures:
            continue
        box = boxes[region.picture] = _around(boxes.get(region.picture, region), region)
        for cell in (box.start, tuple(stop - 1 for stop in box.stop)):
            question = Question(region.picture, cell)
            if question not in asked and len(asked) <= FOLLOWED:
                asked.add(question)
                waiting += _made_from(evidence, question)
    return tuple(boxes.values())


def _made_from(evidence: Evidence, question: Question) -> list[Region]:
    """What one cell was made from; nothing where it is an input."""
    try:
        found = explain(evidence, question).regions
    except UnexplainedError:
        return []
    return [region for one in found for region in _before(one, question.picture)]


def _around(one: Region, other: Region) -> Region:
    start = tuple(map(min, one.start, other.start))
    return Region(one.picture, start, tuple(map(max, one.stop, other.stop)))


def _before(region: Region, own: str) -> list[Region]:
    """Of the picture that was asked about itself: states from the first step on, and no other weights of a softmax."""
    if region.picture != own:
        return [region]
    return [Region(own, (0, *region.start[1:]), region.stop)] if len(region.start) == 2 else []


def _as_output(evidence: Evidence, place: Place, chance: float) -> tuple[Question, Evidence]:
    """The probability of one token, where the output has it."""
    chances = np.full(_answered(evidence), np.nan)
    chances[place.row, place.unit] = chance
    pictures = {**evidence.pictures, "prediction": chances}
    return Question("prediction", (place.row, place.unit)), replace(evidence, pictures=pictures)


def _answered(evidence: Evidence) -> tuple[int, ...]:
    """The shape of the output: the picture's, or where a vocabulary is too large to be one, a number a token."""
    if "output" in evidence.pictures:
        return evidence.pictures["output"].shape
    assert isinstance(evidence.shape.targets, ClassTarget)
    return len(evidence.pictures["input"]), len(evidence.shape.targets.labels)


def _resolved(evidence: Evidence, question: Question, place: Place | None) -> tuple[Question, Evidence]:
    """A cell of a prediction as one of the output, where architectures know it."""
    if question.picture == CANDIDATES and place is not None:
        shown = evidence.picture(CANDIDATES)[question.index[0]]
        return _as_output(evidence, place, float(np.exp(shown[question.index[1]] - shown[-1])))
    if question.picture != "prediction":
        return question, evidence
    axes = evidence.axes.get("prediction", ())
    if axes == ("curve", "time"):
        if question.index[0] != 1:
            raise UnexplainedError("Only the model's own curve is computed: choose a step of it.")
        return Question("output", (question.index[1], 0)), evidence
    if axes and axes[0] == "curve":
        raise UnexplainedError("These are other examples than the specimen: ask about a cell of another panel.")
    if place is not None:
        chance = float(evidence.picture("prediction")[question.index])
        if np.isnan(chance):
            raise UnexplainedError("This token was given, not written by the model: choose one that it wrote.")
        return _as_output(evidence, place, chance)
    return question, evidence
