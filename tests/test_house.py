"""House rules that a machine can check: style, types, and what no file of ours may contain."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.early

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted((ROOT / "playground").rglob("*.py"))


@pytest.mark.parametrize("words", [("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",)])
def test_that_the_linters_have_nothing_to_say(words: tuple[str, ...]) -> None:
    done = subprocess.run([sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def calls(tree: ast.AST) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def name_of(call: ast.Call) -> str:
    return ast.unparse(call.func)


LOADERS = {"pickle.load", "pickle.loads", "numpy.load", "np.load", "joblib.load"}


def broken_rules(path: Path, source: str) -> Iterator[str]:
    """What a file does that none of ours may do."""
    tree = ast.parse(source)
    if not ast.get_docstring(tree) and path.name != "__main__.py":
        yield "a module opens with one sentence on what it is"
    for call in calls(tree):
        name = name_of(call)
        if name in {"eval", "exec"} | LOADERS or name.endswith("processEvents"):
            yield f"{name} is not called"
        if name in {"torch.load", "torch.save"} and path.name != "state_dict.py":
            yield "one file reads and writes what may hold pickles, state_dict.py"
        if name == "torch.load" and "weights_only=True" not in ast.unparse(call):
            yield "weights are loaded in no other way than as weights only"
        translated = name in {"self.tr", "window.tr", "tr", "QCoreApplication.translate"}
        if translated and not isinstance(call.args[-1], ast.Constant):
            yield f"only literals can be translated: {ast.unparse(call)}"
        for keyword in call.keywords:
            if keyword.arg == "allow_pickle" or (
                keyword.arg == "weights_only" and ast.unparse(keyword.value) != "True"
            ):
                yield f"{name} may load pickles"
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (
                f"{one.name} is not imported" for one in node.names if one.name in {"pickle", "shelve", "marshal"}
            )


def test_that_every_file_keeps_the_rules() -> None:
    found = {str(path.relative_to(ROOT)): list(broken_rules(path, path.read_text(encoding="utf-8"))) for path in FILES}
    assert len(FILES) > 300 and {path: rules for path, rules in found.items() if rules} == {}


@pytest.mark.parametrize(
    "line",
    ["eval('1')", "app.processEvents()", "np.load(path)", "torch.load(path, weights_only=True)", "self.tr(f'{x}')",
     "load(path, allow_pickle=False)", "load(path, weights_only=False)", "import pickle"],
)  # fmt: skip
def test_that_a_file_that_breaks_a_rule_is_noticed(line: str) -> None:
    assert list(broken_rules(Path("some.py"), f'"""Some."""\n{line}\n'))
    assert list(broken_rules(Path("some.py"), "x = 1")) and not list(broken_rules(Path("some.py"), '"""Some."""'))
    assert list(broken_rules(Path("state_dict.py"), '"""S."""\ntorch.load(path)'))


SEARCHES = {"startswith", "endswith", "find", "index", "count", "search", "match", "fullmatch", "findall", "split"}


def decided_by_words(handler: ast.ExceptHandler) -> list[str]:
    """What a handler decides by what an error says, rather than by its kind or its number."""

    def speaks(node: ast.AST) -> bool:
        return any(
            (isinstance(part, ast.Name) and part.id in spoken)
            or (isinstance(part, ast.Attribute) and part.attr in {"args", "__name__"} and heard(part.value))
            or (isinstance(part, ast.Call) and name_of(part) in {"str", "repr"} and any(map(heard, part.args)))
            or (isinstance(part, ast.FormattedValue) and heard(part.value))
            for part in ast.walk(node)
        )

    def heard(node: ast.AST) -> bool:
        return any(isinstance(part, ast.Name) and part.id == handler.name for part in ast.walk(node))

    spoken: set[str] = set()
    for node in ast.walk(handler):
        if isinstance(node, ast.Assign) and speaks(node.value):
            spoken |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    found = []
    for node in ast.walk(handler):
        compared = isinstance(node, ast.Compare) and any(map(speaks, [node.left, *node.comparators]))
        searched = (
            isinstance(node, ast.Call) and name_of(node).rpartition(".")[2] in SEARCHES
            and any(map(speaks, [node.func, *node.args]))
        )  # fmt: skip
        if compared or searched:
            found.append(ast.unparse(node))
    return found


def test_that_no_error_is_told_apart_by_its_words() -> None:
    found = {
        str(path.relative_to(ROOT)): words
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler) and node.name and (words := decided_by_words(node))
    }
    assert not found, "use sqlite_errorcode, errno, winerror, or an error class of its own"


@pytest.mark.parametrize(
    "line",
    ["if 'locked' in str(error): pass", "text = f'{error}'; x = text.startswith('no')", "x = 'disk' in error.args[0]",
     "if type(error).__name__ == 'UnpicklingError': pass", "words = str(error)\n    re.search('full', words)"],
)  # fmt: skip
def test_that_telling_errors_apart_by_words_is_noticed(line: str) -> None:
    tree = ast.parse(f"try:\n    pass\nexcept OSError as error:\n    {line}\n")
    assert [1 for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler) and decided_by_words(node)]


def test_that_the_top_level_holds_only_what_the_owner_fixed() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    allowed = {"pyproject.toml", "README.md", "playground", "resources", "tests", "presets", "LICENSE", "Makefile"}
    allowed |= {"README.zh.md", "constraints.txt", "CONTRIBUTING.md", "CHANGELOG.md"}
    assert {name.split("/")[0] for name in listed if not name.startswith(".")} <= allowed


@pytest.mark.parametrize("page", ["README.md", "README.zh.md", "CONTRIBUTING.md"])
def test_that_every_file_that_a_page_names_is_there(page: str) -> None:
    words = (ROOT / page).read_text(encoding="utf-8")
    named = set(re.findall(r"(?<![\w+./-])[\w-]+(?:/[\w-]+)*/[\w-]+\.(?:py|md|png)", words))
    there = [
        f"/{path.relative_to(ROOT).as_posix()}" for top in ("playground", "tests", "resources") for path in files(top)
    ]
    assert named and not [name for name in named if not any(path.endswith(f"/{name}") for path in there)]


def files(top: str) -> list[Path]:
    return [path for path in (ROOT / top).rglob("*") if path.suffix in (".py", ".md", ".png")]


def modules() -> dict[str, Path]:
    """Dotted names of everything in the package."""
    found = {}
    for path in FILES:
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports() -> dict[str, set[str]]:
    """Module → modules of ours that it names in an import, those for type checking and inside functions, too."""
    known, edges = modules(), {}
    for name, path in known.items():
        seen = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                full = {f"{node.module}.{alias.name}" for alias in node.names}
                seen |= {one if one in known else node.module for one in full}
            elif isinstance(node, ast.Import):
                seen |= {alias.name for alias in node.names}
        edges[name] = seen & set(known) - {name}
    return edges


def circles(edges: dict[str, set[str]]) -> list[str]:
    """Modules that reach themselves."""
    rest = {name: set(seen) for name, seen in edges.items()}
    while ends := {name for name, seen in rest.items() if not seen & rest.keys()}:
        rest = {name: seen for name, seen in rest.items() if name not in ends}
    while begins := rest.keys() - {other for seen in rest.values() for other in seen}:
        rest = {name: seen for name, seen in rest.items() if name not in begins}
    return sorted(rest)


def test_that_no_module_reaches_itself_not_even_for_its_types() -> None:
    assert circles(imports()) == []
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}) == ["b", "c"]


def test_that_no_class_name_stands_twice() -> None:
    names: dict[str, list[str]] = {}
    for path in FILES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                names.setdefault(node.name, []).append(path.name)
    assert {name: where for name, where in names.items() if len(where) > 1} == {}


LISTS = {"playground/tasks", "playground/desktop/panels"}  # of like things, one file each


def test_that_no_folder_is_crowded() -> None:
    for folder in sorted({path.parent for path in FILES}):
        name = str(folder.relative_to(ROOT))
        if name not in LISTS:
            assert len(list(folder.glob("*.py"))) <= 20, name


def test_that_a_file_is_read_at_a_glance() -> None:
    for path in FILES:
        name = str(path.relative_to(ROOT))
        lines = path.read_text(encoding="utf-8").count("\n")
        assert lines <= 250, f"{name} has {lines} lines; give a part of it a file of its own"


def test_that_a_function_is_read_at_a_glance() -> None:
    long = []
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body  # not the signature, nor what is said
                lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
                if lines > 40:
                    long.append(f"{path.name}: {node.name}")
    assert long == []


def test_that_no_two_test_modules_have_one_name() -> None:
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))
