"""What a person can read that is not said by Qt: sentences in the source as templates, settings, and single words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from playground.architectures.rnn.worked import GATES
from playground.experiment import presets, registry
from playground.experiment.metrics import declared
from playground.experiment.training import TrainingSettings
from playground.foundation.errors import PlaygroundError
from playground.foundation.settings import Settings
from playground.probes.automatic.known import KINDS
from playground.tasks.idx_images import _FASHION
from playground.tasks.tones import _KINDS

ROOT = Path(__file__).resolve().parent.parent
SILENT = {"desktop", "cli", "languages", "corpora"}  # these speak through Qt, in English, or are what is learned
RAISING = {"desktop", "corpora"}
UNREAD = ("exports/script/", "blocks/script/", "/script.py", "exports/onnx_facts.py")  # what is written out
UNSAID = {  # calls whose words go to a log, a file, a pattern or a formula
    "getLogger", "warning", "error", "exception", "info", "debug", "compile", "Formula", "Thread", "simplefilter",
    "Formatter", "write", "summed", "TemporaryDirectory", "setting", "findall", "sub", "fullmatch", "execute", "_rows",
    "tr", "translate", "TypeError",
}  # fmt: skip
CODE = re.compile(
    r"\\|[\^@&]|_\{|SELECT|ORDER BY|DELETE|UPDATE|INSERT|PRAGMA|WHERE|AND name|mode=|%s|^<|^>|^\W*·|\{\}idx|/usr/"
    r"|TABLE|<span"
)
WORDS = re.compile(
    r"[A-Za-z]{2,}\W+\w|\w\W* [a-z]{2,}|[a-z]{3,}[.:…]( |$)|[{“}].* [a-z]{3,}|[a-z]{4,} \{|^\{\} [a-z]{4,}$"
)
CAPTIONS = {"Data", "ValueTarget", "SequenceInput", "LayerShape", "Line", "Row", "Grids", "Table", "products",
            "counted", "numbered"}  # fmt: skip
EXCEPT = {  # the names of pictures, of what is drawn and of what is written, which panels and files know by these words
    "neural-playground 1", "truth, answer, probability", "example, value", "the children read a small book at home",
    "test example, by truth", "test step", "made again", "from drawn codes", "linear AR", "temperature {}{}",
    ", top-k {}", ", top-p {}",
    "source time", "target time", "{} time", "{} key", "target query", "source key", "out channel", "in channel",
    "source words", "candidates {}", "truth {}", "block {}",
    "target words", "form {}", "time", "loss", "mse", "value", "mark", "sum", "22nd of September 1998",
    "{}{} of {} {}", "Python {} on {}", "Neural Playground", "FFmpeg, in imageio-ffmpeg",
    "MPS backend out of memory",  # by which torch alone tells it from other errors
}  # fmt: skip


def sentences() -> dict[str, list[str]]:
    """Section → the templates that it holds, each once, in the order of the source."""
    found: dict[str, list[str]] = {"settings": list(dict.fromkeys(_settings()))}
    known = set(found["settings"])
    for path in sorted((ROOT / "playground").rglob("*.py")):
        place = path.relative_to(ROOT / "playground")
        package = place.parts[0] if len(place.parts) > 1 else place.stem
        if package in SILENT - RAISING or any(part in f"/{place.as_posix()}" for part in UNREAD):
            continue
        tree: ast.AST = ast.parse(path.read_text(encoding="utf-8"))
        if package in RAISING and not place.stem.startswith("looking"):  # of these only the errors are said here
            tree = ast.Module([node for node in ast.walk(tree) if isinstance(node, ast.Raise)], [])
        for words in _said(tree):
            if words not in known and words not in EXCEPT:
                known.add(words)
                found.setdefault(package, []).append(words)
    found["words"] = sorted(names() - known)
    return found


@cache
def names() -> set[str]:
    """Names of layers, kinds of layers, axes and metrics, as the panels split and say them."""
    found = {
        "loss",
        "input",
        "target",
        "weight",
        "bias",
        "now",
        "architecture",
        "task",
        "channel",
        "query",
        "key",
        "candidate state",
        *(f"{gate} gate" for gates in GATES.values() for gate in gates if gate != "candidate"),
    }
    found |= {*_FASHION, *_KINDS, *KINDS, *(words for one in declared().values() for words in (one.title, one.unit))}
    for preset in presets.gallery():
        try:
            layers = preset.experiment.layers()
            task, seed = preset.experiment.task, preset.experiment.training.seed
            found |= {name for name in task.load(seed).scores if not name[0].isdigit()}  # the others are templates
        except PlaygroundError:
            continue  # its data is not on this machine
        for layer in (row for one in layers for row in (one, *one.parts)):
            found.add(layer.kind)
            found |= {_numbered(part) for part in re.findall(r"[a-z_]+(?:\.\d+)?", layer.name)}
    for path in (ROOT / "playground").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            if isinstance(node, ast.Assign) and "Tap(" in ast.unparse(node.value):
                found.add(ast.unparse(node.targets[0]).rpartition(".")[2].removesuffix("_tap").replace("_", " "))
            elif called in ("Tap", "View"):
                parts = [one.value for arg in node.args for one in ast.walk(arg) if isinstance(one, ast.Constant)]
                found |= {
                    words.rpartition(" ")[2] for part in parts if isinstance(part, str) for words in part.split(".")
                }
    return {word for word in found if re.search(r"[a-z]{3}", word) and not word.startswith("MLP, ")}


def _numbered(name: str) -> str:
    """``stages.0`` is said as ``stage 1``."""
    head, dot, number = name.replace("_", " ").partition(".")
    return f"{head.removesuffix('s')} {{}}" if dot and number else head


def _settings() -> Iterator[str]:
    """Titles, help, units and choices of every setting."""
    classes: list[type[Settings]] = [TrainingSettings]
    for role in ("architecture", "task"):
        for kind in registry.kinds(role):
            one = registry.settings_class(role, kind)
            yield str(one.title)  # type: ignore[attr-defined]
            classes.append(one)
    from playground.desktop.setup.form.rows import describe

    for one in classes:
        for row in describe(one):
            for inner in (row, *(describe(row.item) if row.item is not None else ())):
                yield from filter(_worth, (inner.title, inner.help, inner.unit, inner.special, inner.empty))
                yield from filter(_worth, (words for _, words in inner.choices))
            if row.item is not None:
                yield from ("{} {{}}".format(row.title.removesuffix("s")), row.title.removesuffix("s").lower())


def _worth(words: str) -> bool:
    """Not a name that is the same everywhere."""
    return bool(re.search(r"[A-Za-z]{2}", words)) and words not in {
        "CNN", "RNN", "LSTM", "GRU", "ReLU", "GELU", "tanh", "Adam", "AdamW", "SGD", "RMSprop", "float32",
        "Mackey-Glass", "px", "MB", "kB",
    }  # fmt: skip


def _said(tree: ast.AST) -> Iterator[str]:
    for node, call in _strings(tree, ""):
        words = _template(node)
        if words is None or call in UNSAID or CODE.search(words):
            continue
        literal = words.replace("{}", "").strip()
        if not re.search(r"[A-Za-z]{2}", literal):
            continue
        spoken = WORDS.search(words) and re.search(r"\w[.:,;]? \W?\w|\} \w|\w \{", words)
        if spoken or (call in CAPTIONS and re.fullmatch(r"[\w ,÷×-]+", literal)):
            yield words


def _strings(node: ast.AST, call: str) -> Iterator[tuple[ast.expr, str]]:
    """Every text that is no docstring, with the call that it stands in."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue
        if (isinstance(child, ast.JoinedStr | ast.BinOp) and _template(child) is not None) or (
            isinstance(child, ast.Constant) and isinstance(child.value, str)
        ):
            yield child, call
        elif isinstance(child, ast.Call):
            name = child.func.id if isinstance(child.func, ast.Name) else getattr(child.func, "attr", "")
            yield from _strings(child, name)
        else:
            yield from _strings(child, call)
        for inner in ast.walk(child) if isinstance(child, ast.JoinedStr) else ():
            if isinstance(inner, ast.FormattedValue):
                yield from _strings(inner, call)


def _template(node: ast.AST) -> str | None:
    """The text with ``{}`` for what is filled in; None where it is none."""
    match node:
        case ast.Constant(value=str(text)):
            return re.sub(r"\{\w*\}", "{}", text)
        case ast.JoinedStr(values=values):
            return "".join(str(v.value) if isinstance(v, ast.Constant) else "{}" for v in values)
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            one, other = _template(left), _template(right)
            return one + other if one is not None and other is not None else None
    return None
