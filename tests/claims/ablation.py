"""What the presets say in which something is taken away: heads that are switched off, positions that are missing."""

from __future__ import annotations

from collections import Counter

import numpy as np

from playground.experiment import presets
from tests.claims.claim import Claim, Measure, Watched
from tests.claims.measures import answers, cell, heads_off, live, metric, of, reference, row_largest, with_changes
from tests.claims.transformer import unseen_answers

THREE = (1, 2, 3)
EXACT = metric("exact_accuracy")
LEARNED, SINUSOIDAL = ("architecture.positions=learned",), ("architecture.positions=sinusoidal",)


def without(layer: int, *heads: int) -> Measure:
    """The share of sequences that stay right without some heads of a layer, all counted from 0."""
    return with_changes(EXACT, *heads_off(f"decoder.{layer}.attention", *heads))


def without_any(*places: tuple[int, int]) -> Measure:
    """The least share that stays right when one head is switched off, each (layer, head) in turn."""
    return lambda run: min(without(layer, head)(run) for layer, head in places)


def most_frequent_left(run: Watched) -> float:
    """How often the most frequent of the symbols not yet written is the next one; equally many take their turns."""
    targets = run.trainer.data.test.targets
    right = 0.0
    for row in targets.tolist():
        left = Counter(row)
        for symbol in row:
            most = max(left.values())
            likely = [one for one, count in left.items() if count == most]
            right += (symbol in likely) / len(likely)
            left[symbol] -= 1
    return float(right / targets.size)


def changed_by_shuffling(run: Watched) -> float:
    """How many answers to the test set change when the symbols that are read are shuffled."""
    read, written = run.trainer.data.test.inputs
    shuffled = np.random.Generator(np.random.PCG64(0)).permuted(read, axis=1)
    assert not np.array_equal(shuffled, read)
    other = run.trainer.answer(shuffled, written).numpy()
    return int((answers(run).argmax(axis=-1) != other.argmax(axis=-1)).sum())


def recalled(positions: str) -> Measure:
    """What the preset of associative recall with two layers comes to with this seed and these positions."""

    def measure(run: Watched) -> float:
        preset, seed = presets.find("transformer-recall-two"), run.trainer.experiment.training.seed
        twin = Watched(preset, seed, (f"architecture.positions={positions}",))
        twin.go_on(twin.end)
        return twin.metrics["accuracy"]

    return measure


CLAIMS = {
    "transformer-no-positions": (
        Claim("ends with every sequence right or nearly so", EXACT, 0.97, 1.0, seeds=THREE, changes=LEARNED),
        Claim(
            "A guess among ten is right in 10 %",
            reference("most frequent symbol at each place", "token_accuracy"),
            0.095,
            0.105,
            at=(0,),
        ),
        Claim("About 46 %", metric("token_accuracy"), 0.44, 0.48, seeds=THREE),
        Claim("not one whole sequence", EXACT, 0.0, 0.0, seeds=THREE),
        Claim("is right in 46 % as well", most_frequent_left, 0.445, 0.475, seeds=THREE, at=(0,)),
        Claim("None. Without positions the encoder reads a set", changed_by_shuffling, 0, 0, seeds=THREE),
        Claim(
            "How many of the 8 000 test answers change",
            lambda run: run.trainer.data.test.targets.size,
            8000,
            8000,
            at=(0,),
        ),
        Claim(
            "After 100 steps the learned ones have 28 % of the sequences right",
            live("exact_accuracy"),
            0.26,
            0.3,
            at=(100,),
            changes=LEARNED,
        ),
        *(
            Claim(
                says,
                live("exact_accuracy"),
                low,
                high,
                at=(100,),
                seeds=THREE,
                changes=changes,
            )
            for says, low, high, changes in (
                ("where the learned ones have 12 to 28 %", 0.11, 0.29, LEARNED),
                ("95 to 100 % over three seeds", 0.945, 1.0, SINUSOIDAL),
            )
        ),
        Claim("94 to 95 %", recalled("none"), 0.935, 0.955, at=(0,), seeds=THREE),
        Claim("where with positions it is nearly all", recalled("learned"), 0.98, 1.0, at=(0,), seeds=THREE),
    ),
    "transformer-sort": (
        Claim("each of the 28 answers is seen in training", unseen_answers, 0, 0, at=(0,)),
        Claim("all sequences of the test are sorted right", EXACT, 1.0, 1.0),
        Claim(
            "gives more than half of its weight to the first digit read",
            cell("decoder.2.attention.weights", 2, 10, 0),
            0.5,
            0.7,
        ),
        Claim(
            "All. So with each head of layers 2 and 3",
            without_any(*((layer, head) for layer in (1, 2) for head in range(3))),
            1.0,
            1.0,
        ),
        Claim("with all three of layer 3 at once", without(2, 0, 1, 2), 1.0, 1.0),
        Claim(
            "with no bright cell anywhere",
            of("decoder.0.attention.weights", lambda w: row_largest(np.max)(w[:1, 5:])),
            0.0,
            0.3,
        ),
        Claim("26 %. The dull picture", without(0, 0), 0.25, 0.27),
        Claim(
            "About half, 52 %",
            with_changes(EXACT, *heads_off("decoder.1.attention", 0, 1, 2), *heads_off("decoder.2.attention", 0, 1, 2)),
            0.51,
            0.535,
        ),
        Claim("the sequences are sorted right as well", EXACT, 0.99, 1.0, seeds=(2, 3)),
        Claim("without which 18 and 11 % stay right", without(0, 2), 0.1, 0.19, seeds=(2, 3)),
        Claim("With seed 2 head 1 may go at no cost", without(0, 0), 1.0, 1.0, seeds=(2,)),
    ),
}
