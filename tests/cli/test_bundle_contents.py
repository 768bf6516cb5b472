"""``playground doctor --bundle`` tells parts, licences and libraries of a bundle, and elsewhere that this is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib import metadata
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from playground.cli import display, main
from playground.cli.doctor import bundle
from playground.experiment import presets
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


def beside(name: str) -> ModuleType:
    """A file that the maker of the bundle reads."""
    path = Path(__file__).resolve().parents[2] / "resources" / "bundle" / f"{name}.py"
    spec = spec_from_file_location(f"bundle_{name}", path)
    assert spec is not None and spec.loader is not None
    found = module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def test_that_a_bundle_holds_each_preset_with_the_weights_that_it_starts_from() -> None:
    root = Path(__file__).resolve().parents[2]
    held = {Path(where) / Path(path).name for path, where in beside("shipped").shipped(root)}
    for preset in presets.gallery():
        assert Path("playground/presets") / f"{preset.name}.toml" in held
        if weights := preset.experiment.training.weights:
            assert Path("playground") / Path(weights).relative_to(root) in held, preset.name
    assert not any("bundle" in path.parts for path in held)


def test_that_each_package_that_is_handed_on_comes_with_its_text() -> None:
    texts = beside("licences").collected(["torch.nn", "PySide6.QtCore", "numpy"], [])
    for part in ("torch", "pyside6-essentials", "numpy", "python"):
        assert any(where.startswith(f"{bundle.LICENCES}/{part}/") and bundle.ABOUT not in where
                   for where, path, _ in texts if Path(path).is_file()), part  # fmt: skip


@pytest.mark.skipif(shutil.which("dpkg-query") is None, reason="the texts are Debian's")
def test_that_a_library_of_the_system_comes_with_the_text_of_its_package() -> None:
    texts = beside("licences").of_system([("libc.so.6", "/lib/x86_64-linux-gnu/libc.so.6", "BINARY")])
    assert [where for where, _, _ in texts] == [f"{bundle.LICENCES}/{bundle.SYSTEM}/libc6.txt"]
    assert "GNU" in Path(texts[0][1]).read_text(encoding="utf-8")


def test_that_what_a_bundle_brings_is_not_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(display, "LIBRARIES", {"libof-nobody.so.1": "libof-nobody1"})
    monkeypatch.setattr(sys, "platform", "linux")
    assert display.missing_packages() == ["libof-nobody1"]
    (tmp_path / "libof-nobody.so.1").touch()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert display.missing_packages() == []


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="Debian's packages are made on Debian")
def test_that_a_debian_package_of_a_bundle_needs_what_qt_loads_and_leads_to_the_program(tmp_path: Path) -> None:
    made = tmp_path / "playground"
    (made / "_internal").mkdir(parents=True)
    (made / "playground").write_text("#!/bin/sh\n")
    assert beside("deb").main(made, tmp_path) == 0
    package = next(tmp_path.glob("*.deb"))

    def asked(*words: str) -> str:
        return subprocess.run(["dpkg-deb", *words], capture_output=True, text=True, check=True).stdout

    needed = asked("--field", str(package), "Depends").strip().split(", ")
    assert set(needed) == {"libc6", *display.LIBRARIES.values()} and len(needed) == len(set(needed))
    assert asked("--field", str(package), "Version").strip() == metadata.version("neural-playground")
    files = asked("--contents", str(package))
    assert "./usr/bin/playground -> /opt/neural-playground/playground" in files
    for name in ("applications/neural-playground.desktop", "scalable/apps/neural-playground.svg", "copyright"):
        assert name in files
    assert "root/root" in files and str(tmp_path) not in files


def test_that_without_a_bundle_no_package_is_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert beside("deb").main(tmp_path, tmp_path) == 2
    assert "make bundle" in capsys.readouterr().err and not list(tmp_path.iterdir())
