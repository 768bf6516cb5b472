"""The picture of the sanity check: how little attributions care for weights, measured while somebody looks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import numpy as np

from playground.data.shapes import ImageTarget
from playground.data.specimen import Specimen
from playground.inspection.attribution.making import Attributions
from playground.inspection.attribution.sanity import Redrawn, methods_of, ranks
from playground.inspection.attribution.smooth import correlation
from playground.inspection.attribution.views import LONGEST
from playground.inspection.model import PASS, TrainedModel
from playground.inspection.robustness.progressive import SHARE, Pieces, Progressive
from playground.inspection.view import View
from playground.inspection.vitals import Layers
from playground.worked.sanity import LAYER, METHOD, PICTURE

EXAMPLES = 8
PASSES = 2000  # through the model for the attributions of one example, about


def sanity_check(inspected: TrainedModel) -> tuple[View, ...]:
    """(method, layer, example): of the first test examples, for the true class; layers from the output down."""
    if isinstance(inspected.data.shape.targets, ImageTarget):
        return ()
    cost = sum(layer.multiply_adds for layer in inspected.experiment.layers())
    if cost * PASSES > 20 * PASS:
        return ()
    shown = [Specimen.of_test(inspected.data, index) for index in range(min(EXAMPLES, len(inspected.data.test)))]
    try:
        made = Attributions(inspected, shown[0])
    except LookupError:
        return ()
    if made.point.values.dim() == 3 and made.point.values.shape[1] > LONGEST:
        return ()
    methods, layers = methods_of(made), dict(reversed(list(Layers.of(inspected).members.items())))
    size = (len(methods), len(layers), len(shown))
    progressive = Progressive(inspected, lambda frozen: _begin(inspected, shown, methods, list(layers.values())))
    labels = {METHOD: tuple(".".join(filter(None, one)) for one in methods), LAYER: tuple(layers)}
    return (
        View(
            PICTURE, (METHOD, LAYER, "example"), size, progressive.take, labels, pause=0.3, dearest=0.0, share=SHARE,
            unfinished=progressive.unfinished,
        ),
    )  # fmt: skip


def _begin(
    inspected: TrainedModel, shown: Sequence[Specimen], methods: list[tuple[str, str]],
    layers: Sequence[Collection[int]],
) -> Pieces:  # fmt: skip
    values = np.full((len(methods), len(layers), len(shown)), np.nan, np.float32)
    whole, redrawn = Redrawn(inspected), Redrawn(inspected)  # training goes on without both

    def pieces() -> Iterator[None]:
        before = []
        for one in shown:
            before.append(ranks(whole, one, methods))
            yield
        for at, numbers in enumerate(layers):
            redrawn.draw(numbers)
            for number, one in enumerate(shown):
                for method, now in enumerate(ranks(redrawn, one, methods)):
                    values[method, at, number] = float(correlation(before[number][method], now).mean())
                yield

    return values, pieces()
