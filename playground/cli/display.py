"""Whether a window can be shown here: the display, and the system libraries that Qt loads for it."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from pathlib import Path
from shutil import which

from playground.foundation import interpreter

# shared library → Debian package
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}


def missing_packages() -> list[str]:
    """Debian packages whose library Qt would not find, neither here nor in its bundle; always empty off Linux."""
    if not sys.platform.startswith("linux"):
        return []
    brought = interpreter.bundle_folders()[1] if interpreter.bundled() else None
    return [
        package
        for library, package in LIBRARIES.items()
        if not (brought is not None and (brought / library).exists()) and not _loads(library)
    ]


def display_problem() -> str:
    """One sentence on why no window can be shown; empty when one can."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return ""
    if os.environ.get("WAYLAND_DISPLAY"):
        return _library_problem()
    display = os.environ.get("DISPLAY", "")
    if not display:
        return "There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)."
    if not _answers(display):
        return f"The display {display} does not answer."
    return _library_problem()


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _library_problem() -> str:
    missing = missing_packages()
    if not missing:
        return ""
    return f"Qt needs system libraries that are missing: apt-get install {' '.join(missing)} (as root)."


def _answers(display: str) -> bool:
    """Whether an X server listens; a display on another host is taken at its word."""
    host, _, number = display.rpartition(":")
    if host and host not in ("localhost", "unix"):
        return True
    screen = number.partition(".")[0]
    if host != "localhost":
        for address in (f"/tmp/.X11-unix/X{screen}", f"\0/tmp/.X11-unix/X{screen}"):
            if address[0] == "\0" or Path(address).exists():
                with socket.socket(socket.AF_UNIX) as probe:
                    probe.settimeout(2.0)
                    if probe.connect_ex(address) == 0:
                        return True
    with socket.socket(socket.AF_INET) as probe:
        probe.settimeout(2.0)
        return screen.isdigit() and probe.connect_ex(("127.0.0.1", 6000 + int(screen))) == 0


def main(words: list[str]) -> int:
    """Print the Debian packages that are missing, on one line; ``--tests`` adds what the tests need."""
    packages = missing_packages()
    if "--tests" in words and sys.platform.startswith("linux"):
        packages += [package for tool, package in (("Xvfb", "xvfb"), ("xdotool", "xdotool")) if not which(tool)]
    sys.stdout.write(" ".join(packages))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
