"""Sampling: temperature, then top-k, then top-p, each renormalised; nothing is cut off by default."""

from __future__ import annotations

import numpy as np
import pytest

from playground.data.sampling import PLAIN, Sampling, SamplingError

LOGITS = np.random.default_rng(3).normal(0, 2, (20, 30)).astype(np.float32)


def by_loop(logits: np.ndarray, temperature: float, top_k: int, top_p: float) -> np.ndarray:
    """The same, token by token, as the papers write it."""
    odds = {index: np.exp(float(z) / temperature) for index, z in enumerate(logits)}
    kept = sorted(odds, key=lambda index: -odds[index])[: top_k or None]
    whole, reached, nucleus = sum(odds[index] for index in kept), 0.0, []
    for index in kept:
        nucleus.append(index)
        reached += odds[index] / whole
        if reached >= top_p:
            break
    chosen = nucleus if top_p < 1 else kept
    found = np.zeros(len(logits))
    for index in chosen:
        found[index] = odds[index] / sum(odds[other] for other in chosen)
    return found


@pytest.mark.parametrize("top_p", [0.05, 0.5, 0.9, 1.0])
@pytest.mark.parametrize("top_k", [0, 1, 5, 99])
@pytest.mark.parametrize("temperature", [0.3, 1.0, 2.5])
def test_that_what_is_drawn_is_that_of_a_loop(temperature: float, top_k: int, top_p: float) -> None:
    for logits in LOGITS:
        found = Sampling(temperature, top_k, top_p).odds(logits)
        np.testing.assert_allclose(found.drawn, by_loop(logits, temperature, top_k, top_p), atol=1e-12)
        assert found.drawn.sum() == pytest.approx(1) and (found.drawn[~found.kept] == 0).all() and found.kept.any()


def test_that_by_default_it_is_the_softmax_and_nothing_is_cut_off() -> None:
    for logits in LOGITS.astype(np.float64):
        found, powers = PLAIN.odds(logits), np.exp(logits - logits.max())
        np.testing.assert_array_equal(found.before, powers / powers.sum())
        assert found.kept.all() and not PLAIN.cuts


def test_that_the_nucleus_is_of_what_top_k_leaves() -> None:
    logits = np.log(np.array([0.4, 0.3, 0.2, 0.1]))
    assert Sampling(top_p=0.65).odds(logits).kept.tolist() == [True, True, False, False]
    assert Sampling(top_k=2, top_p=0.55).odds(logits).kept.tolist() == [True, False, False, False]  # 0.4 of 0.7


def test_that_a_temperature_of_0_takes_the_largest_and_the_first_of_equal_ones() -> None:
    assert Sampling(0.0, 3, 0.5).odds(np.array([1.0, 4.0, 4.0, 2.0])).drawn.tolist() == [0, 1, 0, 0]
    assert Sampling(top_k=1).odds(np.array([1.0, 4.0, 4.0])).drawn.tolist() == [0, 1, 0]


def test_that_what_is_not_a_number_is_never_drawn() -> None:
    assert Sampling(0.5).odds(np.array([np.nan, 0.0, 0.0])).drawn.tolist() == [0, 0.5, 0.5]
    assert Sampling(1e-4).odds(np.array([0.0, 50.0, -50.0])).drawn.tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((-0.1, 0, 1.0), "A temperature of -0.1"), ((float("nan"), 0, 1.0), "A temperature of nan"),
        ((float("inf"), 0, 1.0), "A temperature of inf"), ((1.0, -3, 1.0), "A top-k of -3"),
        ((1.0, 0, 0.0), "A top-p of 0 "), ((1.0, 0, 1.2), "A top-p of 1.2"), ((1.0, 0, float("nan")), "A top-p of nan"),
    ],
)  # fmt: skip
def test_that_a_value_by_which_nothing_can_be_drawn_is_refused_in_one_sentence(
    given: tuple[float, int, float], words: str
) -> None:
    with pytest.raises(SamplingError) as refused:
        Sampling(*given)
    sentence = str(refused.value)
    assert sentence.startswith(words) and "give" in sentence and sentence.endswith(".") and "\n" not in sentence


def test_that_the_name_of_a_line_tells_how_it_was_drawn() -> None:
    for one in (PLAIN, Sampling(0.0), Sampling(0.5), Sampling(0.7, 5, 0.9), Sampling(1.0, 3), Sampling(2.0, 0, 0.25)):
        assert Sampling.of(one.words) == one
    assert Sampling(0.5).words == "temperature 0.5"  # as recordings of earlier versions name it
    assert [Sampling.of(words) for words in ("prompt", "", "temperature", "temperature -1", "top-k 3")] == [None] * 5
