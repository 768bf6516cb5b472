"""ONNX facts: what an ONNX file says of itself in its metadata: who wrote it, and what goes in and comes out."""

from __future__ import annotations

import json

from playground.data.shapes import ClassTarget, DataShape, ImageInput, PairInput, SequenceInput, TokenInput, ValueTarget
from playground.experiment.experiment import Experiment
from playground.foundation import versions


def of_several_lengths(shape: DataShape) -> bool:
    """Whether short examples are filled up, which a graph of one length would ask of its user as well."""
    match shape.inputs:
        case PairInput():
            return True
        case TokenInput(padding=padding):
            return padding is not None
        case _:
            return False


def facts(experiment: Experiment, shape: DataShape, step: int, free: bool) -> dict[str, str]:
    """What an ONNX file says of itself: who wrote it, of which step it is, and what goes in and comes out."""
    return {
        "generator": versions.program(),
        "title": f"{experiment.architecture.title} for {experiment.task.title}",
        "step": str(step),
        "experiment": experiment.to_json(),
        "inputs": json.dumps(_told_inputs(shape, free), ensure_ascii=False),
        "output": json.dumps(_told_output(shape), ensure_ascii=False),
        "license": "The weights are yours; the program that wrote this file is under the MIT licence.",
    }


def _told_inputs(shape: DataShape, free: bool) -> dict[str, dict[str, object]]:
    match shape.inputs:
        case PairInput(source, target):
            return {"source": _told_tokens(source, free), "target": _told_tokens(target, free)}
        case TokenInput() as tokens:
            return {"input": _told_tokens(tokens, free)}
        case SequenceInput(length, features):
            return {"input": {"axes": ["batch", "time", "feature"], "length": length, "features": list(features)}}
        case ImageInput(channels, height, width):
            return {"input": {"axes": ["batch", "channel", "row", "column"], "shape": [channels, height, width]}}


def _told_tokens(tokens: TokenInput, free: bool) -> dict[str, object]:
    """Token numbers count from 0 in ``tokens``; a sequence of fixed length is filled up with ``padding``."""
    told: dict[str, object] = {"axes": ["batch", "time"], "tokens": list(tokens.vocabulary), "padding": tokens.padding}
    return told | ({"longest": tokens.length} if free else {"length": tokens.length})


def _told_output(shape: DataShape) -> dict[str, object]:
    match shape.targets:
        case ClassTarget(labels, _):
            return {"what": "a logit for each class", "classes": list(labels)}
        case ValueTarget(names, _):
            return {"what": "numbers", "names": list(names)}
        case _:
            return {"what": "an image of values from 0 to 1"}
