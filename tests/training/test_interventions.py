"""Interventions act in training and in evaluation, inside every fast kernel, and leave nothing when undone."""

import numpy as np
import pytest
import torch

from playground.experiment import presets
from playground.experiment.interventions import (
    Change,
    Intervention,
    ReplacePattern,
    SetLearningRate,
    SwitchOff,
    Undo,
    after,
    changes_from,
    from_values,
    to_values,
)
from playground.experiment.overrides import override
from playground.foundation.errors import InterventionError
from playground.training.interventions import diagonal, uniform
from playground.training.trainer import Arrays, Trainer

CHANGES: dict[str, tuple[str, Change]] = {
    "cnn": ("cnn-digits", SwitchOff("stages.0.activation", "channel", 2)),
    "convolution before its activation": ("cnn-digits", SwitchOff("stages.1.convolution", "channel", 5)),
    "autoencoder": ("autoencoder-digits-8", SwitchOff("latent", "unit", 1)),
    "variational": ("vae-digits", SwitchOff("latent", "unit", 0)),
    "elman": ("rnn-first-symbol-elman", SwitchOff("layers.0.hidden", "unit", 3)),
    "lstm": ("rnn-first-symbol-lstm", SwitchOff("layers.0.hidden", "unit", 3)),
    "lstm cell": ("rnn-first-symbol-lstm", SwitchOff("layers.0.cell", "unit", 3)),
    "gru gate": ("rnn-first-symbol-gru", SwitchOff("layers.0.update_gate", "unit", 3)),
    "decoder head": ("transformer-reverse", SwitchOff("decoder.0.attention.weights", "head", 0)),
    "residual stream": ("transformer-reverse", SwitchOff("decoder.0.residual", "feature", 4)),
    "self-attention": ("attention-flagged-token", ReplacePattern("attention.weights", 0, "uniform")),
}


def trainer(preset: str, *assignments: str) -> Trainer:
    experiment = override(presets.find(preset).experiment, list(assignments))
    return Trainer(experiment, experiment.task.load(experiment.training.seed))


def steps(one: Trainer, count: int) -> list[float]:
    return [one.advance().item() for _ in range(count)]


def seen(one: Trainer) -> Arrays:
    return one.look(one.data.example(0)[0])


def bits(one: Trainer) -> dict[str, bytes]:
    return {name: array.tobytes() for name, array in one.weights().items()}


@pytest.mark.parametrize("name", CHANGES)
def test_that_a_change_holds_in_training_and_evaluation_and_undone_leaves_nothing(name: str) -> None:
    preset, change = CHANGES[name]
    one = trainer(preset)
    steps(one, 3)
    before, plain = one.evaluate(64), seen(one)
    one.intervene(change)
    assert one.evaluate(64) != before
    shot = seen(one)[change.tap]  # type: ignore[union-attr]
    assert not np.array_equal(shot[1], plain[change.tap][1])  # type: ignore[union-attr]
    if isinstance(change, SwitchOff):
        assert not shot[1].take(change.index, axis=shot[0].index(change.axis)).any()
    one.intervene(Undo(change))
    assert one.evaluate(64) == before and one.interventions.in_force == ()
    assert all(np.array_equal(values, seen(one)[tap][1]) for tap, (_, values) in plain.items())

    one.intervene(change)
    weights = bits(one)
    losses = steps(one, 3)
    assert np.isfinite(losses).all() and bits(one) != weights
    state = one.step, one.weights(), one.memory()
    one.intervene(Undo(change))
    after_undo = steps(one, 3)
    never = trainer(preset)
    never.restore(*state)
    assert steps(never, 3) == after_undo  # as if the same weights had never been without


@pytest.mark.parametrize("name", CHANGES)
def test_that_what_is_switched_off_learns_nothing_that_comes_only_from_it(name: str) -> None:
    """The gradient does not flow through the change: the loss does not depend on what came before it."""
    preset, change = CHANGES[name]
    one = trainer(preset)
    tap = dict(one._taps)[change.tap]  # type: ignore[union-attr]
    one.intervene(change)
    x = torch.rand(2, *seen(one)[change.tap][1].shape, requires_grad=True)  # type: ignore[union-attr]
    assert tap.change is not None
    (gradient,) = torch.autograd.grad(tap.change(x, None).sum(), x)
    dim = tap.axes.index(change.axis if isinstance(change, SwitchOff) else "head") + 1
    index = change.index if isinstance(change, SwitchOff) else change.head  # type: ignore[union-attr]
    silent = gradient.select(dim, index)
    assert not silent.any() and gradient.sum() == gradient.numel() - silent.numel()


