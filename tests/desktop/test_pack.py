"""A lecture pack holds all that a lecture needs, prints on one or two pages, and opens where it was saved."""

import re
import tomllib
import zipfile
from base64 import b64decode
from dataclasses import replace
from pathlib import Path
from time import localtime
from unicodedata import normalize

import numpy as np
import pypdfium2
import pytest
from desk import Desk, started
from filmed import LOOKS, filmed
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot
from test_taking import WEIGHTS

from playground.cli import main
from playground.desktop.state.open_document import open_experiment
from playground.desktop.widgets import file_dialogs
from playground.experiment import presets
from playground.experiment.experiment import Experiment
from playground.experiment.overrides import override
from playground.experiment.preset_text import akin, own
from playground.experiment.presets import parse
from playground.experiment.writing import to_toml
from playground.foundation.places import recordings
from playground.protocol.events import RunState
from playground.runs.checkpoint import Checkpoint
from playground.runs.reader import RunReader
from playground.runs.writer import RunWriter


def packable(path: Path) -> Path:
    """A recording with pictures and a checkpoint."""
    filmed(path)
    with RunWriter.resume(path, 200) as writer:
        writer.save_checkpoint(Checkpoint(200, WEIGHTS, {}, {}))
        writer.set_state("finished")
    return path


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    return packable(tmp_path / "课堂 é.run")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_that_a_pack_holds_everything_and_its_handout_reads_in_its_language(
    qtbot: QtBot, recording: Path, tmp_path: Path, language: str
) -> None:
    target = tmp_path / "讲座.zip"
    words = ["pack", str(recording), "--to", str(target), "--language", language, "--step", "130", "--lines"]
    assert main(words) == 0
    with zipfile.ZipFile(target) as archive:
        tops = {name.partition("/")[0] for name in archive.namelist()}
        assert tops == {recording.stem}, "everything lies in one folder, named after the run"
        files = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
        for info in archive.infolist():
            made = localtime(recording.stat().st_mtime)
            assert info.date_time[:5] == made[:5], "the files bear the date of the recording"
    panels = {"loss", "feature-maps", "kernels", "layers", "window"}
    for folder, ending in (("light", "png"), ("dark", "png"), ("vector", "svg"), ("vector", "pdf")):
        assert {f"pictures/{folder}/{panel}.{ending}" for panel in panels} <= files.keys()
    assert {"recording.run", "code/model.py", "code/model.ipynb", "code/model.safetensors", "film.gif"} <= files.keys()
    with RunReader(recording) as reader:
        experiment = Experiment.from_json(reader.experiment_json)
    assert parse(files["preset.toml"], "preset", "preset.toml").experiment == experiment
    picture = QImage.fromData(files["pictures/dark/loss.png"])
    assert picture.text("step") == "120" and Experiment.from_json(picture.text("experiment")) == experiment
    readme = files["README.txt"].decode("utf-8-sig")
    assert presets.find("cnn-digits").about.title.read(language) in readme and "model.py" in readme
    assert ("Run: " in readme) == (language == "en") and "120" in readme
    _check_handout(files["handout.pdf"], files["handout.html"].decode(), language)


def _check_handout(pdf: bytes, page: str, language: str) -> None:
    about = presets.find("cnn-digits").about
    document = pypdfium2.PdfDocument(pdf)
    text = "".join(document[index].get_textpage().get_text_range() for index in range(len(document)))
    assert 1 <= len(document) <= 3 and document[0].get_size() == pytest.approx((595, 842), abs=1)
    document.close()
    packed = re.sub(r"\s", "", normalize("NFKC", text))
    for words in (about.title, about.summary, about.lesson):
        assert re.sub(r"\s", "", normalize("NFKC", words.read(language))) in packed
        assert words.read(language) in page
    for words in ("90.0%", "8.0%", "0.003", "200/200"):
        assert words in packed
    assert "Momentum" not in page and "动量" not in page, "what does nothing is not listed"
    assert "@media screen and (max-width" in page and "@page" in page and "break-inside: avoid" in page
    assert page.count('<figure class="wide">') == 1, "the network stands across the page"
    for number in range(1, page.count("<figure")):
        assert re.search(rf"(Figure|图){number}\D", packed), "every figure is printed"
    assert not re.search(r"(src|href)=['\"](?!data:)", page) and "url(" not in page
    pictures = re.findall(r"data:image/svg\+xml;base64,([^\"]*)", page)
    assert len(pictures) >= 2 and all(QSvgRenderer(b64decode(picture)).isValid() for picture in pictures)


