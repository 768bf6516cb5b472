"""Large models: what is looked at stays within bounds, however many parameters and tokens there are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from playground.architectures.pretrained.starting import starting
from playground.corpora.published.tokens import tokens
from playground.inspection import model as inspected_model
from playground.inspection.model import affordable
from playground.inspection.showing import Showing
from playground.inspection.views import planes
from playground.training.trainer import Trainer
from tests import published_folders as published


@pytest.fixture
def one(tmp_path: Path) -> Trainer:
    folder = published.gpt2(tmp_path / "model")
    (tmp_path / "text.txt").write_text(published.TEXT)
    experiment = starting(str(folder)).changed({"task.file": str(tmp_path / "text.txt"), "task.context": 8})
    return Trainer(experiment, experiment.task.load(1))


def test_that_a_pass_for_a_picture_is_of_as_many_examples_as_it_is_worth(
    one: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    each = sum(layer.multiply_adds for layer in one.experiment.layers())
    assert affordable(one, 5) == 5 and affordable(one, 10**6) == len(one.data.test)
    monkeypatch.setattr(inspected_model, "PASS", 3 * each + 1)
    assert affordable(one, 10**6) == 3
    (shot,) = Showing(one).snapshots({"maximising.blocks.0.residual"}, all_views=True)
    assert shot.values.shape == (published.WIDTH, 3, 2)
    monkeypatch.setattr(inspected_model, "PASS", 1)
    assert affordable(one, 10**6) == 1


def test_that_of_a_large_vocabulary_the_tokens_of_the_training_are_in_the_plane(
    one: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planes, "WORDS", 12)
    (shot,) = Showing(one).snapshots({"plane.words"}, all_views=True)
    counts = np.bincount(one.data.train.inputs[0].ravel(), minlength=published.VOCABULARY)
    words = tokens(one.experiment.task.model_dump()["tokenizer"]).vocabulary
    kept = [words.index(word) for word in shot.labels["example"]]
    assert shot.values.shape == (12, 2) and set(kept) == set(np.argsort(-counts, kind="stable")[:12].tolist())
    table = one.weights()["embedding.values.weight"][kept]
    np.testing.assert_allclose(shot.values, planes.principal(table), atol=1e-5)


def test_that_the_quantiles_of_a_large_layer_are_those_of_an_even_sample(
    one: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from playground.inspection.views import statistics

    (whole,) = Showing(one).snapshots({"distribution.weights"}, all_views=True)
    monkeypatch.setattr(statistics, "JOINED", 500)
    (sampled,) = Showing(one).snapshots({"distribution.weights"}, all_views=True)
    assert sampled.labels == whole.labels and np.isfinite(sampled.values).all()
    assert 0 < np.abs(sampled.values - whole.values)[:, 8:-8].max() < 0.5
