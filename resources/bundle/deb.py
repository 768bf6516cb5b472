"""A Debian package of the bundle: ``python deb.py BUNDLE FOLDER`` writes FOLDER/neural-playground_VERSION_ARCH.deb.

The program lies under /opt, a command on the path and an entry with an icon lead to it. ``make deb`` makes both.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAME = "neural-playground"
HOME = Path("opt") / NAME
ENTRY, ICON = Path("usr/share/applications"), Path("usr/share/icons/hicolor/scalable/apps")


def control(architecture: str, kilobytes: int, libraries: list[str]) -> str:
    """What Debian is told of the package; ``libraries``: the packages of the system that Qt loads."""
    told = metadata(NAME)
    fields = {
        "Package": NAME, "Version": told["Version"], "Architecture": architecture, "Section": "education",
        "Priority": "optional", "Maintainer": f"{told['Author']} <nobody@localhost>",
        "Installed-Size": str(kilobytes), "Depends": ", ".join(["libc6", *libraries]), "Description": told["Summary"],
    }  # fmt: skip
    return "".join(f"{key}: {value}\n" for key, value in fields.items())


def tree(bundle: Path, root: Path) -> None:
    """The files of the package, of which those of the bundle are linked, not copied, where the disk allows it."""
    shutil.copytree(bundle, root / HOME, symlinks=True, copy_function=_linked)
    command = root / "usr" / "bin" / "playground"
    command.parent.mkdir(parents=True)
    command.symlink_to(Path("/") / HOME / "playground")
    for source, target in (
        (ROOT / "resources" / f"{NAME}.desktop", root / ENTRY / f"{NAME}.desktop"),
        (ROOT / "resources" / "icons" / "app.svg", root / ICON / f"{NAME}.svg"),
        (ROOT / "LICENSE", root / "usr" / "share" / "doc" / NAME / "copyright"),
    ):
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def main(bundle: Path, folder: Path) -> int:
    """Make the package and say where it is."""
    sys.path.insert(0, str(ROOT))
    from playground.cli.display import LIBRARIES

    if not (bundle / "playground").is_file() or shutil.which("dpkg-deb") is None:
        sys.stderr.write(f"{bundle}: holds no bundle ('make bundle' makes one), or dpkg-deb is not here.\n")
        return 2
    found = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True).stdout.strip()
    with tempfile.TemporaryDirectory(dir=folder) as made:
        root = Path(made)
        root.chmod(0o755)
        tree(bundle, root)
        size = sum(path.lstat().st_size for path in root.rglob("*")) // 1024
        (root / "DEBIAN").mkdir()
        told = control(found, size, list(dict.fromkeys(LIBRARIES.values())))
        (root / "DEBIAN" / "control").write_text(told, encoding="utf-8")
        target = folder / f"{NAME}_{metadata(NAME)['Version']}_{found}.deb"
        subprocess.run(["dpkg-deb", "--root-owner-group", "-Zzstd", "--build", str(root), str(target)], check=True)
    sys.stdout.write(f"{target}, {target.stat().st_size / 1e6:.0f} MB\n")
    return 0


def _linked(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), Path(sys.argv[2])))
