"""The texts under which the parts of a bundle are handed on: a folder for each of them in ``licences``."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterable
from importlib.metadata import Distribution, distribution, packages_distributions
from pathlib import Path

from playground.cli.doctor.bundle import ABOUT, LICENCES, SYSTEM, plain

Entry = tuple[str, str, str]  # where it lies in the bundle, where it lies here, and its kind, as PyInstaller has them
COMMON, TEXTS = ("LGPL-3", "GPL-3", "Apache-2.0"), Path("/usr/share/common-licenses")
NAMES = ("LICENSE", "LICENCE", "COPYING", "NOTICE", "AUTHORS")


def collected(modules: Iterable[str], binaries: Iterable[Entry]) -> list[Entry]:
    """Of the packages that these modules belong to, of Python itself, and of the system's libraries among these."""
    known, tops = packages_distributions(), {name.partition(".")[0] for name in modules}
    parts = sorted({part for top in tops for part in known.get(top, ())})
    found = [entry for part in parts for entry in of_part(distribution(part))]
    return [*found, *of_python(), *of_system(binaries)]


def of_part(facts: Distribution) -> list[Entry]:
    """What a package says of itself, and its own files."""
    folder, told = Path(LICENCES) / plain(facts.metadata["Name"]), facts.metadata
    stated = told.get("License-Expression") or told.get("License") or "; ".join(
        value for value in told.get_all("Classifier") or () if value.startswith("License")
    )  # fmt: skip
    lines = [f"{told['Name']} {told['Version']}", stated, *filter(None, [told.get("Home-page")])]
    about = Path(tempfile.mkdtemp(prefix="licences-")) / ABOUT
    about.write_text("\n".join([*lines, *(told.get_all("Project-URL") or ())]) + "\n", encoding="utf-8")
    texts: list[Entry] = []
    for file in facts.files or ():
        if (file.name.upper().startswith(NAMES) or "licenses" in file.parts) and Path(str(file.locate())).is_file():
            inside = [piece for piece in file.parts if piece != ".."][1:]  # several may have the same name
            texts.append((str(folder.joinpath(*inside)), str(file.locate()), "DATA"))
    if not texts:  # Debian keeps the texts of the common ones
        names = [text for text in COMMON if text.partition("-")[0] in stated and (TEXTS / text).is_file()]
        texts = [(str(folder / name), str(TEXTS / name), "DATA") for name in names]
    return [(str(folder / about.name), str(about), "DATA"), *texts]


def of_python() -> list[Entry]:
    """Python itself."""
    places = (Path(sysconfig.get_path("stdlib")) / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE.txt")
    return [(f"{LICENCES}/python/LICENSE.txt", str(path), "DATA") for path in places if path.is_file()][:1]


def of_system(binaries: Iterable[Entry]) -> list[Entry]:
    """What Debian keeps of the packages whose libraries are handed on; nothing on other systems."""
    ours = (sys.prefix, sys.base_prefix)
    names = sorted({Path(name).name for name, path, kind in binaries if kind == "BINARY" and not path.startswith(ours)})
    if not names or shutil.which("dpkg-query") is None:
        return []
    words = ["dpkg-query", "--search", *(f"*/{name}" for name in names)]
    owned = subprocess.run(words, capture_output=True, text=True, check=False).stdout.splitlines()
    packages = {
        line.partition(":")[0] for line in owned if ": " in line and Path(line.rpartition(": ")[2]).name in names
    }
    texts = {package: Path("/usr/share/doc") / package / "copyright" for package in sorted(packages)}
    return [(f"{LICENCES}/{SYSTEM}/{package}.txt", str(text.resolve()), "DATA") for package, text in texts.items()
            if text.is_file()]  # fmt: skip
