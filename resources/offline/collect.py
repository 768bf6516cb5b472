"""Collects a folder from which a classroom installs the program without a network: ``make offline``.

One wheel of each package, in the versions of constraints.txt, for this system and, where the package index has them,
for Windows and macOS; beside them two scripts that install from there. What could not be had is said at the end.

Usage: collect.py OUT [--only linux|windows|macos]...
"""

from __future__ import annotations

import argparse
import importlib.metadata
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = "neural-playground"
SYSTEMS = {  # what packages ask of a system, and what pip calls it; None: this one
    "linux": ({"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"}, None),
    "windows": (
        {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
        "win_amd64",
    ),
    "macos": (
        {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "arm64"},
        "macosx_14_0_arm64",
    ),
}
HERE = {"linux": "linux", "win32": "windows", "darwin": "macos"}.get(sys.platform, "linux")


def needed(system: str) -> list[str]:
    """``name==version`` of everything that the program needs there, itself left out.

    What packages need is read from those that are installed here; what is needed there alone has a pin, no needs.
    """
    environment = {**default_environment(), **SYSTEMS[system][0], "extra": ""}
    pins = pinned(environment)
    found: dict[str, str] = {}
    waiting = [PROGRAM]
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in found:
            continue
        found[name] = version_of(name, pins)
        try:
            lines = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue
        asked = [Requirement(line) for line in lines]
        waiting += [one.name for one in asked if one.marker is None or one.marker.evaluate(environment)]
    return [f"{name}=={version}" for name, version in sorted(found.items()) if name != PROGRAM]


def pinned(environment: dict[str, str]) -> dict[str, str]:
    """The versions of constraints.txt, as they hold on a system."""
    lines = (line.partition("#")[0].strip() for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines())
    asked = [Requirement(line) for line in lines if line]
    return {
        canonicalize_name(one.name): str(one.specifier).removeprefix("==") for one in asked
        if one.marker is None or one.marker.evaluate(environment)
    }  # fmt: skip


def version_of(name: str, pins: dict[str, str]) -> str:
    """The pin; what has none and is only needed here, such as the libraries of a GPU, as it is installed."""
    return pins.get(name) or importlib.metadata.version(name)


def download(system: str, wheels: Path) -> list[str]:
    """Fetch the wheels of a system; returns what could not be had."""
    tag = SYSTEMS[system][1] if system != HERE else None
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    elsewhere = ["--platform", tag, "--implementation", "cp", "--python-version", version] if tag is not None else []
    missing = []
    for asked in needed(system):
        exact = local(asked) if tag is None else asked
        words = ["download", "--quiet", "--no-deps", "--only-binary=:all:", "-d", str(wheels), *elsewhere, exact]
        done = subprocess.run([sys.executable, "-m", "pip", *words], capture_output=True, text=True, check=False)
        if done.returncode:
            missing.append(asked)
        print(f"{system:8} {asked}{'' if not done.returncode else ': not to be had'}", flush=True)
    return missing


def local(asked: str) -> str:
    """The same build as is installed here: torch without CUDA is ``+cpu``, and the plain one brings gigabytes."""
    name, _, version = asked.partition("==")
    try:
        here = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return asked
    return f"{name}=={here}" if here.partition("+")[0] == version else asked


def main() -> int:
    parser = argparse.ArgumentParser(description="Collects what a classroom installs without a network.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", action="append", choices=SYSTEMS, help="these systems, and no others")
    asked = parser.parse_args()
    wheels = asked.out / "wheels"
    wheels.mkdir(parents=True, exist_ok=True)
    words = ["wheel", "--quiet", "--no-deps", "-w", str(wheels), str(ROOT)]
    subprocess.run([sys.executable, "-m", "pip", *words], check=True)
    missing = {system: download(system, wheels) for system in asked.only or SYSTEMS}
    for name in ("install.sh", "install.ps1"):
        shutil.copy(Path(__file__).with_name(name), asked.out / name)
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    for system, packages in missing.items():
        state = f"lacks {', '.join(packages)}" if packages else "complete"
        tried = "" if system == HERE else ", not tried here"
        print(f"{system:8} {state}{tried}; needs Python {version}, 64 bit")
    size = sum(path.stat().st_size for path in wheels.iterdir()) / 1e6
    print(f"{asked.out}: {len(list(wheels.iterdir()))} wheels, {size:.0f} MB, made on {platform.system()}")
    return 1 if missing.get(HERE) else 0


if __name__ == "__main__":
    sys.exit(main())
