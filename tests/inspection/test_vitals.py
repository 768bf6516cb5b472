"""What is measured is what its definition says, and measuring changes no bit of the run."""

import numpy as np
import pytest
import torch

from playground.experiment import presets
from playground.experiment.overrides import override
from playground.inspection import vitals
from playground.inspection.showing import Showing
from playground.inspection.views import statistics
from playground.training.trainer import Trainer


def trainer(preset: str, *assignments: str, steps: int = 0) -> Trainer:
    experiment = override(presets.find(preset).experiment, list(assignments))
    one = Trainer(experiment, experiment.task.load(1))
    for _ in range(steps):
        one.advance()
    return one


CASES = ["cnn-digits", "rnn-first-symbol-lstm", "transformer-reverse", "attention-seed", "vae-digits"]


@pytest.mark.parametrize("preset", CASES)
def test_that_every_layer_that_is_measured_stands_in_the_layer_table_and_no_matrix_is_forgotten(preset: str) -> None:
    one = trainer(preset)
    layers = vitals.Layers.of(one)
    rows = [row.name for row in one.experiment.layers()]
    places = [
        next(
            i for i, row in enumerate(rows) if layer == row or (layer.endswith("convolution") and row[:9] == layer[:9])
        )
        for layer in layers.members
    ]
    assert places == sorted(places)
    counted = {number for numbers in layers.members.values() for number in numbers}
    assert {i for i, parameter in enumerate(one.parameters) if parameter.dim() > 1} <= counted
    assert list(layers.members)[-1].startswith("output")


def test_that_gradient_norms_are_those_of_the_last_step_and_none_before_the_first() -> None:
    one = trainer("cnn-digits")
    layers = vitals.Layers.of(one)
    assert vitals.gradient_norms(one, layers) == {} and vitals.update_ratios(one, layers) == {}
    inputs, targets = one.batches.at(0)
    expected = torch.autograd.grad(one.loss(one.model(*inputs), targets), one.parameters)
    one.advance()
    norms = vitals.gradient_norms(one, layers)
    assert norms["output"] == pytest.approx(float(torch.cat([g.flatten() for g in expected[-2:]]).norm()), rel=1e-5)
    whole = float(torch.cat([g.flatten() for g in expected]).norm())
    assert sum(value**2 for value in norms.values()) ** 0.5 == pytest.approx(whole, rel=1e-5)


def test_that_the_gradient_is_the_clipped_one_that_the_optimizer_got() -> None:
    one = trainer("cnn-digits", "training.gradient_clip=0.01", steps=1)
    norms = vitals.gradient_norms(one, vitals.Layers.of(one))
    assert sum(value**2 for value in norms.values()) ** 0.5 == pytest.approx(0.01, rel=1e-3)


def test_that_update_ratios_are_how_far_the_weights_moved() -> None:
    one = trainer("cnn-digits", steps=5)
    before = [one.model.get_parameter(f"output.{part}").detach().clone() for part in ("weight", "bias")]
    one.advance()
    after = [one.model.get_parameter(f"output.{part}").detach() for part in ("weight", "bias")]
    moved = sum(float((a - b).square().sum()) for a, b in zip(after, before, strict=True)) ** 0.5
    size = sum(float(a.square().sum()) for a in after) ** 0.5
    assert vitals.update_ratios(one, vitals.Layers.of(one))["output"] == pytest.approx(moved / size, rel=1e-3)


def test_that_a_unit_is_dead_when_no_example_and_no_place_lifts_it_above_zero() -> None:
    one = trainer("cnn-digits", "architecture.hidden=[10]", "architecture.hidden_activation=tanh")
    with torch.no_grad():
        bias = one.model.get_parameter("stages.1.convolution.bias")
        bias[:4] = -1000.0
    dead, entropies = vitals.dead_and_entropies(one)
    assert set(dead) == {"stages.0.activation", "stages.1.activation"} and entropies == {}
    assert dead["stages.1.activation"] >= 4 / 16 and dead["stages.0.activation"] < 0.5
    with torch.no_grad():
        one.model.get_parameter("stages.0.convolution.bias").fill_(-1000.0)
    assert vitals.dead_and_entropies(one)[0]["stages.0.activation"] == 1.0


@pytest.mark.parametrize(
    ("preset", "assignments", "layers"),
    [
        ("vae-digits", (), {"encoder.0.activation", "encoder.1.activation", "decoder.0.activation"}),
        ("rnn-first-symbol-irnn", (), {"layers.0.hidden"}),
        ("rnn-first-symbol-lstm", (), set()),
        ("transformer-recall-two", ("architecture.mlp_ratio=2.0", "architecture.activation=relu"),
         {"decoder.0.mlp.activation", "decoder.1.mlp.activation"}),
        ("transformer-recall-two", ("architecture.mlp_ratio=2.0", "architecture.activation=gelu"), set()),
    ],
)  # fmt: skip
def test_that_the_relus_of_every_architecture_are_found(
    preset: str, assignments: tuple[str, ...], layers: set[str]
) -> None:
    assert set(vitals.dead_and_entropies(trainer(preset, *assignments))[0]) == layers


