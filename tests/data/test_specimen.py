"""A specimen says what it is, and a model takes only what fits it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from playground.data.specimen import Specimen
from playground.experiment.experiment import TaskSettings
from playground.experiment.registry import parse


def task(kind: str, **settings: object) -> TaskSettings:
    found: TaskSettings = parse("task", {"kind": kind, **settings})
    return found


@pytest.mark.parametrize(
    "settings",
    [{"kind": "digits"}, {"kind": "digits", "goal": "image"}, {"kind": "sort"}, {"kind": "reverse"},
     {"kind": "dates"}, {"kind": "translation"}, {"kind": "adding"}, {"kind": "equal-keys"},
     {"kind": "masked-tokens"}, {"kind": "series"}, {"kind": "tones"}],
)  # fmt: skip
def test_that_a_test_example_is_a_specimen_that_fits_its_task(settings: dict[str, object]) -> None:
    data = task(**settings).load(1)  # type: ignore[arg-type]
    specimen = Specimen.of_test(data, 3)
    assert specimen.fits(data.shape) and specimen.known and specimen.index == 3
    assert specimen.words == data.describe(3)
    with pytest.raises(IndexError):
        Specimen.of_test(data, len(data.test))


def test_that_what_is_no_number_too_large_or_of_another_task_does_not_fit() -> None:
    data = task("digits").load(1)
    specimen = Specimen.of_test(data, 0)
    spoilt = specimen.inputs[0].copy()
    spoilt[0, 0, 3, 3] = np.nan
    assert not replace(specimen, inputs=(spoilt,)).fits(data.shape)
    assert not replace(specimen, inputs=(np.zeros((1, 1, 28, 28), np.float32),)).fits(data.shape)
    assert not Specimen.of_test(task("digits", goal="image").load(1), 0).fits(data.shape)
    sorting = task("sort").load(1)
    tokens = Specimen.of_test(sorting, 0)
    assert not tokens.fits(data.shape)
    assert not replace(tokens, inputs=(tokens.inputs[0] + 3,)).fits(sorting.shape)
    assert not replace(tokens, inputs=(np.tile(tokens.inputs[0], 2),)).fits(sorting.shape)
