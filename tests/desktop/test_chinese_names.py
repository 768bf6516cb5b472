"""A user named in Chinese, with spaces in every folder: the window, its engine and what they write all get along."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot
from test_live import Live

from playground.desktop.export import panel_picture
from playground.desktop.i18n import language
from playground.desktop.state.open_document import open_experiment
from playground.foundation.places import log_file, shipped
from playground.protocol.events import RunState
from playground.runs.reader import RunReader
from playground.training.weights.importing import read as read_weights

NAME = "中文 用户 ①"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / NAME
    place.mkdir()
    for name in ("HOME", "USERPROFILE", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(place if name in ("HOME", "USERPROFILE") else place / f"{name} 目录"))
    return place


@pytest.fixture
def live(warm: None, home: Path, qtbot: QtBot) -> Iterator[Live]:
    language.speak("zh_CN")
    one = Live(home, qtbot)
    yield one
    one.close()


def test_that_a_whole_run_works_under_chinese_names(live: Live, home: Path) -> None:
    preset = home / "我的 预设.toml"
    text = (shipped("presets") / "cnn-digits.toml").read_text(encoding="utf-8")
    preset.write_text(text.replace("duration = ", "duration = 1 # "), encoding="utf-8")
    window = live.window
    window.parts.control.open(open_experiment(str(preset)))
    window.parts.control.run()
    live.until(
        lambda: (
            window.parts.commands.run.state is RunState.FINISHED and window.parts.commands.run.saved_step is not None
        )
    )
    assert window.parts.commands.run.path is not None and NAME in str(window.parts.commands.run.path)
    moved = window.parts.commands.run.path.rename(home / "第一次 运行.run")
    with RunReader(moved) as reader:
        assert reader.state == "finished"

    window.parts.doors.open_file(str(moved))
    assert window.parts.commands.run.path == moved and window.parts.setup.name == "第一次 运行"
    for picture in (home / f"图片 一.{kind}" for kind in ("png", "svg", "pdf")):
        assert window.parts.saving.write(
            {picture: panel_picture.drawing(window.parts.board.loss, window.parts.appearance.theme)}, 2
        )
        assert picture.stat().st_size > 1000
    for target in (home / "权重 一.safetensors", home / "脚本 一.py"):
        window.parts.weights.export(moved, target)
        live.until(lambda target=target: target.exists() and not window.parts.weights.errand.busy)
    assert read_weights(home / "权重 一.safetensors")
    compile((home / "脚本 一.py").read_text(encoding="utf-8"), "script", "exec")
    assert NAME in str(log_file())


def test_that_a_preset_that_is_wrong_is_named_as_it_is(live: Live, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = home / "坏的 预设.toml"
    shutil.copy(shipped("presets") / "cnn-digits.toml", wrong)
    wrong.write_text(wrong.read_text(encoding="utf-8").replace("[training]", "[训练]"), encoding="utf-8")
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda parent, title, words: told.append(words))
    live.parts.doors.open_file(str(wrong))
    assert len(told) == 1 and told[0].startswith(f"{wrong}：不是有效的 TOML（")
