"""House rules that a machine can check: style, types, and what no file of ours may contain."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

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


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_that_a_file_keeps_the_rules(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree) or path.name == "__main__.py", "a module opens with one sentence on what it is"
    for call in calls(tree):
        name = name_of(call)
        assert name not in {"eval", "exec"} and not name.endswith("processEvents"), name
        assert name not in {"pickle.load", "pickle.loads", "numpy.load", "np.load", "joblib.load"}, name
        if name in {"torch.load", "torch.save"}:
            assert path.name == "state_dict.py", f"one file reads and writes what may hold pickles, not {path}"
            assert name == "torch.save" or "weights_only=True" in ast.unparse(call), "never another way"
        if name in {"self.tr", "window.tr", "tr", "QCoreApplication.translate"}:
            words = call.args[-1]
            assert isinstance(words, ast.Constant), f"only literals can be translated: {ast.unparse(call)}"
        for keyword in call.keywords:
            assert keyword.arg != "allow_pickle", name
            assert keyword.arg != "weights_only" or ast.unparse(keyword.value) == "True", name
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert not imported & {"pickle", "shelve", "marshal"}


def test_that_the_top_level_holds_only_what_the_owner_fixed() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    allowed = {"pyproject.toml", "README.md", "playground", "resources", "tests", "presets", "LICENSE", "Makefile"}
    allowed |= {"README.zh.md", "constraints.txt", "CONTRIBUTING.md", "CHANGELOG.md"}
    assert {name.split("/")[0] for name in listed if not name.startswith(".")} <= allowed
