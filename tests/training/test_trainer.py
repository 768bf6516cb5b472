"""The trainer decides the bits of a run, and nothing that only looks may change them."""

import numpy as np
import pytest
import torch

from playground.data.shapes import ClassTarget, DataShape, ImageInput
from playground.experiment import presets
from playground.experiment.experiment import Experiment
from playground.experiment.overrides import override
from playground.foundation.cores import cores
from playground.foundation.errors import SettingsError
from playground.foundation.interpreter import CORES
from playground.inspection import vitals
from playground.inspection.model import listening, pass_test_examples
from playground.inspection.views import gradients
from playground.probes.tap import taps
from playground.training import devices, schedules
from playground.training.batches import Batches
from playground.training.trainer import Trainer

DIGITS = presets.find("cnn-digits").experiment
LARGE = DataShape(ImageInput(1, 28, 28), ClassTarget(tuple("0123456789")))
AWKWARD = [
    "architecture.batch_norm=true",
    "architecture.hidden=[12]",
    "architecture.dropout=0.3",
    "training.gradient_clip=1",
    "training.schedule=onecycle",
]


def trainer(*assignments: str) -> Trainer:
    experiment = override(DIGITS, list(assignments))
    return Trainer(experiment, experiment.task.load(1))


def weights_equal(a: Trainer, b: Trainer) -> bool:
    return all(np.array_equal(value, b.weights()[name]) for name, value in a.weights().items())


def test_that_the_same_seed_gives_the_same_bits_and_another_seed_others() -> None:
    runs = []
    for seed in (1, 1, 2):
        one = trainer(*AWKWARD, f"training.seed={seed}")
        runs.append([one.advance().item() for _ in range(60)])
    assert runs[0] == runs[1] != runs[2]


@pytest.mark.parametrize("optimizer", ["adam", "adamw", "sgd", "rmsprop"])
@pytest.mark.parametrize("cut", [1, 44, 46])
def test_that_a_restored_run_goes_on_bitwise(optimizer: str, cut: int) -> None:
    assignments = (*AWKWARD, f"training.optimizer={optimizer}")
    through = trainer(*assignments)
    losses = [through.advance().item() for _ in range(60)]
    first = trainer(*assignments)
    for _ in range(cut):
        first.advance()
    step, weights, memory = first.step, first.weights(), first.memory()
    torch.rand(3)  # whatever happens in between
    second = trainer(*assignments)
    second.restore(step, weights, memory)
    assert [second.advance().item() for _ in range(60 - cut)] == losses[cut:]
    assert weights_equal(through, second)


def test_that_looking_and_testing_do_not_disturb_the_run() -> None:
    alone = trainer(*AWKWARD)
    plain = [alone.advance().item() for _ in range(30)]
    watched = trainer(*AWKWARD)
    losses = []
    for _ in range(30):
        losses.append(watched.advance().item())
        watched.look(watched.data.example(0)[0])
        watched.evaluate(100)
    assert losses == plain and weights_equal(alone, watched)


def test_that_a_short_run_learns_the_digits() -> None:
    one = trainer()
    for _ in range(300):
        one.advance()
    assert one.evaluate()["accuracy"] > 0.85 > 5 * one.data.baseline["accuracy"]


def test_that_a_look_gives_input_taps_and_kernels_of_the_specimen() -> None:
    one = trainer()
    shapes = {name: (axes, values.shape) for name, (axes, values) in one.look(one.data.example(0)[0]).items()}
    assert shapes["input"] == (("channel", "row", "column"), (1, 8, 8))
    assert shapes["stages.1.activation"] == (("channel", "row", "column"), (16, 4, 4))
    kernel_axes = ("out channel", "in channel", "row", "column")
    assert shapes["stages.1.convolution.weight"] == (kernel_axes, (16, 8, 3, 3))
    assert shapes["output"] == (("class",), (10,))
    assert list(one.look(one.data.example(0)[0], {"stages.0.pooling"})) == ["stages.0.pooling"]


def test_that_bfloat16_trains() -> None:
    one, full = trainer("training.precision=bfloat16"), trainer("training.precision=float32")
    losses = [one.advance().item() for _ in range(100)]
    first = full.advance().item()
    assert losses[0] != first and losses[0] == pytest.approx(first, rel=0.02), "eight bits of mantissa, no fewer"
    assert np.mean(losses[-10:]) < 0.5 * np.mean(losses[:10])


