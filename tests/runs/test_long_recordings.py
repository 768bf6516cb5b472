"""A recording of very many looks opens as one of a few: what is drawn over steps is drawn at enough of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from playground.protocol.events import Pictures, RunStarted
from playground.protocol.snapshot import PictureInfo, Snapshot
from playground.runs.reader import RunReader
from playground.runs.replay import FOLLOWED, over_steps, replay, run_info
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
