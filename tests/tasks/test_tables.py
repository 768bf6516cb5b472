"""Tables of the user's own are read whatever their separator, comma and encoding; what is wrong has its line."""

import shlex
from pathlib import Path

import numpy as np
import pytest

from playground.cli import main
from playground.corpora.looking import look
from playground.corpora.tables.table_file import table
from playground.experiment import presets
from playground.foundation.errors import DataError
from playground.foundation.places import shipped
from playground.runs.listing import read
from playground.tasks.series import SeriesSettings
from playground.tasks.table_classes import TableClassesSettings
from playground.tasks.table_series import TableSeriesSettings


def written(tmp_path: Path, text: str, encoding: str = "utf-8") -> str:
    path = tmp_path / "表 é.dat"
    path.write_bytes(text.encode(encoding))
    return str(path)


@pytest.mark.parametrize(
    ("text", "separator", "comma", "names"),
    [
        ("a,b\n1,2.5\n2,3.5\n", ",", False, ("a", "b")),
        ("a;b\n1;2,5\n2;3,5\n", ";", True, ("a", "b")),
        ("1;2,5\r\n2;3,5\r\n", ";", True, ("column 1", "column 2")),
        ("a\tb\n1\t2,5\n2\t3,5\n", "\t", True, ("a", "b")),
        ('"a, x"|b\n1|2.5\n2|3.5\n', "|", False, ('"a, x"|b'[1:5], "b")),
        ("b\n2.5\n3.5\n", ",", False, ("b",)),
    ],
)
def test_that_separator_comma_and_header_are_found(
    tmp_path: Path, text: str, separator: str, comma: bool, names: tuple[str, ...]
) -> None:
    for encoding in ("utf-8-sig", "utf-16"):
        found = table(written(tmp_path, text, encoding))
        assert (found.separator, found.comma, found.names) == (separator, comma, names)
        assert found.numbers(len(names) - 1).tolist() == [2.5, 3.5]


def test_that_a_series_is_split_in_time_and_missing_values_are_named_or_filled(tmp_path: Path) -> None:
    rows = [f"{at};{at % 7},5" for at in range(100)]
    data = TableSeriesSettings(file=written(tmp_path, "t;v\n" + "\n".join(rows)), window=7).load(0)
    assert (len(data.train), len(data.test)) == (73, 20) and data.shape.inputs.length == 7
    np.testing.assert_array_equal(data.train.inputs[0][1:, -1, 0], data.train.targets[:-1, 0])
    assert data.baseline_name == "linear AR" and data.baseline["mse"] < 1e-9
    rows[40] = "40;"
    file = written(tmp_path, "t;v\n" + "\n".join(rows))
    with pytest.raises(DataError, match=r"1 values are missing \(line 42\)"):
        TableSeriesSettings(file=file).shape()
    assert len(TableSeriesSettings(file=file, missing="fill", window=7).load(0).train) == 73
    assert TableSeriesSettings(file=file, column="t", window=7).load(0).test.targets[0, 0] > 1


def test_that_the_sunspots_of_the_program_are_learned_as_a_table_and_beat_what_is_trivial(tmp_path: Path) -> None:
    file, recording = shipped("resources") / "data" / "sunspots.csv", tmp_path / "a.run"
    ours = SeriesSettings(series="sunspots").load(0)
    theirs = TableSeriesSettings(file=str(file), test_share=88 / 309).load(0)
    np.testing.assert_allclose(theirs.test.targets, ours.test.targets, rtol=1e-5)
    words = ["--set", "task.kind=table-series", "--set", f"task.file={file}", "--steps", "40"]
    assert main(["train", "rnn-sunspots", *words, "--out", str(recording)]) == 0
    entry = read(recording, recording.stat().st_size, held=False)
    assert entry.task == "table-series" and entry.metric == "nmse" and (entry.result or 9) < 1