@pytest.mark.parametrize("preset", ["cnn-digits", "rnn-first-symbol-lstm", "transformer-reverse"])
def test_that_what_is_looked_at_is_computed_in_the_number_format_of_the_training(preset: str) -> None:
    """Of 24 bits of a float32 a bfloat16 keeps 8: what is shown has no more of them than what is trained."""
    experiment = override(presets.find(preset).experiment, ["training.precision=bfloat16"])
    one = Trainer(experiment, experiment.task.load(1))
    one.advance()
    inputs = one.data.example(0)[0]
    _, output = list(one.look(inputs).values())[-1]
    rounded = torch.from_numpy(output).bfloat16().float().numpy()
    np.testing.assert_array_equal(output, rounded)
    formats: list[torch.dtype] = []
    name, tap = next(iter(taps(one.model)))
    with listening([(name, tap)], lambda path, heard, values: formats.append(torch.is_autocast_enabled("cpu"))):
        pass_test_examples(one, 4)
        if gradients.recurrent(one):
            gradients.norms(one)
        vitals.first_broken(one)
    assert formats and all(formats)


def test_that_each_epoch_shows_every_example_once_in_a_new_order() -> None:
    data = DIGITS.task.load(1)
    batches = Batches(data.train, 100, 5, torch.device("cpu"))
    epochs = [[batches.at(step)[0][0] for step in range(e * 15, e * 15 + 15)] for e in (0, 1)]
    for epoch in epochs:
        seen = torch.cat(epoch).flatten(1).sum(1).sort().values
        assert torch.equal(seen, torch.from_numpy(data.train.inputs[0]).flatten(1).sum(1).sort().values)
        assert len(epoch[-1]) == 37
    assert not torch.equal(epochs[0][0], epochs[1][0])


def test_that_any_step_can_be_asked_for_in_any_order() -> None:
    data = DIGITS.task.load(1)
    one, other = (Batches(data.train, 32, 5, torch.device("cpu")) for _ in range(2))
    forward = {step: one.at(step)[1].clone() for step in (0, 44, 45, 100)}
    for step in (100, 45, 0, 44):
        assert torch.equal(other.at(step)[1], forward[step])


@pytest.mark.parametrize("schedule", ["constant", "cosine", "linear", "onecycle"])
def test_that_a_schedule_stays_between_zero_and_one(schedule: str) -> None:
    factors = [schedules.factor(schedule, step, 100) for step in range(100)]
    assert all(0 <= factor <= 1 for factor in factors) and max(factors) > 0.99


@pytest.mark.parametrize(
    ("name", "of_two", "of_sixteen"),
    [("cnn-digits", 1, 1), ("rnn-first-symbol-lstm", 1, 1), ("attention-seed", 1, 1), ("transformer-reverse", 1, 1),
     ("transformer-gpt", 2, 5)],
)  # fmt: skip
def test_that_threads_follow_the_cost_of_a_step(
    monkeypatch: pytest.MonkeyPatch, name: str, of_two: int, of_sixteen: int
) -> None:
    one = presets.find(name).experiment
    cost = devices.cost(one.layers(), one.training.batch_size)
    for count, expected in ((2, of_two), (16, of_sixteen), (1, 1)):
        monkeypatch.setattr(devices, "cores", lambda count=count: count)
        assert devices.threads(0, cost) == expected and devices.threads(3, cost) == 3


def test_that_runs_that_share_a_machine_take_no_more_than_their_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(CORES, raising=False)
    whole = cores()
    for share, expected in (("1", 1), ("0", 1), ("100000", whole), ("", whole), ("many", whole), ("-1", whole)):
        monkeypatch.setenv(CORES, share)
        assert cores() == expected


def test_that_the_textbook_cnn_has_every_core_of_a_small_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    fashion = presets.find("cnn-seed-fashion").experiment
    large = devices.cost(Experiment.parse(fashion.values()).architecture.layers(LARGE), 64)
    monkeypatch.setattr(devices, "cores", lambda: 4)
    assert devices.threads(0, large) == 4


def test_that_a_device_that_is_not_there_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"training.device: cuda:63 is not on this machine"):
        devices.pick("cuda:63")


def test_that_the_test_loss_counts_the_divergence_as_the_training_loss_does() -> None:
    experiment = presets.find("vae-digits").experiment
    trainer = Trainer(experiment, experiment.task.load(1))
    for _ in range(3):
        trainer.advance()
    data, model = trainer.data, trainer.model
    metrics = trainer.evaluate()
    with torch.no_grad(), trainer.looking():
        outputs = model(torch.from_numpy(data.test.inputs[0]))
        added = float(model.penalty())  # type: ignore[operator]
    error = float(((outputs.numpy() - data.test.targets) ** 2).mean())
    assert added > 0 and metrics["mse"] == pytest.approx(error, rel=1e-5)
    assert metrics["loss"] == pytest.approx(error + added, rel=1e-5)
    assert trainer.evaluate(100)["loss"] - trainer.evaluate(100)["mse"] > 0
