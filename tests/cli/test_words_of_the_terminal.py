"""What the terminal shows: a progress line that fits, sentences for wrong words, and the metric a task is judged by."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from playground.cli import main
from playground.cli.arguments import parse
from playground.cli.progress import ProgressLine
from playground.cli.table import cut, print_table
from playground.experiment import presets
from playground.experiment.metrics import judged_by, metric, of_task
from playground.experiment.overrides import override
from playground.experiment.registry import kinds
from playground.foundation.errors import PlaygroundError
from playground.foundation.nearest import nearest
from playground.languages.breaking import width

NOTE = "test token_accuracy 0.9731  test exact_accuracy 0.8713  test loss 0.01234  测试 准确率 0.9"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("columns", [20, 40, 80, 132])
def test_that_the_progress_line_is_never_wider_than_the_terminal(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    terminal = Terminal()
    line = ProgressLine(terminal)
    line.show(123_456, 1_000_000, f"step 123456/1000000  12346 steps/s  loss 0.1235  {NOTE}")
    line.show(1_000_000, 1_000_000, "step 1000000/1000000")
    first, second = terminal.getvalue().split("\r")[1:]
    assert width(first) < columns and width(second) < columns
    assert width(second) >= width(first) or columns > 80, "what stood there before is painted over"
    assert "12 %" in first


def test_that_wide_characters_and_accents_are_counted_as_a_terminal_does() -> None:
    assert width("准确率") == 6 and width("e\u0301") == 1
    assert cut("准确率 0.9", 6) == "准确…" and cut("abc", 3) == "abc"


TABLE = (
    ("NAME", "TITLE", "标题", "RESULT", "TAGS"),
    ("cnn-digits", "Digits, convolutional", "手写数字 · 卷积网络", "accuracy 0.97…1", "first lecture"),
    ("a-name-that-is-much-longer", "Short", "短", "loss 0.1", ""),
)


@pytest.mark.parametrize("room", [20, 44, 60, 90, 200])
def test_that_a_table_is_cut_to_its_terminal_and_name_and_result_stay_whole(
    monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(room))
    monkeypatch.setattr(sys, "stdout", Terminal())
    print_table(TABLE, whole=("NAME", "RESULT"))
    lines = sys.stdout.getvalue().splitlines()  # type: ignore[attr-defined]
    assert max(map(width, lines)) <= max(room, 26 + 2 + 15 + 3)
    for line, row in zip(lines, TABLE, strict=True):
        assert row[0] in line and row[3] in line
    assert ("TAGS" in lines[0]) == (room >= 90) and lines[0].endswith("…") == (room < 90)
    assert ("手写数字 · 卷积网络" in lines[1]) == (room == 200)
    starts = {width(line[: line.index(row[3])]) for line, row in zip(lines, TABLE, strict=True)}
    assert len(starts) == 1, "the columns stand below each other"


@pytest.mark.parametrize("words", [["presets"], ["runs"]])
def test_that_the_tables_of_the_commands_fit_a_terminal_and_reach_a_pipe_whole(
    monkeypatch: pytest.MonkeyPatch, recorded: Path, words: list[str]
) -> None:
    words = [*words, str(recorded.parent)] if words == ["runs"] else words
    texts = []
    for room, stream in (("80", Terminal()), ("80", io.StringIO()), ("1000", Terminal())):
        monkeypatch.setenv("COLUMNS", room)
        monkeypatch.setattr(sys, "stdout", stream)
        assert main(words) == 0
        texts.append(stream.getvalue().splitlines())
    narrow, piped, wide = texts
    assert max(map(width, narrow)) <= 80 < max(map(width, piped)) and piped == wide
    assert [line.split()[0] for line in narrow] == [line.split()[0] for line in piped]


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording with a long name, of two steps."""
    path = tmp_path_factory.mktemp("runs") / "a-recording-with-a-name-of-some-length.run"
    assert (
        main(["train", "transformer-sort", "--steps", "2", "--out", str(path), "--set", "training.evaluate_every=2"])
        == 0
    )
    return path


@pytest.mark.parametrize(
    "words",
    [
        ["train", "cnn-digits", "--steps", "x"], ["train", "cnn-digits", "--steps", "0"],
        ["train", "cnn-digits", "--steps", "1.5"], ["train", "cnn-digits", "--seed", "-3"],
        ["figures", "a.run", "--out", "d", "--step", "-1"], ["animate", "a.run", "--to", "a.gif", "--fps", "1000"],
        ["animate", "a.run", "--to", "a.gif", "--frames", "many"],
    ],
)  # fmt: skip
def test_that_a_wrong_number_is_one_sentence_that_names_the_option_and_what_is_wanted(
    capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(words)
    said = capsys.readouterr().err
    assert ended.value.code == 2 and said.count("\n") == 1
    assert words[-2] in said and "must be" in said and "invalid" not in said


def test_that_a_mistyped_name_gets_the_nearest_ones_and_never_the_whole_list() -> None:
    with pytest.raises(PlaygroundError, match=r"did you mean cnn-digits\?") as caught:
        presets.find("cnn-digts")
    assert len(str(caught.value)) < 120
    with pytest.raises(PlaygroundError) as caught:
        presets.find("qqq")
    assert "playground presets" in str(caught.value) and len(str(caught.value)) < 120
    experiment = presets.find("cnn-digits").experiment
    for wrong, right in (("training.lerning_rate=1", "learning_rate"), ("task.kind=digit", "digits")):
        with pytest.raises(PlaygroundError, match=rf"did you mean {right}"):
            override(experiment, [wrong])
    assert nearest("FeatureMaps", ["feature-maps", "kernels"]) == ["feature-maps"] and nearest("", ["a"]) == []


def test_that_a_mistyped_panel_gets_the_nearest_ones(tmp_path: Path) -> None:
    from playground.cli.offscreen import known_panels, shows

    with pytest.raises(PlaygroundError, match=r"did you mean hidden-states\?"):
        known_panels(["hiddenstate"])
    with pytest.raises(PlaygroundError, match=r"did you mean loss\?"):
        shows(["los=a"])


@pytest.mark.parametrize("name", presets.names())
def test_that_a_run_is_listed_by_the_metric_its_preset_is_judged_by(name: str) -> None:
    preset = presets.find(name)
    expected = preset.about.expected.metric
    task = preset.experiment.task
    metrics = dict.fromkeys(("loss", "mse", "token_accuracy", *preset.about.baseline, expected), 0.5)
    found = judged_by(task.measured, metrics, preset.about.baseline)
    assert found == expected
    assert judged_by(task.measured, {"loss": 1.0}, {}) == "loss" and judged_by(task.measured, {}, {}) == ""


def test_that_every_task_declares_what_it_measures_and_a_name_means_the_same_in_all_of_them() -> None:
    for kind in kinds("task"):
        assert of_task(kind), kind
        for one in of_task(kind):
            assert metric(one.name) == one, kind


def test_that_runs_shows_the_measure_of_the_task(recorded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["runs", str(recorded.parent), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["metric"] == "exact_accuracy"
