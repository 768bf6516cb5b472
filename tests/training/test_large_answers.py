"""Large answers: a test in parts finds what a test as a whole finds."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground.architectures.pretrained.starting import starting
from playground.training import large_answers
from playground.training.trainer import Trainer
from tests import published_folders as published


@pytest.mark.parametrize("make", [published.gpt2, published.bert])
def test_that_a_test_in_parts_is_the_test_as_a_whole(
    make: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert callable(make)
    folder = make(tmp_path / "model")
    (tmp_path / "text.txt").write_text(published.TEXT)
    experiment = starting(str(folder)).changed({"task.file": str(tmp_path / "text.txt"), "task.context": 8})
    one = Trainer(experiment, experiment.task.load(1))
    whole, heard = one.evaluate(21), list[int]()
    assert not large_answers.too_large(one.data.shape, 21)
    monkeypatch.setattr(large_answers, "TOGETHER", 1000)
    monkeypatch.setattr(large_answers, "PART", 4 * 8 * published.VOCABULARY)
    assert large_answers.too_large(one.data.shape, 21)
    found = one.evaluate(21, lambda: heard.append(1))
    assert len(heard) == -(-min(21, len(one.data.test)) // 4) > 3 and found.keys() == whole.keys()
    assert all(found[name] == pytest.approx(whole[name], abs=1e-6) for name in whole)


def test_that_a_vocabulary_of_50_257_tokens_is_tested_in_parts_and_digits_are_not() -> None:
    from playground.data.shapes import ClassTarget, DataShape, ImageInput, TokenInput

    words = tuple(map(str, range(50_257)))
    assert large_answers.too_large(DataShape(TokenInput(32, words), ClassTarget(words, 32)), 100)
    assert not large_answers.too_large(DataShape(ImageInput(1, 8, 8), ClassTarget(words[:10])), 10**6)
