"""A fingerprint is equal for the same data and for no other, on every machine, and survives its JSON."""

from dataclasses import replace

import numpy as np
import pytest

from playground.data import fingerprint
from playground.data.datasets import Data, Split
from playground.data.fingerprint import Fingerprint
from playground.data.shapes import TokenInput
from playground.experiment import presets
from playground.foundation.errors import DataError

NAMES = ("cnn-digits", "transformer-gpt", "rnn-sine", "transformer-translate-german", "vae-digits", "rnn-adding-gru")


def data_of(name: str) -> Data:
    experiment = presets.find(name).experiment
    return experiment.task.load(experiment.training.seed)


@pytest.mark.parametrize("name", NAMES)
def test_that_the_same_data_is_known_again_from_json(name: str) -> None:
    kept = Fingerprint.from_json(Fingerprint.of(data_of(name)).to_json())
    assert kept.difference(Fingerprint.of(data_of(name))) == ""
    assert kept.shape == data_of(name).shape


@pytest.mark.parametrize("name", NAMES)
def test_that_other_values_another_order_and_fewer_examples_are_noticed(name: str) -> None:
    data = data_of(name)
    kept, train = Fingerprint.of(data), data.train
    turned = Split(tuple(np.flip(array, 0) for array in train.inputs), np.flip(train.targets, 0))
    fewer = Split(tuple(array[1:] for array in train.inputs), train.targets[1:])
    first = train.inputs[0].copy()
    first[: len(first) // 2] = first[0]
    other = Split((first, *train.inputs[1:]), train.targets)
    said = "it has as many examples, with other values"
    assert kept.difference(Fingerprint.of(replace(data, train=turned))) == said
    assert kept.difference(Fingerprint.of(replace(data, train=other))) == said
    assert "training and" in kept.difference(Fingerprint.of(replace(data, train=fewer)))


def test_that_one_changed_token_is_noticed_and_the_last_bits_of_a_sine_are_not() -> None:
    text, sine = data_of("transformer-gpt"), data_of("rnn-sine")
    inputs = text.test.inputs[0].copy()
    inputs[-1, -1] = (inputs[-1, -1] + 1) % 5
    changed = replace(text, test=Split((inputs,), text.test.targets))
    assert Fingerprint.of(text).difference(Fingerprint.of(changed))
    series = sine.train.inputs[0] * np.float32(1 + 2e-7)
    nearly = replace(sine, train=Split((series,), sine.train.targets))
    assert not np.array_equal(series, sine.train.inputs[0])
    assert Fingerprint.of(sine).difference(Fingerprint.of(nearly)) == ""


def test_that_another_vocabulary_of_the_same_size_is_named() -> None:
    data = data_of("transformer-gpt")
    inputs = data.shape.inputs
    assert isinstance(inputs, TokenInput)
    words = tuple("~" if word == "a" else word for word in inputs.vocabulary)
    other = replace(data, shape=replace(data.shape, inputs=replace(inputs, vocabulary=words)))
    assert Fingerprint.of(data).difference(Fingerprint.of(other)) == "its tokens are others: 'a' is gone"
    turned = replace(data, shape=replace(data.shape, inputs=replace(inputs, vocabulary=inputs.vocabulary[::-1])))
    assert Fingerprint.of(data).difference(Fingerprint.of(turned)) == "its tokens stand in another order"


def test_that_a_large_array_is_read_in_part_and_still_known(monkeypatch: pytest.MonkeyPatch) -> None:
    data = data_of("cnn-digits")
    monkeypatch.setattr(fingerprint, "BYTES", 10_000)
    kept = Fingerprint.of(data)
    assert kept.difference(Fingerprint.of(data)) == ""
    inverted = Split((1 - data.train.inputs[0],), data.train.targets)
    assert kept.difference(Fingerprint.of(replace(data, train=inverted)))


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"shape": 1}', "\x00", '{"train": 1e999}'])
def test_that_a_damaged_one_is_refused(text: str) -> None:
    with pytest.raises(DataError, match="damaged"):
        Fingerprint.from_json(text)
