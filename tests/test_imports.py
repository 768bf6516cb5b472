"""The layers of the design: contracts that hold, that are seen to fail when broken, and two run-time checks."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    code = (
        "import sys; sys.path.insert(0, ''); from importlinter.cli import lint_imports_command; lint_imports_command()"
    )
    return subprocess.run(
        [sys.executable, "-c", code, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


def test_that_every_contract_holds() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


BREAKS = [
    ("experiment/measures.py", "import playground.tasks.digits", "Layers: downward only"),
    ("tasks/digits.py", "import playground.training.trainer", "Layers: downward only"),
    ("protocol/events.py", "import playground.runs.reader", "Layers: downward only"),
    ("engine/server.py", "import playground.desktop.style.theme", "Layers: downward only"),
    ("probes/tap.py", "import playground.architectures.cnn.module", "Layers: downward only"),
    (
        "architectures/cnn/settings.py",
        "import playground.architectures.cnn.module",
        "module > script > worked examples > formulas > settings",
    ),
    ("desktop/i18n/formatting.py", "import torch", "never reaches torch"),
    (
        "desktop/i18n/formatting.py",
        "import playground.training.control, playground.training.trainer",
        "never reaches torch",
    ),
    ("runs/schedule.py", "import torch", "never reaches torch"),
    ("engine/client.py", "import playground.training.trainer", "never reaches torch"),
    ("architectures/cnn/formulas.py", "import torch", "never reaches torch"),
    ("training/batches.py", "import pyqtgraph", "Only the desktop reaches Qt"),
    ("exports/weights.py", "import PySide6.QtCore", "Only the desktop reaches Qt"),
    ("desktop/i18n/formatting.py", "import playground.engine.client", "The window never sees the engine"),
    ("tasks/digits.py", "import playground.tasks.idx_images", "Tasks do not know each other"),
    ("desktop/panels/loss.py", "import playground.desktop.panels.kernels", "Panels do not know each other"),
    ("desktop/style/theme.py", "import playground.desktop.panels.loss", "The desktop's layers"),
    ("desktop/surprise.py", "", "The desktop's layers"),
    ("surprise.py", "", "Layers: downward only"),
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(ROOT / "playground", folder / "playground", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


@pytest.mark.parametrize(("file", "line", "contract"), BREAKS)
def test_that_a_broken_contract_is_caught(copy: Path, file: str, line: str, contract: str) -> None:
    path = copy / "playground" / file
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.write_text((before or '"""A module nobody planned."""\n') + f"\n{line}\n", encoding="utf-8")
    try:
        done = lint(copy)
    finally:
        path.write_text(before, encoding="utf-8") if before is not None else path.unlink()
    broken = [line for line in done.stdout.splitlines() if "BROKEN" in line]
    assert done.returncode == 1 and any(contract in line for line in broken), done.stdout[-2000:]


def test_that_architectures_do_not_know_each_other(copy: Path) -> None:
    """There is one architecture so far; a second one that looks at the first is caught all the same."""
    second = copy / "playground" / "architectures" / "second"
    second.mkdir()
    (second / "__init__.py").write_text('"""Second."""\nimport playground.architectures.cnn.settings\n')
    try:
        done = lint(copy)
    finally:
        shutil.rmtree(second)
    assert any("Architectures do not know each other BROKEN" in line for line in done.stdout.splitlines())


IMPORT_ALL = """
import pkgutil, sys, importlib
names = [sys.argv[1]]
for name in names:
    module = importlib.import_module(name)
    names += [f"{name}.{m.name}" for m in pkgutil.iter_modules(getattr(module, "__path__", [])) if m.name != "__main__"]
print([name for name in sys.argv[2:] if name in sys.modules])
"""


@pytest.mark.parametrize(
    ("package", "foreign"),
    [
        ("playground.desktop", ("torch",)),
        ("playground.app", ("torch", "PySide6")),
        ("playground.engine", ("PySide6", "pyqtgraph", "shiboken6")),
        ("playground.training", ("PySide6", "pyqtgraph")),
        ("playground.runs", ("torch", "PySide6")),
        ("playground.tasks", ("torch", "PySide6")),
        ("playground.cli.arguments", ("torch", "PySide6", "numpy", "pydantic")),
    ],
)
def test_that_importing_all_of_a_side_loads_nothing_of_the_other(package: str, foreign: tuple[str, ...]) -> None:
    command = [sys.executable, "-c", IMPORT_ALL, package, *foreign]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
