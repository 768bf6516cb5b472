"""Queue editing: verbs of a program on a queue file, which leave what a person has written in it as it stands."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from playground.experiment import presets
from playground.foundation.atomic import save_bytes
from playground.foundation.errors import PlaygroundError
from playground.sweeps.planned import plain
from playground.sweeps.queue_file import NAME, QueueFile
from playground.sweeps.working import Verb

_HEADING = re.compile(r"^[ \t]*\[\[[ \t]*run[ \t]*\]\][ \t]*(#.*)?$", re.MULTILINE)
_STATE = re.compile(r"^[ \t]*state[ \t]*=.*$", re.MULTILINE)
_HOLD = re.compile(r"^[ \t]*hold[ \t]*=.*\n?", re.MULTILINE)


@dataclass(frozen=True)
class QueueText:
    """A queue file, cut at its ``[[run]]`` headings; each change gives another one.

    Attributes:
        head: what stands before the first run.
        runs: the text of each, with its heading.
    """

    head: str = ""
    runs: tuple[str, ...] = ()

    @classmethod
    def read(cls, folder: Path) -> QueueText:
        """That of a folder; an empty one where it has none. Raises PlaygroundError for one that cannot be edited so."""
        path = folder / NAME
        try:
            raw = path.read_bytes()[: presets.MAX_BYTES + 1]
        except FileNotFoundError:
            return cls()
        except OSError as error:
            raise PlaygroundError(f"{path}: cannot be read ({error.strerror}); check the name.") from None
        QueueFile(folder)  # what makes no sense is told, not changed
        return cls.of(raw.decode("utf-8-sig").replace("\r\n", "\n"), str(path))

    @classmethod
    def of(cls, text: str, source: str) -> QueueText:
        """Raises PlaygroundError where its runs are written in another way than under headings."""
        starts = [match.start() for match in _HEADING.finditer(text)]
        found = tomllib.loads(text).get("run", [])
        if len(starts) != len(found):
            raise PlaygroundError(f"{source}: is written in a way that only an editor can change; change it there.")
        ends = [*starts[1:], len(text)][: len(starts)]
        runs = tuple(_ended(text[start:end]) for start, end in zip(starts, ends, strict=True))
        return cls(_ended(text[: starts[0]]) if starts else _ended(text), runs)

    def write(self, folder: Path) -> None:
        """Put it in place of what is there, once it is seen to make sense. Raises PlaygroundError."""
        text = self.head + "".join(self.runs)
        QueueFile(folder, text.encode())
        QueueText.of(text, str(folder / NAME))
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise PlaygroundError(f"{folder}: cannot be made ({error.strerror}); choose another folder.") from None
        save_bytes(folder / NAME, text.encode())

    def told(self, verb: Verb) -> QueueText:
        """With this asked for."""
        line = f"state = {json.dumps(verb.value)}"
        if _STATE.search(self.head):
            return replace(self, head=_STATE.sub(line, self.head, count=1))
        return replace(self, head=f"{line}\n{self.head}")

    def moved(self, at: int, to: int) -> QueueText:
        """With one run at another place."""
        runs = list(self.runs)
        runs.insert(max(0, min(to, len(runs) - 1)), runs.pop(at))
        return replace(self, runs=tuple(runs))

    def without(self, at: int) -> QueueText:
        """With one run fewer; its recording stays."""
        return replace(self, runs=self.runs[:at] + self.runs[at + 1 :])

    def inserted(self, at: int, preset: str, changes: Mapping[str, Any], name: str = "") -> QueueText:
        """With one run more."""
        lines = ["[[run]]", f"preset = {json.dumps(preset, ensure_ascii=False)}"]
        if changes:
            lines.append(f"set = {plain(changes)}")
        if name:
            lines.append(f"name = {json.dumps(name, ensure_ascii=False)}")
        block = "\n".join(lines) + "\n\n"
        return replace(self, runs=(*self.runs[:at], block, *self.runs[at:]))

    def duplicated(self, at: int, changes: Mapping[str, Any], name: str) -> QueueText:
        """With one run once more behind itself, some of its settings changed, under another name."""
        entry = tomllib.loads(self.runs[at])["run"][0]
        return self.inserted(at + 1, str(entry["preset"]), {**entry.get("set", {}), **changes}, name)

    def held(self, at: int, hold: bool) -> QueueText:
        """With one run that is not begun, or may be begun again."""
        heading, _, rest = _HOLD.sub("", self.runs[at]).partition("\n")
        block = f"{heading}\nhold = true\n{rest}" if hold else f"{heading}\n{rest}"
        return replace(self, runs=(*self.runs[:at], block, *self.runs[at + 1 :]))


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"
