"""Patching: all of a specimen put into another gives its answer, nothing the other's; and a layer of another step."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from playground.cli import main
from playground.data.specimen import Specimen
from playground.inspection.explaining import Explaining
from playground.inspection.showing import Showing
from playground.inspection.tracing import patching
from playground.inspection.tracing.transplant import TransplantError, transplanted
from playground.session.headless import train
from playground.worked.example import Question
from tests.inspection.test_lens import DEEP, FORMS
from tests.inspection.test_predictions import shown, trainer
from tests.session.test_recalling import experiment

RECALL = {"kind": "recall", "pairs": 3}


ROWS = ({**DEEP, "form": "encoder"}, {"kind": "digits", "view": "rows"})  # numbers in place of tokens


@pytest.mark.parametrize(("architecture", "task"), [*FORMS[:4], ROWS])
def test_that_all_places_give_the_clean_answer_and_none_the_corrupted(architecture: object, task: object) -> None:
    one = trainer(architecture, task, steps=20)  # type: ignore[arg-type]
    pair = patching.partner(one, Specimen.of_test(one.data, 0))
    assert pair is not None and pair.answers[0] != pair.answers[1]
    shares, check = patching.patched(one, pair)
    assert check[patching.ALL] == pytest.approx(check[patching.CLEAN], abs=1e-5)
    assert check[patching.NONE] == pytest.approx(check[patching.CORRUPTED], abs=1e-5)
    assert shares.shape == (4, pair.clean.shape[1]) and torch.isfinite(shares).all()


def test_that_behind_the_last_block_only_the_step_that_answers_counts() -> None:
    one = trainer({**DEEP, "form": "decoder"}, RECALL, steps=20)
    shares = shown(one, patching.NAME).values
    np.testing.assert_allclose(shares[-1], [0] * 6 + [1], atol=1e-5)


def test_that_a_cell_is_what_comes_of_one_state_in_the_others_pass() -> None:
    one = trainer({**DEEP, "form": "encoder"}, RECALL, steps=20)
    pair = patching.partner(one, Specimen.of_test(one.data, 0))
    assert pair is not None
    shares, check = patching.patched(one, pair)
    tokens = pair.corrupted.clone()
    tokens[0, 2] = pair.clean[0, 2]  # with the state behind the embedding at one step the token itself is exchanged
    logits = one.answer(tokens.numpy())[0]
    difference = float(logits[pair.answers[0]] - logits[pair.answers[1]])
    scale = check[patching.CLEAN] - check[patching.CORRUPTED]
    assert float(shares[0, 2]) == pytest.approx((difference - check[patching.CORRUPTED]) / scale, abs=1e-4)


def test_that_a_share_is_unfolded_into_three_scores() -> None:
    one = trainer({**DEEP, "form": "decoder"}, RECALL, steps=20)
    showing = Showing(one)
    told = Explaining(one, showing).answer(1, Question(patching.NAME, (1, 6))).example
    assert told is not None and told.agrees
    assert told.model == pytest.approx(float(shown(one, patching.NAME, showing).values[1, 6]))
    assert "no such cell" in Explaining(one, showing).answer(1, Question(patching.NAME, (1, 7))).problem


def test_that_the_picture_names_the_words_of_both_specimens() -> None:
    one = trainer({**DEEP, "form": "encoder"}, RECALL, steps=5)
    shot = shown(one, patching.NAME)
    assert shot.axes == ("layer", "time") and len(shot.labels["time"]) == len(shot.labels["other"]) == 7
    assert shot.labels["layer"] == ("embedding", "block 1", "block 2", "block 3")
    assert shot.labels["target"][0] != shot.labels["target"][1]


def test_that_what_cannot_be_patched_is_not_offered() -> None:
    for architecture, task in (("cnn", {"kind": "digits"}), ("pair", {"kind": "reverse", "length": 4})):
        assert patching.NAME not in {info.name for info in Showing(trainer(architecture, task)).pictures()}
    one = trainer({**DEEP, "form": "encoder"}, RECALL)
    showing, given = Showing(one), Specimen.of_test(one.data, 0)
    showing.choose(Specimen(given.inputs, given.targets, "typed", known=False))
    assert patching.NAME not in {info.name for info in showing.pictures()}


def test_that_patching_changes_no_bit() -> None:
    ends = []
    for looks in (True, False):
        one = trainer({**DEEP, "form": "decoder", "dropout": 0.1}, RECALL, steps=3)
        if looks:
            shown(one, patching.NAME)
            transplanted(one, {name: array * 0 for name, array in one.weights().items()}, limit=20)
        ends.append((float(one.advance()), one.weights(), one.memory()))
    assert ends[0][0] == ends[1][0]
    for part in (1, 2):
        assert all(np.array_equal(array, ends[1][part][name]) for name, array in ends[0][part].items())


def test_that_no_layer_of_another_step_changes_nothing_and_all_make_that_step() -> None:
    early, late = (trainer("cnn", {"kind": "digits"}, steps=steps) for steps in (5, 60))
    found = {one.layer: dict(one.metrics) for one in transplanted(late, early.weights())}
    assert found[""] == late.evaluate() and found["*"] == early.evaluate()
    assert {"stages.0.convolution", "output"} <= found.keys()
    assert found["output"] not in (found[""], found["*"])


def test_that_layers_of_another_architecture_are_refused() -> None:
    one, other = trainer("cnn", {"kind": "digits"}), trainer("rnn", {"kind": "first-symbol"})
    with pytest.raises(TransplantError, match="do not have the same layers"):
        transplanted(one, other.weights())


def test_that_the_terminal_patches_across_time_and_between_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = [tmp_path / f"{seed}.run" for seed in (1, 2)]
    for seed, path in enumerate(paths, start=1):
        train(experiment("cnn", {"kind": "digits"}, seed=seed), path)
    assert main(["patch", str(paths[0]), "--from", "5", "--examples", "50"]) == 0
    heading, *rows = capsys.readouterr().out.splitlines()
    assert heading.startswith("LAYER OF STEP 5") and rows[0].startswith("none (step 40)")
    assert rows[-1].startswith("all (step 5)")
    assert main(["patch", str(paths[0]), "--of", str(paths[1]), "--examples", "50", "--json"]) == 0
    assert '"from": 40, "into": 40' in capsys.readouterr().out
    assert main(["patch", str(paths[0]), "--from", "41"]) == 2
    assert "has the steps 0 to 40" in capsys.readouterr().err