@pytest.mark.parametrize("view", ["row", "sequence"])
def test_that_classes_are_learned_from_a_table(tmp_path: Path, view: str) -> None:
    dice = np.random.default_rng(0)
    rows = [f"{dice.normal() + 3 * (at % 2):.3f},{dice.normal():.3f},{('yes', 'no')[at % 2]}" for at in range(200)]
    file, recording = written(tmp_path, "x,y,class\n" + "\n".join(rows)), tmp_path / "a.run"
    words = ["task.kind=table-classes", f'task.file="{file}"', f"task.view={view}", "architecture.cell=elman-tanh"]
    assigned = [word for one in words for word in ("--set", one)]
    assert main(["train", "rnn-sunspots", *assigned, "--steps", "60", "--out", str(recording)]) == 0
    entry = read(recording, recording.stat().st_size, held=False)
    assert entry.task == "table-classes" and (entry.result or 0) > 0.85
    assert TableClassesSettings(file=file).shape().targets.labels == ("no", "yes")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("a,b\n1,2\n1,2,3\n" + "1,2\n" * 60, "line 3 has 3 columns where the first has 2"),
        ("a,b\n1,2\n3,x\n", "line 3, column b: x is no number"),
        ("a,b\n1,inf\n3,4\n", "line 2, column b: inf is no number"),
        (",".join("1" * 100_000) + "\n", "more than 1000 columns"),
        ('a,b\n1,"' + "x" * 200_000 + '"\n', "cannot be read as a table"),
        ("a,b\n1,2\n", "has 1 rows where this window and horizon need 63"),
    ],
)  # fmt: skip
def test_that_what_is_wrong_with_a_table_is_one_sentence(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(DataError, match=words) as refusal:
        TableSeriesSettings(file=written(tmp_path, text)).shape()
    assert "\n" not in str(refusal.value) and len(str(refusal.value)) < 400


def test_that_a_column_that_is_not_there_or_no_class_is_named(tmp_path: Path) -> None:
    file = written(tmp_path, "a,b\n" + "\n".join(f"{at},{at}" for at in range(80)))
    with pytest.raises(DataError, match="has no column c; there are a, b"):
        TableSeriesSettings(file=file, column="c").shape()
    with pytest.raises(DataError, match="80 classes in 80 rows"):
        TableClassesSettings(file=file).shape()
    with pytest.raises(DataError, match="cannot be found"):
        TableClassesSettings(file="/nowhere/a\n.csv").shape()


def test_that_a_table_is_looked_at_and_its_kind_is_known(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "\n".join(f"{at};{at % 7},5" for at in range(100))
    file = written(tmp_path, f"t;v\n{rows}\n100;\n")
    found = look(file)
    assert found.kind == "table-series" and found.settings["task.missing"] == "fill"
    assert found.facts[1] == "Encoding: UTF-8; columns between semicolons; numbers with a decimal comma."
    assert found.warnings == ("1 values of column v are missing (line 102).",)
    rows = "\n".join(f"{at},{'ab'[at % 2]}" for at in range(50))
    found = look(written(tmp_path, f"x,kind\n{rows}\n1,b\n"))
    assert found.kind == "table-classes" and found.classes == (("a", 25), ("b", 26))
    assert found.warnings[0].startswith("1 rows repeat another")
    assert main(["data", found.path]) == 0
    assert "playground train rnn-sunspots --set task.kind=table-classes" in capsys.readouterr().out


def test_that_a_column_that_counts_classes_is_known_beside_numbers_and_no_series_is_taken_for_one(
    tmp_path: Path,
) -> None:
    dice = np.random.default_rng(0)
    flowers = [f"{dice.normal():.2f},{dice.normal():.2f},{at % 3}" for at in range(90)]
    found = look(written(tmp_path, "90,2,setosa\n" + "\n".join(flowers)))
    assert found.kind == "table-classes" and found.settings["task.column"] == "3" and len(found.classes) == 3
    first = [",".join(reversed(line.split(","))) for line in flowers]
    assert look(written(tmp_path, "\n".join(first))).settings["task.column"] == "1"
    timed = [f"{1700 + at},{dice.normal():.2f},{at % 3}" for at in range(90)]
    assert look(written(tmp_path, "\n".join(timed))).kind == "table-series"
    gaps = [f"{dice.normal():.2f},{dice.normal():.2f},{at % 3 + (at % 3) // 2}" for at in range(90)]
    assert look(written(tmp_path, "\n".join(gaps))).kind == "table-series", "0, 1, 3 count nothing"


@pytest.mark.parametrize(
    ("text", "names", "last", "left"),
    [
        ("178,13\n" + "1,2,3\n" * 60, ("column 1", "column 2", "column 3"), 3.0, "1: 178,13"),
        ("Report 2024;;\nday;value;\n1;2,5;\n2;3,5;\n", ("day", "value"), 3.5, "1: Report 2024"),
        ("sep=;\nday;value\n1;2,5\n2;3,5\n", ("day", "value"), 3.5, "1: sep="),
        ("# made by\n# us, today\nt,v\n1,2\n2,3\n", ("t", "v"), 3.0, "1: # made by"),
        ("# t,v\n1,2\n2,3\n", ("t", "v"), 3.0, ""),
        ("day;value\n1;2,5\n2;3,5\n;\n;\n", ("day", "value"), 3.5, "4"),
        ("a\tb\tc\n1\t2\t\n3\t4\t\n", ("a", "b"), 4.0, "c"),
        ("a,,b\n1,,2\n3,,4\n", ("a", "b"), 4.0, "2"),
        (",x,y\n0,2.5,3\n1,1.5,4\n", ("x", "y"), 4.0, "1"),
        ('"x","y","z"\n"one",2.5,3,1\n"two",1.5,4,2\n', ("column 1", "x", "y", "z"), 2.0, ""),
        ("Chins Situps  Jumps\n  5  162 60\n2 110 61 \n", ("Chins", "Situps", "Jumps"), 61.0, ""),
        ("t v\n1 2,5\n2 3,5\n", ("t", "v"), 3.5, ""),
        ('day,value\n2024-01-02,"1,234.50"\n2024-01-03,"1,235.50"\n', ("day", "value"), 1235.5, ""),
        ("day;value\n02.01.2024;1.234,5\n03.01.2024;1\u202f235,5\n", ("day", "value"), 1235.5, ""),
    ],
)
def test_that_what_programs_write_around_a_table_is_left_out_and_said(
    text: str, names: tuple[str, ...], last: float, left: str, tmp_path: Path
) -> None:
    file = written(tmp_path, text)
    found, told = table(file), look(file).left_out
    assert found.names == names and found.numbers(len(names) - 1)[-1] == last
    assert (told[0].names[0] if left else told) == (left or ())


def test_that_a_line_of_counts_names_the_classes_below_it(tmp_path: Path) -> None:
    dice = np.random.default_rng(0)
    rows = [f"{dice.normal():.2f},{dice.normal():.2f},{dice.normal():.2f},{at % 2}" for at in range(90)]
    for head in ("90,3,bad,good", "90,3,bad,good,"):
        file = written(tmp_path, head + "\n" + "\n".join(rows))
        found = look(file)
        assert found.classes == (("bad", 45), ("good", 45)) and found.settings["task.column"] == "4"
        assert found.left_out[0].names[0].startswith("1: 90,3,bad,good")
        assert TableClassesSettings(file=file).shape().targets.labels == ("bad", "good")
    counted = "\n".join(["90,3,a,b,c", *rows])
    assert [name for name, _ in look(written(tmp_path, counted)).classes] == ["0", "1"], "not as many names as classes"


def test_that_a_line_in_the_middle_that_has_other_columns_is_refused_and_a_title_is_no_reason_to(
    tmp_path: Path,
) -> None:
    for head in ("", "My measurements\n"):
        with pytest.raises(DataError, match=f"line {3 + bool(head)} has 3 columns where the first has 2; correct it"):
            table(written(tmp_path, head + "a,b\n1,2\n1,2,3\n" + "1,2\n" * 60))
        with pytest.raises(DataError, match=f"line {3 + bool(head)} has 1 columns where the first has 2; correct it"):
            table(written(tmp_path, head + "a,b\n1,2\n1\n" + "1,2\n" * 60))


def test_that_dates_are_no_classes_and_each_sign_for_a_missing_value_is_known(tmp_path: Path) -> None:
    dates = [f"2024-01-{at % 9 + 1:02d},{at}.5" for at in range(60)]
    found = look(written(tmp_path, "date,value\n" + "\n".join(dates)))
    assert found.kind == "table-series" and "Columns that hold no numbers are not used: date." in found.facts
    signs = ("?", "NA", "#N/A", "", "–", "null")
    rows = [f"{at}.5,{signs[at] if at < len(signs) else at % 7},{'ab'[at % 2]}" for at in range(60)]
    file = written(tmp_path, "x,y,class\n" + "\n".join(rows))
    found = look(file)
    assert found.kind == "table-classes" and found.settings["task.missing"] == "fill"
    assert found.warnings == ("6 values of column y are missing (line 2, 3, 4 …).",)
    with pytest.raises(DataError, match=r"lacks values \(line 2, 3, 4 …\); have them filled in \(task.missing\)"):
        TableClassesSettings(file=file).load(0)
    filled = TableClassesSettings(file=file, missing="fill").load(0)
    inputs = np.concatenate([part.inputs[0][:, 0, 1] for part in (filled.train, filled.test)])
    assert np.isfinite(inputs).all() and (inputs == 0).sum() == 6, "the mean of what is known"


def test_that_columns_of_words_beside_the_class_are_not_used_but_a_mistake_in_one_of_numbers_is_told(
    tmp_path: Path,
) -> None:
    rows = [f"Mr. {at},{at % 5}.5,{at % 2}" for at in range(60)]
    file = written(tmp_path, "name,x,class\n" + "\n".join(rows))
    assert TableClassesSettings(file=file).shape().inputs.features == ("x",)
    found = look(file)
    assert found.kind == "table-classes" and "Columns that hold no numbers are not used: name." in found.facts
    rows[7] = "Mr. 7,oops,1"
    with pytest.raises(DataError, match="line 9, column x: oops is no number"):
        TableClassesSettings(file=written(tmp_path, "name,x,class\n" + "\n".join(rows))).load(0)


@pytest.mark.parametrize(("row", "kind"), [("{at},{at}.5", "table-series"), ("{at}.5,{odd}", "table-classes")])
def test_that_the_line_that_is_offered_for_a_table_trains_on_it_as_it_stands(
    row: str, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, "a,class\n" + "\n".join(row.format(at=at, odd=at % 2) for at in range(120)))
    assert main(["data", file]) == 0
    line = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("Train on it: playground "))
    words = shlex.split(line.removeprefix("Train on it: playground "))
    assert f"task.kind={kind}" in words and main([*words, "--steps", "2", "--out", str(tmp_path / "a.run")]) == 0
    experiment = presets.find(look(file).preset).experiment.changed(look(file).settings)
    assert experiment.task.kind == kind, "the window sets it up so"
