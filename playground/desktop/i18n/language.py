"""Language: which one the window speaks, its translators, and the menu in which another is chosen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator, Signal
from PySide6.QtGui import QAction, QActionGroup, QFontDatabase
from PySide6.QtWidgets import QMenu, QWidget

from playground.foundation.places import shipped
from playground.languages import spoken
from playground.languages.catalogue import Catalogue

LANGUAGES = {spoken.ENGLISH: "English", "zh_CN": "简体中文"}  # each named in itself, whatever is spoken
NO_FONT = (
    "No font with Chinese characters is installed: Chinese texts show as boxes. Install one, on Debian the package "
    "fonts-noto-cjk. 没有安装含中文字符的字体，中文会显示为方框。请安装一种中文字体，"
    "例如 Debian 的软件包 fonts-noto-cjk。"
)
_installed: list[QTranslator] = []


def of_system() -> str:
    """The first language of the system that is spoken here; English when there is none."""
    for name in QLocale.system().uiLanguages():
        known = next((code for code in LANGUAGES if code.split("_")[0] == name.replace("-", "_").split("_")[0]), None)
        if known is not None:
            return known
    return spoken.ENGLISH


def wished(code: str) -> str:
    """The language that was chosen, or that of the system when none was, or one that is not spoken here."""
    return code if code in LANGUAGES else of_system()


def translation(kind: str, language: str) -> Path:
    """A file of ``resources/translations``: ``playground_zh_CN.qm``, ``sentences.zh_CN.toml``."""
    folder = shipped("resources") / "translations"
    return folder / (f"sentences.{language}.toml" if kind == "sentences" else f"playground_{language}.{kind}")


def speak(language: str) -> None:
    """Say everything that is said from now on in this language; what is on the screen stays as it is."""
    for translator in _installed:
        QCoreApplication.removeTranslator(translator)
    _installed.clear()
    if language == spoken.ENGLISH:
        spoken.speak(language, None)
        return
    qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for path in (f"{qt}/qtbase_{language}.qm", str(translation("qm", language))):
        translator = QTranslator()
        if translator.load(path):
            QCoreApplication.installTranslator(translator)
            _installed.append(translator)
    spoken.speak(language, Catalogue.load(translation("sentences", language)))


def missing_in_qt() -> tuple[str, ...]:
    """Labels of Qt's own dialogs that its translations lack; ours hold them, and Qt finds them there."""
    return (
        QCoreApplication.translate("QFileDialog", "&Look in:"),
        QCoreApplication.translate("QFileDialog", "Files of &type:"),
        QCoreApplication.translate("QAbstractFileIconProvider", "Drive"),
        QCoreApplication.translate("QAbstractFileIconProvider", "File Folder", "Match Windows Explorer"),
        QCoreApplication.translate("QAbstractFileIconProvider", "Folder", "All other platforms"),
        QCoreApplication.translate("QAbstractFileIconProvider", "Alias", "macOS Finder"),
        QCoreApplication.translate("QAbstractFileIconProvider", "Shortcut", "All other platforms"),
        QCoreApplication.translate("QAbstractFileIconProvider", "Unknown"),
    )


def readable() -> bool:
    """Whether a font that is installed has the characters of the language that is spoken."""
    chinese = QFontDatabase.WritingSystem.SimplifiedChinese
    return spoken.language() != "zh_CN" or bool(QFontDatabase.families(chinese))


class LanguageMenu(QMenu):
    """Says ``chosen(code)``. The languages' names are never translated."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Language"))
        group = QActionGroup(self)
        for code, name in LANGUAGES.items():
            action = QAction(name, self)
            action.setCheckable(True)
            action.setData(code)
            action.setChecked(code == spoken.language())
            action.triggered.connect(lambda checked=False, code=code: self.chosen.emit(code))
            group.addAction(action)
            self.addAction(action)
