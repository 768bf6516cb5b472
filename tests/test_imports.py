"""The layers of the design: contracts that hold, that are seen to fail when broken, and two run-time checks."""

import re
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
    ("training/trainer.py", "import playground.inspection.showing", "Layers: downward only"),
    ("inspection/vitals.py", "import playground.session.recording", "Layers: downward only"),
    (
        "architectures/cnn/settings.py",
        "import playground.architectures.cnn.module",
        "module > script > worked examples > formulas > settings",
    ),
    ("desktop/i18n/formatting.py", "import torch", "never reaches torch"),
    (
        "desktop/i18n/formatting.py",
        "import playground.session.control, playground.training.trainer",
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
    ("architectures/second/__init__.py", "import playground.architectures.cnn.settings", "Architectures do not know"),
    ("surprise.py", "", "Layers: downward only"),
]


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Contract → what is said against a copy in which all of them are broken, on one line."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(ROOT / "playground", folder / "playground", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    for file, line, _ in BREAKS:
        path = folder / "playground" / file
        path.parent.mkdir(exist_ok=True)
        before = path.read_text(encoding="utf-8") if path.exists() else '"""A module nobody planned."""\n'
        path.write_text(f"{before}\n{line}\n", encoding="utf-8")
    done = lint(folder)
    assert done.returncode == 1
    names = re.findall(r"^(.+) BROKEN", done.stdout, re.MULTILINE)
    told = done.stdout.partition("Broken contracts")[2]
    starts = [told.index(f"\n{name}\n") for name in names]
    return {
        name: " ".join(told[start:end].split())
        for name, start, end in zip(names, starts, [*starts[1:], len(told)], strict=True)
    }


def test_that_every_broken_contract_is_caught_at_the_very_import(broken: dict[str, str]) -> None:
    missed = []
    for file, line, contract in BREAKS:
        module = "playground." + file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        (found,) = [name for name in broken if contract in name]
        target = line.rpartition(" ")[2]
        target = target if target.startswith("playground") else target.partition(".")[0]  # of others, the package
        wrong = f"{module} -> {target} " if line else f"- {module} "
        if wrong not in broken[found]:
            missed.append((wrong, contract))
    assert missed == []


IMPORT_ALL = """
import pkgutil, sys, importlib
packages, foreign = (words.split(",") for words in sys.argv[1:])
found, names = {}, list(packages)
for name in names:
    module = importlib.import_module(name)
    names += [f"{name}.{m.name}" for m in pkgutil.iter_modules(getattr(module, "__path__", [])) if m.name != "__main__"]
    for other in foreign:
        if other in sys.modules:
            found.setdefault(other, name)
print(found)
"""
QT = ("PySide6", "pyqtgraph", "shiboken6")


@pytest.mark.parametrize(
    ("packages", "foreign"),
    [
        (("playground.desktop",), ("torch",)),
        (("playground.engine", "playground.session", "playground.training"), QT),
        (("playground.app", "playground.runs", "playground.sweeps", "playground.cli.many", "playground.tasks"),
         ("torch", *QT)),
        (("playground.cli.arguments",), ("torch", "numpy", "pydantic", *QT)),
    ],
    ids=lambda names: names[0],
)  # fmt: skip
def test_that_importing_all_of_a_side_loads_nothing_of_the_other(
    packages: tuple[str, ...], foreign: tuple[str, ...]
) -> None:
    command = [sys.executable, "-c", IMPORT_ALL, ",".join(packages), ",".join(foreign)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "{}", "foreign, and the first module with which it is loaded"
