"""What tests cost is decided by the size of a run: a small share of a long one's time, the same steps each time."""

from __future__ import annotations

import pytest

from playground.experiment import presets
from playground.experiment.experiment import Experiment
from playground.training.trainer import Trainer


def planned(experiment: Experiment) -> tuple[int, int, int]:
    """Tests, examples of each, and examples of all training steps."""
    trainer = Trainer(experiment, experiment.task.load(experiment.training.seed))
    tests = trainer.total_steps // trainer.evaluation_interval()
    return tests, trainer.live_limit(tests), trainer.total_steps * experiment.training.batch_size


@pytest.mark.parametrize(
    "name", ["transformer-gpt", "transformer-dates", "transformer-addition", "rnn-characters", "rnn-adding-gru"]
)
def test_that_the_tests_of_a_long_run_cost_a_small_share_of_it(name: str) -> None:
    tests, examples, trained_on = planned(presets.find(name).experiment)
    assert tests * examples / trained_on < 0.045  # and a third of it, without gradients, in time
    assert tests >= 15 and examples >= 32


@pytest.mark.parametrize(("name", "plan"), [("cnn-digits", (30, 256)), ("transformer-reverse", (30, 256))])
def test_that_a_short_run_is_tested_thirty_times_on_many_examples(name: str, plan: tuple[int, int]) -> None:
    assert planned(presets.find(name).experiment)[:2] == plan


def test_that_an_interval_that_is_asked_for_is_kept_also_in_a_long_run() -> None:
    tests, examples, _ = planned(presets.find("transformer-gpt").experiment.changed({"training.evaluate_every": 5}))
    assert tests == 120 and examples >= 32
