"""What lies beside the code in a bundle: presets with the weights that they start from, and resources."""

from __future__ import annotations

from pathlib import Path

FOLDERS, REPOSITORY_ONLY = ("presets", "resources"), {"bundle", "offline", "pictures", "__pycache__"}


def shipped(root: Path) -> list[tuple[str, str]]:
    """Pairs of a file of the repository at ``root``, and the folder of the bundle where it goes."""
    found = [(str(root / "LICENSE"), ".")]
    for path in sorted(path for folder in FOLDERS for path in (root / folder).rglob("*")):
        inside = path.relative_to(root)
        if path.is_file() and not REPOSITORY_ONLY & set(inside.parts):
            found.append((str(path), str(Path("playground") / inside.parent)))
    return found
