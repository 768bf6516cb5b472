"""``python -m tests.contact_sheet [--out FILE] [PRESET ...]``: every panel in light and dark, English and Chinese, at
1× and 2×, on one sheet, so that a person can look at all of them at once."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from playground.cli import offscreen
from playground.experiment import presets

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from playground.desktop.style.theme import Theme

USUAL: dict[str, tuple[str, ...]] = {  # preset → the panels that look different from those before; none means all
    "cnn-digits": (),
    "rnn-first-symbol-lstm": ("hidden-states", "gradient-through-time", "plane", "explain"),
    "transformer-sort": ("predictions", "attention", "gradient-norms", "explain"),
    "transformer-reverse": ("cross-attention", "layers"),
    "autoencoder-digits-2": ("predictions", "plane"),
    "rnn-mackey-glass": ("loss", "predictions"),
}
STEPS = 300
TILE = 420, 280  # points of a panel
LABEL, GAP, COLUMNS = 28, 12, 2
THEMES, LANGUAGES, SCALES = ("light", "dark"), ("en", "zh"), (2, 1)
Tiles = dict[str, dict[tuple[str, str, int], "QImage"]]  # panel → theme, language, scale → picture


def trained(preset: str, folder: Path) -> Path:
    """A short run."""
    path = folder / f"{preset}.run"
    command = [sys.executable, "-m", "playground", "train", preset, "--steps", str(STEPS), "--out", str(path)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return path


def tiles(recording: Path) -> Tiles:
    """Every panel of a recording that has something to show, in all themes, languages and scales."""
    found: Tiles = {}
    for language in LANGUAGES:
        for name in THEMES:
            _application, theme = offscreen.start(recording, name, language)
            for panel, scale, image in _drawn(recording, theme):
                found.setdefault(panel, {})[name, language, scale] = image
    return found


def _drawn(recording: Path, theme: Theme) -> list[tuple[str, int, QImage]]:
    from PySide6.QtCore import QSize

    from playground.desktop.export import panel_picture
    from playground.desktop.export.batch_pictures import feed
    from playground.desktop.export.offscreen_panels import OffscreenPanels

    stage = OffscreenPanels(theme)
    try:
        for panel in stage.panels:
            panel.resize(QSize(*TILE))
        feed(stage, recording)
        return [
            (panel.name, scale, panel_picture.image(panel, scale, theme))
            for panel in stage.filled()
            for scale in SCALES
        ]
    finally:
        stage.close()


def sheet(blocks: list[tuple[str, dict[tuple[str, str, int], QImage]]]) -> QImage:
    """A block a panel: a row at 2× above a row at 1×, in columns of blocks of about the same height."""
    from PySide6.QtGui import QColor, QFont, QImage, QPainter

    wide = max(_width(images) for _, images in blocks) + GAP
    columns: list[list[tuple[str, dict[tuple[str, str, int], QImage]]]] = [[] for _ in range(COLUMNS)]
    heights = [0] * COLUMNS
    for block in blocks:
        at = heights.index(min(heights))
        columns[at].append(block)
        heights[at] += _height(block[1])
    whole = QImage(COLUMNS * wide + GAP, max(heights) + GAP, QImage.Format.Format_RGB32)
    whole.fill(QColor("#C9CED6"))
    painter = QPainter(whole)
    font = QFont()
    font.setPixelSize(18)
    painter.setFont(font)
    for number, column in enumerate(columns):
        y = GAP
        for words, images in column:
            painter.drawText(GAP + number * wide, y + 18, words)
            _paint(painter, images, GAP + number * wide, y + LABEL)
            y += _height(images)
    painter.end()
    return whole


def _paint(painter: object, images: dict[tuple[str, str, int], QImage], left: int, top: int) -> None:
    for scale in SCALES:
        x = left
        for language in LANGUAGES:
            for theme in THEMES:
                image = images[theme, language, scale]
                image.setDevicePixelRatio(1.0)
                painter.drawImage(x, top, image)  # type: ignore[attr-defined]
                x += image.width() + GAP
        top += _tallest(images, scale) + GAP


def _width(images: dict[tuple[str, str, int], QImage]) -> int:
    return sum(image.width() + GAP for (_, _, scale), image in images.items() if scale == SCALES[0])


def _tallest(images: dict[tuple[str, str, int], QImage], scale: int) -> int:
    return max(image.height() for (_, _, at), image in images.items() if at == scale)


def _height(images: dict[tuple[str, str, int], QImage]) -> int:
    return LABEL + sum(_tallest(images, scale) + GAP for scale in SCALES) + GAP


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.contact_sheet")
    parser.add_argument("presets", nargs="*", metavar="PRESET")
    parser.add_argument("--out", type=Path, default=Path("out/contact-sheet.png"))
    arguments = parser.parse_args(words)
    wanted = dict.fromkeys(arguments.presets, ()) or USUAL
    for preset in wanted:
        presets.find(preset)
    blocks = []
    with tempfile.TemporaryDirectory() as folder:
        for preset, panels in wanted.items():
            for panel, images in tiles(trained(preset, Path(folder))).items():
                if not panels or panel in panels:
                    blocks.append((f"{preset} · {panel}", images))
    picture = sheet(blocks)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    if not picture.save(str(arguments.out)):
        raise RuntimeError(f"{arguments.out} could not be written")
    count = sum(len(images) for _, images in blocks)
    print(f"{arguments.out}: {len(blocks)} panels, {count} pictures, {picture.width()} × {picture.height()} pixels")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
