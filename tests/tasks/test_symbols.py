"""Tasks made of symbols: their targets recomputed in plain Python, and what is held out is held out."""

import json
from collections import defaultdict

import numpy as np
import pytest

from playground.data.datasets import Data
from playground.data.rivals import most_frequent_shown
from playground.data.shapes import IGNORED
from playground.experiment import presets
from playground.experiment.experiment import Experiment, TaskSettings
from playground.tasks.addition import AdditionSettings
from playground.tasks.equal_keys import EqualKeysSettings
from playground.tasks.flagged_token import FlaggedTokenSettings
from playground.tasks.recall import RecallSettings
from playground.tasks.reverse import ReverseSettings
from playground.tasks.sort import SortSettings

ALL: tuple[TaskSettings, ...] = (
    FlaggedTokenSettings(), EqualKeysSettings(), SortSettings(), SortSettings(length=10, symbols=10), ReverseSettings(),
    RecallSettings(), AdditionSettings(), AdditionSettings(digits=3, backwards=False),
)  # fmt: skip


def words(data: Data, index: int, sequence: str = "time") -> tuple[str, ...]:
    return tuple(data.label(tuple(array[index] for array in data.test.inputs))[sequence])


@pytest.mark.parametrize("task", ALL, ids=lambda task: task.model_dump()["kind"])
def test_that_the_same_seed_gives_the_same_data_and_another_seed_other_data(task: TaskSettings) -> None:
    one, same, other = task.load(1), task.load(1), task.load(2)
    for mine, again in zip((*one.train.inputs, one.test.targets), (*same.train.inputs, same.test.targets), strict=True):
        np.testing.assert_array_equal(mine, again)
    assert not np.array_equal(one.train.inputs[0], other.train.inputs[0])
    assert one.shape == task.shape() and one.baseline


def test_that_the_flagged_letter_is_the_one_capital() -> None:
    data = FlaggedTokenSettings(length=7).load(1)
    for index in range(50):
        (capital,) = [letter for letter in words(data, index) if letter.isupper()]
        assert "abcdefgh"[data.test.targets[index]] == capital.lower()


def test_that_each_step_wants_the_mean_of_its_key() -> None:
    data = EqualKeysSettings(length=9, keys=3).load(1)
    for row, means in zip(data.test.inputs[0][:20], data.test.targets[:20, :, 0], strict=True):
        groups: dict[int, list[float]] = defaultdict(list)
        for step in row:
            groups[int(step[:-1].argmax())].append(float(step[-1]))
        expected = [np.mean(groups[int(step[:-1].argmax())]) for step in row]
        np.testing.assert_allclose(means, expected, atol=1e-6)


@pytest.mark.parametrize("task", [SortSettings(), SortSettings(length=9, symbols=10)])
def test_that_what_is_wanted_is_the_input_in_order(task: SortSettings) -> None:
    data = task.load(1)
    for index in range(50):
        tokens, targets = data.test.inputs[0][index], data.test.targets[index]
        asked, ordered = tokens[: task.length], targets[task.length - 1 :]
        assert ordered.tolist() == sorted(asked.tolist())
        assert (targets[: task.length - 1] == IGNORED).all()
        np.testing.assert_array_equal(tokens[task.length :], ordered[:-1])  # the next input is the last answer


def test_that_a_fifth_of_few_inputs_is_held_out_of_training() -> None:
    sort, addition = SortSettings().load(1), AdditionSettings().load(1)
    for data, asked, count in ((sort, 6, 729), (addition, 6, 10_000)):
        train, test = ({tuple(row) for row in split.inputs[0][:, :asked].tolist()} for split in (data.train, data.test))
        assert not train & test and len(train) + len(test) == count and len(test) == count // 5


def numbers(data: Data) -> list[set[frozenset[int]]]:
    """The pairs of numbers that training and test add, in no order."""
    rows = [split.inputs[0][:, :6] for split in (data.train, data.test)]
    return [{frozenset((10 * a + b, 10 * c + d)) for a, b, _, c, d, _ in part.tolist()} for part in rows]


