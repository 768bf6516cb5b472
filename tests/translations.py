"""``make translations``: collects what is to be translated, releases what is, and lists what is not.

Qt's words go through ``lupdate`` and ``lrelease`` (``playground_zh_CN.ts`` and ``.qm``), all other sentences through
``sentences.zh_CN.toml``.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from playground.foundation.places import shipped
from tests import sentences

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("zh_CN",)


def tool(name: str, *words: str) -> None:
    """Run one of Qt's own programs, which PySide6 brings. Raises RuntimeError with what it said."""
    program = Path(sys.executable).parent / f"pyside6-{name}"
    done = subprocess.run([str(program), *words], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{name}: {done.stdout}{done.stderr}")


def folder() -> Path:
    return shipped("resources") / "translations"


def update(language: str, target: Path) -> None:
    """Collect Qt's words from the source into a .ts file; what is translated in it stays, what is gone goes."""
    sources = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "playground" / "desktop").rglob("*.py"))
    tool("lupdate", *sources, "playground/app.py", "-locations", "none", "-no-obsolete", "-sort-messages",
         "-source-language", "en", "-target-language", language, "-ts", str(target))  # fmt: skip


def release(source: Path, target: Path) -> None:
    """The .qm that Qt reads."""
    tool("lrelease", str(source), "-qm", str(target))


def unfinished(path: Path) -> list[str]:
    """What of a .ts file is not translated, as ``context: source``."""
    found = []
    for context in ElementTree.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is None or not translation.text or translation.get("type"):
                found.append(f"{context.findtext('name')}: {message.findtext('source')}")
    return found


def merged(known: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """The sentences of the source, with the translations that there are; what the source no longer says is dropped."""
    said = {source: target for table in known.values() for source, target in table.items()}
    return {
        section: {words: said.get(words, "") for words in listed} for section, listed in sentences.sentences().items()
    }


def written(tables: dict[str, dict[str, str]]) -> str:
    """As TOML, in the order of the source."""
    parts = ["# English = translation. Kept in order by `make translations`; {} stands for what is filled in.\n"]
    for section, table in tables.items():
        parts.append(f"\n[{section}]\n")
        parts += [f"{_quoted(source)} = {_quoted(target)}\n" for source, target in table.items()]
    return "".join(parts)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def main() -> int:
    """0 when everything is translated, 1 when something is not."""
    missing = []
    for language in LANGUAGES:
        source = folder() / f"playground_{language}.ts"
        update(language, source)
        release(source, source.with_suffix(".qm"))
        path = folder() / f"sentences.{language}.toml"
        known = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        tables = merged(known)
        path.write_text(written(tables), encoding="utf-8")
        missing += [f"{source.name}: {words}" for words in unfinished(source)]
        missing += [
            f"{path.name}: {words}" for table in tables.values() for words, target in table.items() if not target
        ]
    print("\n".join([*missing, f"{len(missing)} to be translated" if missing else "All is translated."]))
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
