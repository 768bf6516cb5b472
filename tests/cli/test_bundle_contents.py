"""``playground doctor --bundle`` tells parts, licences and libraries of a bundle, and elsewhere that this is none."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from playground.cli import main
from playground.cli.doctor import bundle
from playground.foundation import versions


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """As the maker leaves it, but for one licence."""
    for part in versions.installed():
        if part.name != "torch":
            folder = tmp_path / "_internal" / bundle.LICENCES / bundle.plain(part.name)
            (folder / "licenses").mkdir(parents=True, exist_ok=True)
            (folder / bundle.ABOUT).write_text("MIT")
            (folder / "licenses" / "LICENSE").write_text("Permission is hereby granted")
    for name in ("playground", "playground-engine"):
        (tmp_path / f"{name}{'.exe' if sys.platform == 'win32' else ''}").touch()
    return tmp_path


def test_that_a_part_without_a_licence_is_named(folder: Path) -> None:
    told = list(bundle.contents(folder, folder / "_internal"))
    parts = [words for name, words in told if name == "part"]
    assert len(parts) == len(versions.installed()) > 9
    assert all("1 text" in words for words in parts if not words.startswith("torch "))
    assert dict(told)["licences"].endswith("no text of torch")
    assert [words for name, words in told if name == "program"] == [
        path.name for path in sorted(folder.iterdir(), key=lambda path: len(path.name)) if path.is_file()
    ]


def test_that_a_program_that_was_not_unpacked_is_said(folder: Path) -> None:
    next(folder.glob("playground-engine*")).unlink()
    assert any("playground-engine" in words and "unpack" in words for _, words in bundle.contents(folder, folder))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="ldd is of Linux")
def test_that_a_library_that_is_not_found_is_named_with_who_needs_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = folder / "ldd"
    fake.write_text("#!/bin/sh\nprintf '\\tlibodd.so.1 => not found\\n\\tlibc.so.6 => /lib/libc.so.6 (0x0)\\n'\n")
    fake.chmod(0o755)
    (folder / "libuser.so").touch()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    assert dict(bundle.contents(folder, folder))["system libraries"] == "libodd.so.1 (for libuser.so)"


def test_that_elsewhere_one_sentence_says_that_this_is_no_bundle(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--bundle"]) == 2
    said = capsys.readouterr()
    assert "no bundle" in said.err and said.err.count("\n") == 1 and not said.out
