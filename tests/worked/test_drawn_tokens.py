"""A token that is drawn: the sheet ends in the probability of its bar; of a written one it says how it was drawn."""

from __future__ import annotations

import numpy as np
import pytest

from playground.data.sampling import PLAIN, Sampling
from playground.experiment import presets
from playground.inspection.explaining import Explaining
from playground.inspection.showing import Showing
from playground.training.trainer import Trainer
from playground.worked.example import Question, Table, WorkedExample

pytestmark = pytest.mark.early

HOW = (PLAIN, Sampling(0.0), Sampling(0.5), Sampling(2.0, 3), Sampling(1.0, 0, 0.5), Sampling(0.7, 5, 0.6))


@pytest.fixture(scope="module", params=["transformer-gpt", "rnn-characters"])
def trained(request: pytest.FixtureRequest) -> Trainer:
    experiment = presets.find(request.param).experiment
    one = Trainer(experiment, experiment.task.load(1))
    for _ in range(8):
        one.advance()
    return one


def answered(one: Explaining, question: Question) -> WorkedExample:
    found = one.answer(1, question)
    assert found.example is not None, found.problem
    return found.example


@pytest.mark.parametrize("sampling", HOW, ids=lambda one: one.words)
def test_that_the_probability_of_a_bar_is_computed_from_the_logits_that_the_sheet_shows(
    trained: Trainer, sampling: Sampling
) -> None:
    one, showing = Explaining(trained, Showing(trained)), Showing(trained)
    logits = trained.answer(*showing.specimen.inputs)[0, 20].numpy()
    expected = sampling.odds(logits)
    order = np.argsort(-logits)
    for token in (*order[:4].tolist(), int(order[-1])):
        example = answered(one, Question("output", (20, token), sampling))
        assert example.value == pytest.approx(expected.drawn[token], abs=1e-5) and example.agrees
        assert example.question.sampling == sampling
        cut = [part.caption for part in example.parts if getattr(part, "caption", "").startswith("cut off")]
        assert bool(cut) == (sampling.temperature > 0 and not expected.kept[token])
        plain = answered(one, Question("output", (20, token)))
        assert example.regions == plain.regions and len(example.parts) > len(plain.parts), "and where its logit is from"


def test_that_the_table_of_a_nucleus_shows_where_it_ends(trained: Trainer) -> None:
    one = Explaining(trained, Showing(trained))
    sampling = Sampling(1.0, 6, 0.8)
    example = answered(one, Question("output", (20, 3), sampling))
    (table,) = [part for part in example.parts if isinstance(part, Table) and "cut off" in part.caption]
    assert table.heads[-2:] == (r"\sum p", "q") and sum(row.marked for row in table.rows) == 1
    drawn = [row.values[-1] for row in table.rows]
    reached, last = [row.values[-2] for row in table.rows], np.count_nonzero(drawn) - 1
    assert sum(drawn) == pytest.approx(1) and all(q > 0 for q in drawn[: last + 1])
    assert reached[last] >= 0.8 and (last == 0 or reached[last - 1] < 0.8) and reached[5] == pytest.approx(1)


def test_that_a_token_of_the_chosen_line_is_unfolded_with_what_drew_it(trained: Trainer) -> None:
    showing = Showing(trained)
    one, sampling = Explaining(trained, showing), Sampling(0.8, 4, 0.9)
    showing.sample(sampling)
    (shot,) = showing.snapshots({"prediction"}, all_views=True)
    assert shot.labels["line"][-1] == sampling.words and len(shot.values) == 5
    example = answered(one, Question("prediction", (4, 30)))
    assert example.value == pytest.approx(float(shot.values[4, 30]), abs=1e-5) and example.agrees
    tables = [part for part in example.parts if isinstance(part, Table) and "cut off" in part.caption]
    assert len(tables) == 1 and next(row for row in tables[0].rows if row.marked).values[-1] > 0, "it was drawn"


def test_that_a_place_outside_of_the_answers_is_refused_in_one_sentence(trained: Trainer) -> None:
    one = Explaining(trained, Showing(trained))
    found = one.answer(1, Question("output", (20, 9999), Sampling(0.5)))
    assert found.example is None and found.problem.endswith(".")
