"""A text that is gone on with: with keys and values kept it is the same text as without, and nothing is left behind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from playground.blocks import cache
from playground.blocks.attention import Attention
from playground.blocks.embedding import Embedding
from playground.data.sampling import PLAIN, Sampling
from playground.data.specimen import Specimen
from playground.experiment.interventions import SwitchOff
from playground.inspection.showing import Showing
from playground.inspection.views.continuing import MORE, NAME, going_on, sampled
from playground.training import devices
from playground.training.trainer import Trainer
from tests import published_folders
from tests.architectures.test_pretrained import trainer as published
from tests.inspection.test_predictions import shown, trainer

TEXT = {"kind": "characters", "kilobytes": 20, "context": 24}
GPT = {"kind": "transformer", "depth": 2, "heads": 2, "width": 16}


def text_of(one: Trainer, length: int, **how: bool) -> tuple[np.ndarray, dict[str, tuple[str, ...]]]:
    specimen = Specimen.of_test(one.data, 0)
    values, lines = sampled(one, specimen, specimen.inputs[0][0][:8], length, **how)
    return values, lines


def left(model: nn.Module) -> list[object]:
    found = [one.cache for one in model.modules() if isinstance(one, Attention) and one.cache is not None]
    return [*found, *(one.passed for one in model.modules() if isinstance(one, Embedding) and one.passed is not None)]


@pytest.mark.parametrize("positions", ["learned", "sinusoidal", "none"])
@pytest.mark.parametrize("norm", ["pre", "post"])
def test_that_a_text_is_the_same_with_the_cache_and_without_also_past_the_context(positions: str, norm: str) -> None:
    one = trainer({**GPT, "positions": positions, "norm": norm}, TEXT, steps=5)
    (fast, words), (slow, same) = text_of(one, 40), text_of(one, 40, with_cache=False)
    assert words == same
    np.testing.assert_allclose(fast, slow, rtol=0, atol=1e-5)
    assert not left(one.model)


def test_that_the_logits_of_each_step_are_those_of_the_whole_text_read_anew() -> None:
    one = trainer(GPT, TEXT, steps=5)
    whole = one.data.test.inputs[0][:2]
    lengths = (3, 4, 5, 9, 23, 24)
    expected = [one.answer(whole[:, :length])[:, -1].numpy() for length in lengths]
    with going_on(one, 24) as answer:
        for length, wanted in zip(lengths, expected, strict=True):
            np.testing.assert_allclose(answer(whole[:, :length]).numpy(), wanted, rtol=0, atol=1e-5)


def test_that_a_published_gpt2_writes_the_same_text_with_the_cache_and_without(tmp_path: Path) -> None:
    one = published(published_folders.gpt2(tmp_path / "model"))
    assert cache.cacheable(one.model) and cache.room(one.model) == published_folders.LENGTH
    (fast, words), (slow, same) = text_of(one, 30), text_of(one, 30, with_cache=False)
    assert words == same and not left(one.model)
    np.testing.assert_allclose(fast, slow, rtol=0, atol=1e-5)
    picture = shown(one, NAME)
    assert picture.axes == ("line", "token") and picture.values.shape[1] == 10 + MORE
    assert picture.labels["line"] == ("prompt", "temperature 0", "temperature 0.5", "temperature 1")


def test_that_a_chosen_sampling_writes_a_line_beside_the_usual_ones_which_stay_as_they_were() -> None:
    one = trainer(GPT, TEXT, steps=5)
    showing, sampling = Showing(one), Sampling(0.6, 3, 0.9)
    (before,) = showing.snapshots({"prediction"}, all_views=True)
    showing.sample(sampling)
    (after,) = showing.snapshots({"prediction"}, all_views=True)
    (again,) = showing.snapshots({"prediction"}, all_views=True)
    assert after.labels["line"] == (*before.labels["line"], "temperature 0.6, top-k 3, top-p 0.9")
    assert all(after.labels[line] == before.labels[line] for line in before.labels["line"])
    assert after.labels == again.labels
    filmed = {shot.name: shot for shot in showing.film(all_views=True)}
    assert filmed["prediction"].labels["line"] == before.labels["line"], "a recording does not follow what is looked at"
    showing.sample(PLAIN)
    (back,) = showing.snapshots({"prediction"}, all_views=True)
    assert back.labels == before.labels
    np.testing.assert_array_equal(back.values, before.values)


def test_that_the_chosen_line_draws_only_from_what_is_kept() -> None:
    one = trainer(GPT, TEXT, steps=5)
    specimen = Specimen.of_test(one.data, 0)
    prompt = specimen.inputs[0][0][:8]
    greedy, lines = sampled(one, specimen, prompt, 40, Sampling(1.7, 1))
    assert lines[Sampling(1.7, 1).words] == lines["temperature 0"]
    np.testing.assert_allclose(greedy[4], greedy[1], atol=1e-5)


def test_that_what_covers_tokens_or_has_no_stream_writes_no_continuation(tmp_path: Path) -> None:
    for one in (
        published(published_folders.bert(tmp_path / "model")),
        trainer(GPT, TEXT),
        trainer("cnn", {"kind": "digits"}),
    ):
        assert NAME not in {info.name for info in Showing(one).pictures()}


def test_that_a_pattern_that_was_changed_is_computed_whole() -> None:
    one = trainer(GPT, TEXT, steps=5)
    one.intervene(SwitchOff("decoder.0.attention.weights", "head", 1))
    assert not cache.cacheable(one.model)
    assert text_of(one, 30)[1] == text_of(one, 30, with_cache=False)[1]


def test_that_an_error_in_the_middle_leaves_no_cache_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    one = trainer(GPT, TEXT)
    before = one.answer(one.data.test.inputs[0][:1])
    calls: list[int] = []

    def failing(*inputs: Any) -> Any:
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError("in the middle")
        return Trainer.answer(one, *inputs)

    monkeypatch.setattr(one, "answer", failing)
    with pytest.raises(RuntimeError, match="in the middle"):
        text_of(one, 30)
    monkeypatch.undo()
    assert not left(one.model)
    assert (one.answer(one.data.test.inputs[0][:1]) == before).all()


def test_that_a_text_of_a_small_model_is_written_by_one_thread_which_ends_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = trainer(GPT, TEXT)
    threads: list[int] = []

    def told(*inputs: Any) -> Any:
        threads.append(torch.get_num_threads())
        return Trainer.answer(one, *inputs)

    before = torch.get_num_threads()
    monkeypatch.setattr(one, "answer", told)
    try:
        one.use_threads(2)
        text_of(one, 30)
        assert set(threads) == {1} and torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_that_the_text_is_the_same_by_one_thread_and_by_many(monkeypatch: pytest.MonkeyPatch) -> None:
    one, before = trainer(GPT, TEXT, steps=5), torch.get_num_threads()
    try:
        one.use_threads(2)
        (sure, words) = text_of(one, 40)
        monkeypatch.setattr(devices, "THREAD_COST", 1)
        (many, same) = text_of(one, 40)
    finally:
        torch.set_num_threads(before)
    assert words == same
    np.testing.assert_allclose(sure, many, rtol=0, atol=1e-6)