def test_that_entropy_is_one_for_equal_keys_and_zero_for_one_key_however_many_are_allowed() -> None:
    allowed = torch.ones(5, 5).tril()[None]
    uniform = (allowed / allowed.sum(dim=-1, keepdim=True))[:, None]
    single = torch.eye(5)[None, None]
    half = torch.zeros(1, 1, 5, 5)
    half[..., :2] = 0.5
    found = vitals.entropies(torch.cat([uniform, single], dim=1), allowed)
    assert found == pytest.approx((1.0, 0.0), abs=1e-6)
    assert vitals.entropies(half, torch.ones(1, 5, 5)) == pytest.approx((np.log(2) / np.log(5),), rel=1e-5)


def test_that_queries_that_may_look_at_one_key_only_are_not_counted() -> None:
    allowed = torch.tensor([[[1.0, 0.0], [1.0, 1.0]]])
    weights = torch.tensor([[[[1.0, 0.0], [0.5, 0.5]]]])
    assert vitals.entropies(weights, allowed) == pytest.approx((1.0,))


@pytest.mark.parametrize(
    ("preset", "parameter", "layer"),
    [
        ("cnn-digits", "stages.1.convolution.weight", "stages.1.convolution"),
        ("rnn-first-symbol-lstm", "recurrence.weight_hh_l0", "layers.0.hidden"),
        ("transformer-reverse", "decoder.0.mlp.first.weight", "decoder.0.mlp"),
        ("transformer-reverse", "encoder.0.attention.projection.weight", "encoder.0.attention"),
    ],
)
def test_that_the_first_layer_that_breaks_is_named_as_in_the_layer_table(
    preset: str, parameter: str, layer: str
) -> None:
    one = trainer(preset, steps=2)
    assert vitals.first_broken(one) == ""
    with torch.no_grad():
        one.model.get_parameter(parameter).fill_(float("nan"))
    assert vitals.first_broken(one) == layer


def test_that_a_step_whose_loss_is_no_number_leaves_the_weights_as_they_were() -> None:
    one = trainer("cnn-digits", steps=2)
    with torch.no_grad():
        one.model.get_parameter("output.bias").fill_(float("inf"))
    before = one.weights()
    assert not np.isfinite(one.advance().item()) and one.step == 3
    assert all(np.array_equal(value, before[name]) for name, value in one.weights().items())


@pytest.mark.parametrize("preset", ["cnn-digits", "rnn-first-symbol-irnn", "transformer-seed", "vae-digits"])
def test_that_measuring_everything_at_each_step_changes_no_bit(preset: str) -> None:
    alone = trainer(preset)
    losses = [alone.advance().item() for _ in range(6)]
    memory = alone.memory()
    watched = trainer(preset)
    layers, showing = vitals.Layers.of(watched), Showing(watched)
    names = {"distribution.weights", "distribution.activations", "distribution.gradients", "gradient.norms"}
    for loss in losses:
        assert watched.advance().item() == loss
        vitals.gradient_norms(watched, layers)
        vitals.update_ratios(watched, layers)
        vitals.dead_and_entropies(watched)
        vitals.first_broken(watched)
        assert {shot.name for shot in showing.snapshots(names, all_views=True)} == names
    for one, other in ((alone.weights(), watched.weights()), (memory, watched.memory())):
        assert all(np.array_equal(value, other[name]) for name, value in one.items())
    assert all(module.training for module in watched.model.modules())


@pytest.mark.parametrize("preset", CASES)
def test_that_quantiles_rise_from_the_least_to_the_largest_value_of_each_layer(preset: str) -> None:
    one = trainer(preset)
    views = {view.name: view for view in statistics.statistics(one)}
    assert (
        np.isnan(views["distribution.gradients"].take()[0]).all() and np.isnan(views["gradient.norms"].take()[0]).all()
    )
    one.advance()
    for view in views.values():
        values, _ = view.take()
        assert values.shape == view.shape and len(view.labels["layer"]) == view.shape[view.axes.index("layer")]
        assert np.isfinite(values).all()
        if view.axes == ("layer", "quantile"):
            assert (np.diff(values, axis=1) >= 0).all()
    weights = views["distribution.weights"]
    row = weights.take()[0][weights.labels["layer"].index("output")]
    output = torch.cat([one.model.get_parameter(f"output.{part}").flatten() for part in ("weight", "bias")]) if (
        not preset.startswith("vae")
    ) else torch.cat([parameter.flatten() for parameter in one.model.get_submodule("output").parameters()])  # fmt: skip
    assert row[0] >= output.min().item() and row[-1] <= output.max().item() and len(output) > 2
