"""Light and dark: the colour tokens, the Qt palette and the one style sheet of the window."""

from __future__ import annotations

from dataclasses import dataclass
from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from playground.desktop.style import type_size
from playground.foundation.places import shipped


@dataclass(frozen=True)
class Theme:
    """Colours as ``#RRGGBB``; see the names for their use."""

    name: str
    ground: str
    panel: str
    text: str
    second: str
    line: str
    accent: str
    on_accent: str
    selection: str
    hover: str
    train: str
    test: str
    validation: str
    baseline: str
    highlight: str
    error: str
    good: str

    def color(self, token: str) -> QColor:
        """A token as a QColor."""
        return QColor(getattr(self, token))


LIGHT = Theme(
    name="light",
    ground="#F4F5F7",
    panel="#FFFFFF",
    text="#1B1F24",
    second="#5B6470",
    line="#E1E4E8",
    accent="#2F64D6",
    on_accent="#FFFFFF",
    selection="#E8EEFB",
    hover="#F0F2F5",
    train="#0072B2",
    test="#D55E00",
    validation="#007A5A",
    baseline="#8A929C",
    highlight="#D55E00",
    error="#B3261E",
    good="#00704A",
)
DARK = Theme(
    name="dark",
    ground="#14171A",
    panel="#1C2024",
    text="#E8EAED",
    second="#9AA3AD",
    line="#2C3238",
    accent="#7AA2F7",
    on_accent="#0B1220",
    selection="#263048",
    hover="#252A30",
    train="#56B4E9",
    test="#E69F00",
    validation="#3FC79A",
    baseline="#7B8590",
    highlight="#E69F00",
    error="#F2B8B5",
    good="#5CCB9F",
)
THEMES = {theme.name: theme for theme in (LIGHT, DARK)}

STAGE_ZOOM = 1.6  # in a lecture hall all pictures are drawn so much larger: type of 19 px, curves of 4 px

FAMILIES = ["Inter", "Segoe UI", "SF Pro Text", "Noto Sans", "DejaVu Sans", "Noto Sans CJK SC", "Microsoft YaHei"]


def application() -> QApplication:
    """The one that runs."""
    found = QApplication.instance()
    assert isinstance(found, QApplication)
    return found


def prepare(app: QApplication) -> None:
    """Fusion style and the font of the whole application; before any widget is made, for those that are keep theirs."""
    if not app.styleSheet() and app.style().name() != "fusion":  # under a sheet of ours it is, and has no name
        app.setStyle("Fusion")
    font = QFont()
    font.setFamilies(FAMILIES)
    font.setPixelSize(round(type_size.USUAL * type_size.share()))
    app.setFont(font)


def wished(name: str) -> Theme:
    """The theme of that name, or the one that the system has: light or dark."""
    dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return THEMES.get(name, DARK if dark else LIGHT)


def apply(app: QApplication, theme: Theme) -> None:
    """Give the whole application the colours of a theme, and the type size of now: palette and style sheet."""
    app.setPalette(palette(theme))
    type_size.set_font(app)
    sheet = style_sheet(theme)
    if app.styleSheet() != sheet:  # setting it polishes every widget there is once more
        app.setStyleSheet(sheet)


def palette(theme: Theme) -> QPalette:
    """The Qt palette of a theme."""
    result = QPalette()
    role = QPalette.ColorRole
    for target, token in (
        (role.Window, "ground"),
        (role.Base, "panel"),
        (role.AlternateBase, "hover"),
        (role.Button, "panel"),
        (role.ToolTipBase, "panel"),
        (role.WindowText, "text"),
        (role.Text, "text"),
        (role.ButtonText, "text"),
        (role.ToolTipText, "text"),
        (role.PlaceholderText, "second"),
        (role.Highlight, "accent"),
        (role.HighlightedText, "on_accent"),
        (role.Link, "accent"),
        (role.Mid, "line"),
        (role.Light, "panel"),
        (role.Dark, "line"),
        (role.Midlight, "line"),
        (role.Shadow, "line"),
    ):
        result.setColor(target, theme.color(token))
    for target in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, target, theme.color("baseline"))
    return result


def style_sheet(theme: Theme) -> str:
    """The style sheet in ``resources/style.qss`` with this theme's colours filled in."""
    template = Template((shipped("resources") / "style.qss").read_text(encoding="utf-8"))
    icons = (shipped("resources") / "icons").as_posix()
    return type_size.scaled(template.substitute(vars(theme), icons=icons))


def tabular(font: QFont) -> QFont:
    """The font with figures of equal width, so that numbers do not jump."""
    result = QFont(font)
    result.setFeature(QFont.Tag("tnum"), 1)
    result.setStyleHint(QFont.StyleHint.SansSerif)
    return result