@pytest.mark.parametrize("cell", ["elman-tanh", "elman-relu", "lstm", "gru"])
@pytest.mark.parametrize("mode", ["training", "evaluation"])
def test_that_a_hidden_unit_is_off_inside_the_recurrence(cell: str, mode: str) -> None:
    """A unit that is 0 when fed back and read is one whose outgoing weights are 0: torch's fused layer says so."""
    settings = [f"architecture.cell={cell}", "architecture.depth=2", "architecture.dropout=0"]
    off, cut = (trainer("rnn-first-symbol-gru", *settings) for _ in range(2))
    off.intervene(SwitchOff("layers.0.hidden", "unit", 2))
    off.intervene(SwitchOff("layers.1.hidden", "unit", 4))
    with torch.no_grad():
        recurrence = cut.model.recurrence
        recurrence.weight_hh_l0[:, 2] = recurrence.weight_ih_l1[:, 2] = 0.0  # type: ignore[union-attr,operator,index]
        recurrence.weight_hh_l1[:, 4] = cut.model.output.weight[:, 4] = 0.0  # type: ignore[union-attr,operator,index]
    inputs, _ = off.batches.at(0)
    for one in (off, cut):
        one.model.train(mode == "training")
    assert off.model.heard and not cut.model.heard
    torch.testing.assert_close(off.model(*inputs), cut.model(*inputs), rtol=1e-5, atol=1e-6)
    traced, states = off.model.trace(*inputs)  # type: ignore[operator]
    torch.testing.assert_close(traced, cut.model(*inputs), rtol=1e-5, atol=1e-6)
    assert not any(state[:, 2].any() for state in states[0]) and any(state[:, 3].any() for state in states[0])


def test_that_both_directions_of_an_rnn_can_be_changed() -> None:
    one = trainer("rnn-first-symbol-gru", "architecture.bidirectional=true")
    for layers in ("layers", "backward_layers"):
        before = one.evaluate(64)
        one.intervene(SwitchOff(f"{layers}.0.hidden", "unit", 0))
        assert one.evaluate(64) != before
    shown = seen(one)
    assert not shown["layers.0.hidden"][1][:, 0].any() and not shown["backward_layers.0.hidden"][1][:, 0].any()


@pytest.mark.parametrize("preset", ["transformer-reverse", "transformer-dates", "transformer-masked"])
def test_that_a_head_that_is_off_is_one_whose_output_is_not_read(preset: str) -> None:
    off, cut = trainer(preset, "architecture.dropout=0"), trainer(preset, "architecture.dropout=0")
    tap = [name for name in seen(off) if name.endswith("attention.weights")][-1]
    off.intervene(SwitchOff(tap, "head", 1))
    attention = cut.model.get_submodule(tap.removesuffix(".weights"))
    size = attention.output.weight.shape[1] // attention.heads  # type: ignore[union-attr,operator]
    with torch.no_grad():
        attention.output.weight[:, size : 2 * size] = 0.0  # type: ignore[union-attr,operator,index]
    inputs, _ = off.batches.at(0)
    torch.testing.assert_close(off.model(*inputs), cut.model(*inputs), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    "preset", ["transformer-dates", "transformer-masked", "transformer-reverse", "transformer-gpt"]
)
@pytest.mark.parametrize("pattern", ["uniform", "diagonal"])
def test_that_a_replaced_pattern_respects_every_mask(preset: str, pattern: str) -> None:
    one = trainer(preset)
    for tap in [name for name in seen(one) if name.endswith("attention.weights")]:
        plain = seen(one)[tap][1]
        one.intervene(ReplacePattern(tap, 0, pattern))
        weights, mask = seen(one)[tap][1], seen(one)[tap.replace("weights", "mask")][1]
        head = weights[0]
        assert np.allclose(head.sum(axis=-1), 1.0) and not head[mask == 0].any()
        np.testing.assert_array_equal(weights[1:].shape, plain[1:].shape)
        if pattern == "uniform":
            assert np.allclose(head, mask / mask.sum(axis=-1, keepdims=True))
        else:
            rows = np.arange(len(head))
            own = np.minimum(rows, head.shape[1] - 1)
            free = mask[rows, own] == 1
            assert free.any() and (head[rows, own][free] == 1).all() and ((head == 1).sum(axis=-1) == 1).all()
    assert np.isfinite(steps(one, 2)).all()