def test_that_no_sum_is_learned_the_other_way_round_where_pairs_are_held_out() -> None:
    train, test = numbers(AdditionSettings(split="pairs").load(1))
    assert not train & test and len(train) + len(test) == 5050 and len(test) == 1010
    train, test = numbers(AdditionSettings().load(1))
    assert len(train & test) > 0.7 * len(test)  # as sums were split before, which recordings of then go on with
    data = AdditionSettings(digits=3, split="pairs").load(1)
    known, asked = ({tuple(sorted((tuple(row[:3]), tuple(row[4:7])))) for row in split.inputs[0].tolist()}
                    for split in (data.train, data.test))  # fmt: skip
    assert not known & asked and len(data.train) == 40_000 and len(data.test) > 900


def test_that_the_most_frequent_digit_present_is_drawn_fairly_among_equals() -> None:
    shown = np.array([[1, 1, 2], [1, 2, 3], [4, 4, 0]])
    assert most_frequent_shown(shown, np.array([1, 3, 0])).tolist() == [1.0, pytest.approx(1 / 3), 0.0]
    data = RecallSettings().load(1)
    assert data.baseline_name == "most frequent digit present"
    assert data.baseline["accuracy"] == pytest.approx(0.359, abs=0.001)


def test_that_counting_letters_finds_the_flagged_one() -> None:
    assert FlaggedTokenSettings().load(1).others["linear model on token counts"]["accuracy"] == 1.0


def test_that_the_answer_is_the_question_from_its_end_after_a_start_sign() -> None:
    data = ReverseSettings(length=5).load(1)
    source, target = data.test.inputs
    np.testing.assert_array_equal(data.test.targets, source[:, ::-1])
    np.testing.assert_array_equal(target[:, 1:], data.test.targets[:, :-1])
    assert words(data, 0, "target")[0] == "‹" and words(data, 0, "source") == tuple(map(str, source[0]))


def test_that_the_digit_wanted_is_the_one_behind_the_letter_asked_for() -> None:
    data = RecallSettings(pairs=4).load(1)
    for index in range(50):
        *pairs, asked = words(data, index)
        known = dict(zip(pairs[0::2], pairs[1::2], strict=True))
        assert len(known) == 4 and known[asked] == str(data.test.targets[index])


@pytest.mark.parametrize(("digits", "backwards"), [(2, True), (2, False), (4, True)])
def test_that_sums_are_right(digits: int, backwards: bool) -> None:
    data = AdditionSettings(digits=digits, backwards=backwards).load(1)
    for index in range(50):
        question = "".join(words(data, index))[: 2 * digits + 2]
        answer = "".join(str(token) for token in data.test.targets[index] if token != IGNORED)
        first, second = question.removesuffix("=").split("+")
        assert int(answer[::-1] if backwards else answer) == int(first) + int(second)
        assert len(answer) == digits + 1


def test_that_a_recording_from_before_pairs_could_be_held_out_goes_on_with_its_own_split() -> None:
    preset = presets.find("transformer-addition").experiment
    values = json.loads(preset.to_json())
    assert values["task"].pop("split") == "pairs"
    old = Experiment.from_json(json.dumps(values)).task
    assert old == AdditionSettings()  # whose split is the one of then, sum by sum


@pytest.mark.parametrize(
    ("task", "metric", "share"),
    [
        (ReverseSettings(length=4), "exact_accuracy", 0.85), (RecallSettings(pairs=2), "accuracy", 0.57),
        (SortSettings(length=5, symbols=10), "exact_accuracy", 0.19),
        (AdditionSettings(digits=3), "exact_accuracy", 0.04),
    ],
)  # fmt: skip
def test_that_what_memory_alone_gets_stands_beside_the_run_of_a_small_task(
    task: TaskSettings, metric: str, share: float
) -> None:
    assert task.load(1).others["learned by heart"][metric] == pytest.approx(share, abs=0.02)


def test_that_a_sort_tests_on_unseen_sequences_only_where_that_is_asked() -> None:
    plain, unseen = (SortSettings(length=10, unseen=asked).load(1) for asked in (False, True))
    assert np.array_equal(plain.train.inputs[0], unseen.train.inputs[0]) and len(plain.test) == len(unseen.test)
    known = {row.tobytes() for row in unseen.train.inputs[0]}
    assert sum(row.tobytes() in known for row in plain.test.inputs[0]) > 100
    assert not any(row.tobytes() in known for row in unseen.test.inputs[0])


def test_that_no_preset_can_be_answered_from_memory() -> None:
    for preset in presets.gallery():
        if preset.experiment.task.model_dump()["kind"] != "idx-images":
            assert "learned by heart" not in preset.experiment.task.load(preset.experiment.training.seed).scores
