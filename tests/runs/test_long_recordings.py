"""A recording of very many looks opens as one of a few: what is drawn over steps is drawn at enough of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from playground.protocol.events import Pictures, RunStarted
from playground.protocol.snapshot import PictureInfo, Snapshot
from playground.runs.reader import RunReader
from playground.runs.replay import FOLLOWED, over_steps, pictures_at, replay, run_info
from playground.runs.writer import RunWriter

NORMS, SECRET = ("measure", "layer"), ("secret",)
LOOKS, SELDOM = 4 * FOLLOWED, 7


def recorded(path: Path) -> Path:
    infos = (
        PictureInfo("norms", NORMS, (2, 1)),
        PictureInfo("canary", SECRET, (3,)),
        PictureInfo("input", ("row",), (2,)),
    )
    with RunWriter.create(path, "{}", {}, snapshot_bytes=10**9) as writer:
        writer.set_info(run_info(RunStarted(0, "{}", 0, LOOKS, 1, "cpu", 1, {}, infos, "", path)))
        for step in range(1, LOOKS + 1):
            some = infos if step % SELDOM == 0 else (infos[0], infos[2])
            writer.add_snapshots([Snapshot(step, one.name, one.axes, np.full(one.shape, step, "f4")) for one in some])
    return path


def test_that_each_picture_over_steps_is_replayed_at_enough_steps_from_the_first_to_the_last(tmp_path: Path) -> None:
    with RunReader(recorded(tmp_path / "a.run")) as reader:
        looks = list(over_steps(reader, {"norms", "canary"}))
        replayed = [event for event in replay(reader) if isinstance(event, Pictures)]
    at = {name: [look.step for look in looks if name in {shot.name for shot in look.snapshots}]
          for name in ("norms", "canary")}  # fmt: skip
    assert [look.step for look in looks] == sorted({*at["norms"], *at["canary"]})
    assert len(at["norms"]) == FOLLOWED and at["norms"][0] == 1 and at["norms"][-1] == LOOKS
    assert at["canary"] == list(range(SELDOM, LOOKS + 1, SELDOM)), "what is seldom is seen each time"
    assert max(np.diff(at["norms"])) <= 5
    assert replayed[-1].step == LOOKS and "input" in {shot.name for shot in replayed[-1].snapshots}


QUESTIONS: dict[str, Callable[[RunReader], object]] = {
    "where something was seen": RunReader.snapshot_steps,
    "where the model is known": RunReader.weight_steps,
    "where a seldom picture is": lambda reader: reader.steps_with({"survey"}),
    "a look with what was last seen long before": lambda reader: pictures_at(reader, 10**6),
}
FEW, MANY = 100, 3200  # looks; the first alone holds a picture that is computed seldom


def forget_indexes(path: Path) -> None:
    """As earlier versions wrote it."""
    with closing(sqlite3.connect(path)) as connection:
        for name in ("looks", "pictures"):
            connection.execute(f"DROP INDEX {name}")


def count_up(counted: list[int]) -> None:
    counted[0] += 1


def work(path: Path, looks: int, ask: Callable[[RunReader], object], indexed: bool) -> tuple[object, int]:
    """An answer, and how many hundred instructions SQLite takes for it."""
    with RunWriter.create(path, "{}", {}, snapshot_bytes=10**9) as writer:
        for step in range(1, looks + 1):
            names = ("survey", *"abcdefghijklmno") if step == 1 else "abcdefghijklmno"
            writer.add_snapshots([Snapshot(step, name, ("row",), np.full(2, step, "f4")) for name in names])
    if not indexed:
        forget_indexes(path)
    counted = [0]
    with RunReader(path) as reader:
        reader._connection.set_progress_handler(partial(count_up, counted), 100)
        answer = ask(reader)
    return answer, counted[0]


@pytest.mark.parametrize("question", QUESTIONS)
def test_that_no_question_walks_through_all_pictures_and_a_file_without_indexes_answers_the_same(
    tmp_path: Path, question: str
) -> None:
    ask = QUESTIONS[question]
    _, little = work(tmp_path / "few.run", FEW, ask, indexed=True)
    answer, much = work(tmp_path / "many.run", MANY, ask, indexed=True)
    older, _ = work(tmp_path / "older.run", MANY, ask, indexed=False)
    per_look = (much - little) * 100 / (MANY - FEW)
    assert per_look < 12, f"{per_look} instructions a look of 15 pictures"
    assert repr(answer) == repr(older)


@pytest.mark.parametrize("indexed", [True, False])
def test_that_one_picture_of_a_look_is_found_among_many_as_among_few(tmp_path: Path, indexed: bool) -> None:
    counted = {}
    for count in (2, 200):
        path, instructions = tmp_path / f"{count}.run", [0]
        with RunWriter.create(path, "{}", {}) as writer:
            names = [f"picture {number}" for number in range(count)]
            writer.add_snapshots([Snapshot(1, name, ("row",), np.full(2, count, "f4")) for name in names])
        if not indexed:
            forget_indexes(path)
        with RunReader(path) as reader:
            reader._connection.set_progress_handler(partial(count_up, instructions), 1)
            shots = reader.snapshots(1, {"picture 1", "picture 0"})
        assert [shot.name for shot in shots] == ["picture 0", "picture 1"], "in the order in which they were recorded"
        counted[count] = instructions[0]
    assert counted[200] < 1.2 * counted[2] or not indexed, counted


def test_that_a_recording_of_an_earlier_version_has_the_indexes_once_it_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "older.run"
    work(path, 5, RunReader.snapshot_steps, indexed=False)
    with RunWriter.resume(path, 5):
        pass
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL").fetchall()
    assert {name for (name,) in rows} == {"looks", "pictures"}
