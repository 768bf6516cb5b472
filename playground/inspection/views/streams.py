"""Streams: the likeliest tokens of a model with a large vocabulary, and what each of its blocks would answer."""

from __future__ import annotations

import numpy as np
import torch

from playground.data.shapes import IGNORED, ClassTarget
from playground.data.specimen import Specimen
from playground.inspection.model import InspectedModel
from playground.inspection.view import Array, Found, View, sequences
from playground.probes.abilities import HasStream

CANDIDATES = 50  # tokens that are named at each place; a vocabulary has tens of thousands
PLACES = 8  # covered tokens that are told apart
READ = 12  # steps of a sequence that every block is asked about


def streams(inspected: InspectedModel, shown: Specimen) -> tuple[View, ...]:
    """What a model with a residual stream offers beside its taps; nothing for others."""
    if not isinstance(inspected.model, HasStream) or not isinstance(inspected.data.shape.targets, ClassTarget):
        return ()
    return _candidates(inspected, shown), _blocks(inspected, shown)


def _candidates(inspected: InspectedModel, shown: Specimen) -> View:
    """At each place asked for the logits of its likeliest tokens, and behind them log Σ e^z over the whole vocabulary.

    The places are the covered tokens, or of a model that looks back only the end of the text.
    """
    targets, words = inspected.data.shape.targets, sequences(inspected.data, shown)["time"]
    assert isinstance(targets, ClassTarget)
    steps = [len(words) - 1] if inspected.data.shape.causal else np.flatnonzero(shown.targets[0] != IGNORED).tolist()
    steps, kept = steps[:PLACES], min(CANDIDATES, len(targets.labels))
    places = tuple(f"{step + 1} {words[step]}" for step in steps)

    def take() -> Found:
        logits = inspected.answer(*shown.inputs)[0, steps]
        best = logits.topk(kept, dim=-1)
        whole = logits.double().logsumexp(dim=-1, keepdim=True).float()
        named: dict[str, tuple[str, ...]] = {}
        for place, row in enumerate(best.indices.tolist(), start=1):
            named[f"candidates {place}"] = tuple(targets.labels[token] for token in row)
            if shown.known:
                named[f"truth {place}"] = (targets.labels[int(shown.targets[0, steps[place - 1]])],)
        return torch.cat([best.values, whole], dim=-1).numpy(), named

    return View("candidates", ("place", "rank"), (len(steps), kept + 1), take, {"place": places})


def _blocks(inspected: InspectedModel, shown: Specimen) -> View:
    """The likeliest token at each of the last steps, read from the residual stream behind every block (logit lens)."""
    model, words = inspected.model, sequences(inspected.data, shown)["time"][-READ:]
    targets = inspected.data.shape.targets
    assert isinstance(model, HasStream) and isinstance(targets, ClassTarget)
    names = model.streams()
    lines = ("question", "embedding", *(f"block {index}" for index in range(1, len(names))))

    def take() -> Found:
        arrays = inspected.look(shown.inputs, set(names))
        sure: Array = np.full((len(lines), len(words)), np.nan, np.float32)
        found = {"question": words}
        with inspected.looking():
            for row, name in enumerate(names, start=1):
                states = torch.from_numpy(arrays[name][1][-READ:]).to(inspected.device)
                best = model.read(states).float().softmax(-1).max(-1)
                sure[row] = best.values.cpu().numpy()
                found[lines[row]] = tuple(targets.labels[token] for token in best.indices.tolist())
        return sure, found

    return View("prediction.blocks", ("line", "token"), (len(lines), len(words)), take, {"line": lines}, dearest=0.0)