def test_that_a_pack_opens_where_it_was_saved(qtbot: QtBot, desk: Desk, recording: Path, tmp_path: Path) -> None:
    target = tmp_path / "讲座.zip"
    assert main(["pack", str(recording), "--to", str(target), "--step", str(LOOKS[3])]) == 0
    opened = open_experiment(str(target))
    assert opened.path is not None and opened.path.parent == recordings() and opened.saved_step == 200
    with RunReader(opened.path) as restored, RunReader(recording) as original:
        one, other = restored.checkpoint(), original.checkpoint()
        assert all(np.array_equal(one.weights[name], other.weights[name]) for name in WEIGHTS)
        assert restored.metrics() == original.metrics() and restored.snapshot_steps() == list(LOOKS)
    desk.parts.control.reset()
    desk.parts.control.open(opened)
    assert desk.parts.replay.timeline.step == LOOKS[3] and not desk.parts.replay.timeline.live
    assert desk.parts.draft.experiment == opened.experiment


def test_that_the_window_packs_what_it_shows(
    qtbot: QtBot, desk: Desk, recording: Path, tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.parts.control.open(open_experiment(str(recording)))
    desk.parts.replay.timeline.show_step(LOOKS[2])
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(tmp_path / "讲座"), ""))
    desk.parts.actions_.pack.trigger()
    takeaway = desk.parts.takeaway
    qtbot.waitUntil(lambda: not takeaway.errand.busy, timeout=120_000)
    assert said == [] and takeaway.progress is None
    with zipfile.ZipFile(tmp_path / "讲座.zip") as archive:
        assert f'"step": {LOOKS[2]}' in archive.read(f"{desk.parts.commands.run.path.stem}/pack.json").decode()


def test_that_own_data_goes_along_only_if_the_user_says_so(
    desk: Desk, recording: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "series.csv"
    table.write_text("1\n2\n", encoding="utf-8")
    settings = ["task.kind=table-series", f"task.file={table}"]
    experiment = override(presets.find("rnn-sine").experiment, settings)
    desk.parts.commands.run.adopt(recording, experiment, started(9), RunState.FINISHED, 200)
    desk.parts.commands.run.started = replace(started(9), experiment=experiment.to_json())
    controller, asked, begun = desk.parts.takeaway, list[str](), list[list[str]]()
    monkeypatch.setattr(controller.errand, "start", lambda words, *rest, **more: begun.append(words))
    monkeypatch.setattr(file_dialogs, "to_save", lambda *words: tmp_path / "a.zip")
    monkeypatch.setattr(desk.parts.commands, "save", lambda: None)
    monkeypatch.setattr(QMessageBox, "warning", lambda *words: None)
    desk.parts.commands.run.saved_step = 200
    monkeypatch.setattr(controller, "_film", lambda: type("Film", (), {"steps": (200,)})())
    for answer in (QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No):
        monkeypatch.setattr(QMessageBox, "question", lambda *words, a=answer: (asked.append(words[2]), a)[1])
        controller.ask_pack()
    assert ["--data" in words for words in begun] == [True, False] and "Files: 1, " in asked[0]


def test_that_packing_nothing_is_one_sentence(desk: Desk, said: list[str]) -> None:
    desk.parts.takeaway.ask_pack()
    assert len(said) == 1 and not desk.parts.takeaway.errand.busy


@pytest.mark.parametrize("target", ["a.rar", "missing/a.zip"])
def test_that_a_pack_that_cannot_be_written_is_one_sentence(
    qtbot: QtBot, recording: Path, tmp_path: Path, target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["pack", str(recording), "--to", str(tmp_path / target)]) == 2
    assert target.rsplit("/", maxsplit=1)[-1] in capsys.readouterr().err and not (tmp_path / target).exists()


def test_that_a_recording_without_weights_is_not_packed(
    qtbot: QtBot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["pack", str(filmed(tmp_path / "a.run")), "--to", str(tmp_path / "a.zip")]) == 2
    assert "train longer" in capsys.readouterr().err and not (tmp_path / "a.zip").exists()


@pytest.mark.parametrize("name", presets.names())
def test_that_every_experiment_can_be_written_as_a_preset(name: str) -> None:
    preset = presets.find(name)
    text = to_toml(preset.about, preset.experiment)
    again = parse(text.encode(), name, name)
    assert again.experiment == preset.experiment and again.about == preset.about
    found, same = akin(preset.experiment)
    assert same and found is not None and found.experiment.task == preset.experiment.task


def test_that_an_experiment_of_ones_own_is_a_preset_too() -> None:
    experiment = presets.find("cnn-digits").experiment
    other = experiment.model_copy(update={"architecture": experiment.architecture.model_copy(update={"dropout": 0.25})})
    assert akin(other) == (None, False)
    text = to_toml(own(other, "accuracy", 0.5, {"accuracy": 0.1}), other)
    assert (
        parse(text.encode(), "own", "own").experiment == other
        and "own" in tomllib.loads(text)["preset"]["summary"]["en"]
    )
