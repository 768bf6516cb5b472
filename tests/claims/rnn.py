"""What the presets of the recurrent networks say."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.claims.claim import Claim, Measure, Watched
from tests.claims.measures import (
    answers,
    best,
    first_better,
    last_gradient,
    live,
    metric,
    of,
    parameters,
    reference,
    share_above,
    share_of,
    through_time,
)

THREE = (1, 2, 3)
CELL, FORGET, OUTPUT = "layers.0.cell", "layers.0.forget_gate", "layers.0.output_gate"


def keeping_their_sign(cell: NDArray[np.float64]) -> float:
    """The share of units (T, H) whose cell state has one sign from the third time step to the last."""
    signs = np.sign(cell[2:])
    return float((signs == signs[0]).all(axis=0).mean())


def recall_of(label: int) -> Measure:
    """The share of the test examples of one class that are answered with it."""

    def measure(run: Watched) -> float:
        wanted = run.trainer.data.test.targets == label
        return float((answers(run).argmax(axis=1)[wanted] == label).mean())

    return measure


def linear_error_at_turns(run: Watched) -> float:
    """The linear model's rms error within one step of an extremum over that elsewhere."""
    data = run.trainer.data
    truth, error = data.test.targets[:, 0], data.rivals["linear AR"][:, 0] - data.test.targets[:, 0]
    turns = np.flatnonzero(np.diff(np.sign(np.diff(truth)))) + 1
    near = np.zeros(len(truth), bool)
    near[np.clip(np.concatenate([turns - 1, turns, turns + 1]), 0, len(truth) - 1)] = True
    return float(np.sqrt((error[near] ** 2).mean() / (error[~near] ** 2).mean()))


