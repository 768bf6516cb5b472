"""Words beside predictions: the engine's names of lines, axes and kinds, as people say them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from playground.data.sampling import Sampling
from playground.languages.spoken import said


def line(name: str) -> str:
    """The names that the engine gives to lines, in the user's language."""
    known = {
        "question": QCoreApplication.translate("PredictionsPanel", "question"),
        "truth": QCoreApplication.translate("PredictionsPanel", "true"),
        "model": QCoreApplication.translate("PredictionsPanel", "model"),
        "prompt": QCoreApplication.translate("PredictionsPanel", "prompt"),
        "input": QCoreApplication.translate("PredictionsPanel", "input"),
        "made again": QCoreApplication.translate("PredictionsPanel", "reconstructed"),
        "from drawn codes": QCoreApplication.translate("PredictionsPanel", "from sampled codes"),
        "persistence": QCoreApplication.translate("PredictionsPanel", "persistence"),
        "linear AR": QCoreApplication.translate("PredictionsPanel", "linear AR"),
    }
    if (sampling := Sampling.of(name)) is not None:
        return sampled(sampling)
    numbered = {
        "block ": QCoreApplication.translate("PredictionsPanel", "block {0}"),
    }
    for start, words in numbered.items():
        if name.startswith(start):
            return words.format(name.removeprefix(start))
    return known.get(name, said(name))


def sampled(sampling: Sampling) -> str:
    """How a text was drawn; short where it was by more than a temperature."""
    if not sampling.cuts:
        return QCoreApplication.translate("PredictionsPanel", "temperature {0}").format(f"{sampling.temperature:g}")
    top_k = f"  k {sampling.top_k}" if sampling.top_k else ""
    return f"T {sampling.temperature:g}{top_k}" + (f"  p {sampling.top_p:g}" if sampling.top_p < 1 else "")


def axis(name: str) -> str:
    """What stands below the axis of a curve."""
    return {
        "time": QCoreApplication.translate("PredictionsPanel", "step of the sequence"),
        "test step": QCoreApplication.translate("PredictionsPanel", "step of the test series"),
        "test example, by truth": QCoreApplication.translate(
            "PredictionsPanel", "test examples, in the order of their true class"
        ),
    }.get(name, name)


def offered(name: str, axes: tuple[str, ...]) -> str:
    """What a prediction with this name and these axes is called in the list of a header."""
    if axes == ("line", "token"):
        if name.endswith(".blocks"):
            return QCoreApplication.translate("PredictionsPanel", "behind every block")
        return QCoreApplication.translate("PredictionsPanel", "answer")
    known: dict[tuple[str, ...], str] = {
        ("class",): QCoreApplication.translate("PredictionsPanel", "answer"),
        ("example", "coordinate"): QCoreApplication.translate("PredictionsPanel", "latent plane"),
        ("curve", "time"): QCoreApplication.translate("PredictionsPanel", "this specimen"),
        ("curve", "test step"): QCoreApplication.translate("PredictionsPanel", "test set"),
        ("curve", "test example, by truth"): QCoreApplication.translate("PredictionsPanel", "test set"),
    }
    return known.get(axes, QCoreApplication.translate("PredictionsPanel", "images"))
