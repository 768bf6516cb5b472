"""The sheet on data and models of one's own: what it has typed is what the command line takes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from desk import Desk

from playground.cli.arguments import parse
from playground.corpora.published.folder import LAYOUT
from playground.desktop.shell.help.own_things import OwnThingsDialog
from playground.experiment import presets, registry
from playground.experiment.overrides import override

COMMAND = re.compile(r"^playground .+$", re.MULTILINE)


def sheet_of(desk: Desk) -> OwnThingsDialog:
    desk.parts.actions_.own_things.trigger()
    found = desk.window.findChild(OwnThingsDialog)
    assert isinstance(found, OwnThingsDialog)
    return found


def test_that_the_help_menu_tells_how_data_a_model_and_a_published_model_come_in(desk: Desk) -> None:
    sheet = sheet_of(desk)
    text = sheet.text.toPlainText()
    for title in ("Your data", "Your model", "A published model"):
        assert title in text
    assert text.count("Consent") == 3 and text.count("What lies where") == 3 and text.count("On the command line") == 3
    for name in LAYOUT.replace(" and ", ", ").split(", "):
        assert f"FOLDER/{name}" in text
    sheet.close()


def test_that_each_command_on_it_is_one_that_the_command_line_takes(desk: Desk, tmp_path: Path) -> None:
    commands = COMMAND.findall(sheet_of(desk).text.toPlainText())
    assert len(commands) == 8
    for command in commands:
        arguments = parse(command.split()[1:])
        assert callable(arguments.command)
        for assignment in getattr(arguments, "assignments", None) or []:
            key, _, value = assignment.partition("=")
            assert key != "task.kind" or value in registry.kinds("task")


def test_that_the_preset_it_names_can_be_set_on_a_folder_of_pictures(tmp_path: Path) -> None:
    words = ["task.kind=picture-folder", f"task.folder={tmp_path}"]
    made = override(presets.find("cnn-digits").experiment, words)
    assert made.values()["task"]["folder"] == str(tmp_path)


@pytest.mark.parametrize("size", [(1024, 600), (1600, 1000)])
def test_that_it_lies_within_its_window_and_scrolls_to_no_side(desk: Desk, size: tuple[int, int]) -> None:
    desk.window.resize(*size)
    sheet = sheet_of(desk)
    assert sheet.width() < size[0] and sheet.height() < size[1]
    sheet.grab()
    assert sheet.text.horizontalScrollBar().maximum() == 0