AR = reference("linear AR", "nmse")
CLAIMS = {
    "rnn-first-symbol-elman": (
        Claim("At the last one 0.5", last_gradient, 0.4, 0.6, at=(0,)),
        Claim("seven billionths", through_time, 6.5e-9, 7.5e-9, at=(0,)),
        Claim("With this seed the accuracy rises once, to about half", metric("accuracy"), 0.45, 0.56),
        Claim("with seeds 2 and 3 it never leaves the guess", best("accuracy"), 0.2, 0.33, seeds=(2, 3)),
        Claim("here C is told from the rest", recall_of(2), 0.9, 1.0),
        Claim(
            "among the others it can only guess",
            lambda run: np.mean([recall_of(n)(run) for n in (0, 1, 3)]),
            0.25,
            0.42,
        ),
        Claim("At the end the gradient still dies on its way", through_time, 0.0, 1e-6),
        Claim(
            "after 4 000 steps it is half right as well",
            metric("accuracy"),
            0.4,
            0.6,
            changes=("training.duration=4000",),
        ),
    ),
    "rnn-first-symbol-lstm": (
        Claim(
            "3.6 times as many parameters",
            lambda run: parameters(run) / (8 * 16 + 32 * (16 + 32 + 2) + 4 * 33),
            3.5,
            3.7,
            at=(0,),
        ),
        Claim("The forget gates start at about 0.88", of(FORGET, np.mean), 0.86, 0.90, at=(0,)),
        Claim("measured is 0.014", through_time, 0.0133, 0.0141, at=(0,)),
        Claim(
            "two million times what the Elman cell keeps", lambda run: through_time(run) / 7.2e-9, 1.7e6, 2.2e6, at=(0,)
        ),
        Claim("About 50.", first_better("accuracy", 0.99), 30, 70),
        Claim("about a quarter of the rows keep their colour", of(CELL, keeping_their_sign), 0.2, 0.35, at=(200,)),
        Claim("three of four stand above 0.9", of(FORGET, share_above(0.9)), 0.68, 0.84, at=(200,)),
        Claim("most of them are more than half open all along", of(OUTPUT, share_above(0.5)), 0.55, 1.0, at=(200,)),
        Claim(
            "Neither four times the units",
            metric("accuracy"),
            0.2,
            0.6,
            changes=("architecture.cell=elman-tanh", "architecture.hidden=128", "training.learning_rate=0.01"),
        ),
        Claim(
            "nor five times the steps help",
            metric("accuracy"),
            0.2,
            0.6,
            changes=("architecture.cell=elman-tanh", "training.duration=4000", "training.learning_rate=0.01"),
        ),
    ),
    "rnn-first-symbol-gru": (
        Claim("it remembers as well", metric("accuracy"), 0.99, 1.0, seeds=THREE),
        Claim(
            "where it is near one the state is copied almost unchanged",
            of("layers.0.update_gate", share_above(0.9)),
            0.15,
            1.0,
        ),
    ),
    "rnn-first-symbol-irnn": (Claim("half arrives over 49 time steps", through_time, 0.45, 0.6, at=(0,)),),
    "rnn-forget-bias-3": (
        Claim("with the gate at 0.95", of(FORGET, np.mean), 0.93, 0.96, at=(0,)),
        Claim("the task is solved within fifty training steps", first_better("accuracy", 0.99), 10, 50, seeds=THREE),
    ),
    "rnn-adding-elman": (
        Claim("Over fifty time steps the gradient is gone", through_time, 0.0, 1e-8, at=(0, -1)),
        Claim(
            "stays on the line of always answering 1",
            share_of(metric("mse"), reference("always answer 1", "mse")),
            0.97,
            1.03,
            seeds=THREE,
        ),
    ),
    "rnn-adding-gru": (
        Claim(
            "For a while the loss stays on the line",
            lambda run: (
                run.curve[max(s for s in run.curve if s <= 60)]["mse"]
                / run.trainer.data.compared(run.limit)["always answer 1"]["mse"]  # the line beside the curve
            ),
            0.8,
            1.1,
            at=(60,),
        ),
        Claim("and it drops", metric("mse"), 0.0, 0.01, seeds=THREE),
    ),
    "rnn-mackey-glass": (
        Claim("leaves 1.4 % of the variance", AR, 0.0135, 0.0145, at=(0,)),
        Claim("The GRU still leaves about 6 %", live("nmse"), 0.03, 0.09, at=(70,)),
        Claim("falls to an eightieth of the linear model's", lambda run: AR(run) / metric("nmse")(run), 60, 100),
        Claim("About an eightieth. Hardly anything", lambda run: AR(run) / metric("nmse")(run), 50, 200, seeds=THREE),
        Claim(
            "leaves a twentieth", lambda run: AR(run) / reference("5 nearest neighbours", "nmse")(run), 17, 25, at=(0,)
        ),
        Claim("its error there is no larger than elsewhere", linear_error_at_turns, 0.7, 1.05, at=(0,), seeds=THREE),
    ),
    "rnn-sine": (
        Claim("the 0.024 that the noise alone leaves", lambda run: 0.11**2 / (0.5 + 0.11**2), 0.0235, 0.0245, at=(0,)),
        Claim(
            "the LSTM gains a few hundredths on that, no more",
            lambda run: 1 - metric("nmse")(run) / AR(run),
            0.005,
            0.09,
            seeds=THREE,
        ),
    ),
    "rnn-sunspots": (
        Claim(
            "gains a tenth to a quarter on a linear model",
            lambda run: 1 - metric("nmse")(run) / AR(run),
            0.08,
            0.27,
            seeds=THREE,
        ),
    ),
    "rnn-tones": (
        Claim(
            "the upper dashed line, is a better answer: 97 %",
            lambda run: reference("nearest neighbour", "accuracy")(run) - metric("accuracy")(run),
            0.02,
            0.08,
        ),
    ),
    "rnn-characters": (
        Claim("come close to the Transformer's", metric("bits_per_character"), 2.25, 2.45),
        Claim(
            "an n-gram of five characters needs 2.15 bits",
            reference("5-gram (Witten-Bell)", "bits_per_character"),
            2.13,
            2.17,
            at=(0,),
        ),
        Claim(
            "Both lose to counting",
            lambda run: (
                metric("bits_per_character")(run) - reference("5-gram (Witten-Bell)", "bits_per_character")(run)
            ),
            0.05,
            0.4,
        ),
    ),
}