def test_that_the_diagonal_takes_the_nearest_allowed_key() -> None:
    weights = torch.rand(1, 1, 4, 3)
    assert diagonal(weights, None)[..., :].argmax(-1).flatten().tolist() == [0, 1, 2, 2]
    allowed = torch.tensor([[True, False, True], [True, False, True], [False, False, True], [True, True, False]])
    chosen = diagonal(weights, allowed[None, None])
    assert chosen.argmax(-1).flatten().tolist() == [0, 0, 2, 1] and chosen.sum() == 4
    assert uniform(weights, allowed[None, None])[0, 0, 0].tolist() == [0.5, 0.0, 0.5]
    nothing = torch.zeros(1, 1, 1, 3, dtype=torch.bool)
    assert torch.isfinite(uniform(weights, nothing)).all()


def test_that_a_learning_rate_takes_the_place_of_the_base_of_its_schedule() -> None:
    set_, planned = trainer("cnn-digits", "training.schedule=cosine"), trainer(
        "cnn-digits", "training.schedule=cosine", "training.learning_rate=0.05"
    )  # fmt: skip
    set_.intervene(SetLearningRate(0.05))
    assert steps(set_, 20) == steps(planned, 20)
    set_.intervene(SetLearningRate(0.2))
    set_.intervene(Undo(SetLearningRate(0.2)))
    assert set_.interventions.learning_rate == set_.experiment.training.learning_rate


@pytest.mark.parametrize(
    ("intervention", "words"),
    [
        (SetLearningRate(0.0), "above 0"),
        (SetLearningRate(11.0), "at most 10"),
        (SetLearningRate(float("nan")), "above 0"),
        (SwitchOff("stages.9.activation", "channel", 0), "stages.9.activation"),
        (SwitchOff("stages.0.activation", "channel", 8), "8 channels"),
        (SwitchOff("stages.0.activation", "channel", -1), "8 channels"),
        (SwitchOff("stages.0.activation", "row", 0), "one of its channels"),
        (SwitchOff("output", "class", 0), "another layer"),
        (ReplacePattern("stages.0.activation", 0, "uniform"), "head"),
        (ReplacePattern("stages.0.activation", 0, "zigzag"), "uniform or diagonal"),
        (Undo(SetLearningRate(0.5)), "no longer in force"),
    ],
)
def test_that_what_cannot_be_changed_is_refused_in_one_sentence(intervention: Intervention, words: str) -> None:
    one = trainer("cnn-digits")
    one.intervene(SwitchOff("stages.0.activation", "channel", 1))
    with pytest.raises(InterventionError, match=words) as refused:
        one.intervene(intervention)
    assert str(refused.value).endswith(".") and len(one.interventions.in_force) == 1


def test_that_of_two_changes_at_one_place_the_newer_is_in_force() -> None:
    head = ReplacePattern("a.weights", 2, "uniform")
    off = SwitchOff("a.weights", "head", 2)
    assert after(after((), head), off) == (off,)
    assert after(after((off,), SetLearningRate(0.1)), SetLearningRate(0.2)) == (off, SetLearningRate(0.2))


def test_that_json_gives_every_intervention_back_and_refuses_nonsense() -> None:
    changes = [change for _, change in CHANGES.values()] + [SetLearningRate(0.5)]
    for intervention in (*changes, *map(Undo, changes)):
        assert from_values(to_values(intervention)) == intervention
    assert changes_from([to_values(change) for change in changes]) == tuple(changes)
    for nonsense in (
        None, [], {}, {"kind": "x"}, {"kind": "learning-rate"}, {"kind": "learning-rate", "value": "1"},
        {"kind": "undo"},
        {"kind": "undo", "change": {"kind": "undo", "change": {"kind": "learning-rate", "value": 1.0}}},
        {"kind": "switch-off", "tap": "a", "axis": "unit", "index": True}, {"kind": ["undo"]},
        {"kind": "switch-off", "tap": "a", "axis": "unit", "index": 1, "more": 1},
    ):  # fmt: skip
        with pytest.raises(InterventionError):
            from_values(nonsense)
    for nonsense in (None, 3, [to_values(Undo(changes[0]))], ["x"]):
        with pytest.raises(InterventionError):
            changes_from(nonsense)
