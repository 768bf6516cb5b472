"""The words of the command line; nothing heavy is imported before a command is chosen."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import playground
from playground.cli.looking import arguments as looking
from playground.cli.many import arguments as many
from playground.cli.numbers import natural, positive, rate
from playground.cli.own import arguments as own

USAGE = "playground [PRESET | FILE.toml | FILE.run | FILE.zip | FOLDER] [--run]\n       playground COMMAND ..."
COMMANDS = ("presets", "check", "train", "runs", "export", "weights", "figures", "draw", "animate", "pack", "doctor",
            "model", "new", "data", "sweep", "queue", "open", "attribution",
            "step", "patch")  # fmt: skip


def parse(words: list[str]) -> argparse.Namespace:
    """The arguments, with ``command`` set to the function that carries them out."""
    first = next((word for word in words if not word.startswith("-")), "")
    if first in COMMANDS:
        return _commands().parse_args(words)
    if any(word in ("-h", "--help") for word in words):
        return _commands(help_only=True).parse_args(words)
    return _window().parse_args(words)


def _window() -> argparse.ArgumentParser:
    parser = _Parser(prog="playground", description="Open the window.", epilog="playground --help lists all commands.")
    _window_options(parser, "PRESET | FILE | FOLDER", "?")
    return parser


def _window_options(parser: argparse.ArgumentParser, metavar: str, count: str | None) -> None:
    parser.add_argument(
        "experiment", nargs=count, metavar=metavar,
        help="what to open: .toml, .run, .zip, .png, or the folder of a published model (GPT-2, BERT, ViT, ResNet)",
    )  # fmt: skip
    parser.add_argument("--run", action="store_true", help="start training at once")
    parser.set_defaults(command=_later("window", "open_window"))
    parser.add_argument("--version", action="version", version=f"playground {playground.__version__}")


def _commands(help_only: bool = False) -> argparse.ArgumentParser:
    parser = _Parser(
        prog="playground",
        description="A desktop playground for neural architectures. Without a command it opens the window.",
        usage=USAGE if help_only else None,
    )
    if help_only:
        parser.add_argument("--run", action="store_true", help="start training at once")
        parser.add_argument("--version", action="version", version=f"playground {playground.__version__}")
    commands = parser.add_subparsers(dest="name", metavar="COMMAND", title="commands")
    _presets(commands.add_parser("presets", help="list the presets"))
    _check(commands.add_parser("check", help="validate preset files"))
    _train(commands.add_parser("train", help="train a preset without a window"))
    _runs(commands.add_parser("runs", help="list the recordings of a folder"))
    _export(commands.add_parser("export", help="take weights, ONNX or code out of a recording"))
    _weights(commands.add_parser("weights", help="check that a file of weights fits an experiment"))
    _figures(commands.add_parser("figures", help="draw the panels of a recording as pictures"))
    _draw(commands.add_parser("draw", help="draw the network of a preset or a recording: SVG, PDF, PNG, TikZ"))
    _animate(commands.add_parser("animate", help="draw panels of a recording over its training as an animation"))
    _pack(commands.add_parser("pack", help="pictures, animation, weights, code, handout and recording in one ZIP file"))
    own.add_parsers(commands, _later)
    many.add_parsers(commands, _later)
    looking.add_parsers(commands, _later)
    opened = commands.add_parser("open", help="open the window on a published model, a preset or a recording")
    _window_options(opened, "FOLDER | PRESET | FILE", None)
    doctor = commands.add_parser("doctor", help="versions, devices, libraries, fonts, and what is missing")
    doctor.add_argument("--trace", action="store_true", help="list every architecture and task, and where it is from")
    doctor.add_argument("--bundle", action="store_true", help="what the folder holds that runs without Python")
    doctor.set_defaults(command=_later("doctor.checkup", "doctor"))
    return parser


def _presets(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON list")
    parser.set_defaults(command=_later("presets", "list_presets"))


def _check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.set_defaults(command=_later("presets", "check"))


def _train(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Train a preset, or go on with a recording: from its last checkpoint, bit for bit as if it had never been "
        "stopped. With --steps a recording is shortened or extended to a new total; a schedule is then stretched to "
        "that total from the resumed step on. With --device it goes on elsewhere, with other last bits."
    )
    parser.add_argument("experiment", nargs="?", metavar="PRESET | FILE.py",
                        help="a preset's name, a .toml file, a Python file with a model of your own, or pretrained "
                        "(with --set architecture.folder=FOLDER)")  # fmt: skip
    parser.add_argument("--resume", type=Path, metavar="FILE.run", help="go on with this recording")
    parser.add_argument("--data", type=Path, metavar="PATH", help="with --resume: where its data is now")
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", dest="assignments",
        help="change a setting, for example training.learning_rate=0.01",
    )  # fmt: skip
    parser.add_argument("--steps", type=positive, help="train so many steps; with --resume the new total")
    parser.add_argument("--seed", type=natural, help="another seed")
    parser.add_argument("--device", help="auto, cpu, cuda:N or mps")
    parser.add_argument("--out", type=Path, metavar="FILE.run", help="where to record")
    parser.add_argument(
        "--replay", type=Path, metavar="FILE.run",
        help="make the interventions of this recording again, each at its step",
    )  # fmt: skip
    parser.add_argument(
        "--weights", type=Path, metavar="FILE", help="start from a .safetensors, .pt, .pth or .ckpt file"
    )
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object on the last line")
    parser.add_argument("--until-closed", action="store_true", help=argparse.SUPPRESS)  # the standard input
    parser.set_defaults(command=_later("train", "train"))


def _runs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folder", nargs="?", type=Path, metavar="FOLDER", help="where to look (default: where new runs are recorded)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON list")
    parser.set_defaults(command=_later("runs", "list_runs"))


def _export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("recording", type=Path, metavar="FILE.run")
    parser.add_argument(
        "--to", type=Path, required=True, metavar="FILE.ENDING", dest="target",
        help="the ending decides: .safetensors, .pt, .onnx (an extra), .py or .ipynb",
    )  # fmt: skip
    parser.add_argument("--language", choices=("en", "zh"), default="en", help="of the comments in .py and .ipynb")
    parser.set_defaults(command=_later("export", "export"))


def _weights(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="a .safetensors, .pt, .pth or .ckpt file")
    parser.add_argument(
        "--of", required=True, metavar="PRESET", dest="experiment",
        help="a preset's name, a .toml or .run file, or - for an experiment in JSON on the standard input",
    )  # fmt: skip
    parser.set_defaults(command=_later("weights", "check"))


def _figures(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("recording", type=Path, metavar="FILE.run")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", dest="folder")
    parser.add_argument("--panel", action="append", default=[], metavar="NAME", dest="panels",
                        help="only this panel; 'window' for the leading ones together")  # fmt: skip
    parser.add_argument("--format", choices=("png", "svg", "pdf"), default="png")
    parser.add_argument("--scale", type=int, choices=(1, 2, 3, 4), default=2, help="of PNG (default 2)")
    parser.add_argument("--step", type=natural, help="the recorded step that they show (default: the last)")
    _drawing(parser)
    parser.set_defaults(command=_later("figures", "figures"))


def _draw(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="PRESET | FILE.run", help="a preset's name, a .toml file or a recording")
    parser.add_argument("--to", type=Path, required=True, metavar="FILE.ENDING", dest="target",
                        help="the ending decides: .svg, .pdf, .png or .tex (TikZ)")  # fmt: skip
    parser.add_argument("--scale", type=int, choices=(1, 2, 3, 4), default=2, help="of PNG (default 2)")
    parser.add_argument("--step", type=natural, help="the recorded step that is shown (default: the last)")
    _sizes(parser)
    _speaking(parser)
    parser.set_defaults(command=_later("draw", "draw"))


def _animate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("recording", type=Path, metavar="FILE.run")
    parser.add_argument("--to", type=Path, required=True, metavar="FILE.ENDING", dest="target",
                        help="the ending decides: .gif, .webp, .apng or .png, .mp4 (an extra)")  # fmt: skip
    parser.add_argument("--panel", action="append", default=[], metavar="NAME", dest="panels",
                        help="this panel, several times for several; without it the leading ones together")  # fmt: skip
    parser.add_argument("--fps", type=rate, default=10.0, dest="rate", help="recorded looks a second (default 10)")
    parser.add_argument("--from", type=natural, dest="first", metavar="STEP", help="begin at this step")
    parser.add_argument("--until", type=natural, dest="last", metavar="STEP", help="end at this step")
    parser.add_argument("--frames", type=positive, default=150, help="at most so many, evenly chosen (default 150)")
    parser.add_argument(
        "--walk",
        metavar="PICTURE[CELL]",
        help=(
            "instead: how one cell after the other of this picture is computed, such as stages.0.activation[1,2,3], "
            "at the step of --until"
        ),
    )
    parser.add_argument("--cells", type=positive, default=8, help="of a walk (default 8)")
    parser.add_argument("--scale", type=int, choices=(1, 2, 3, 4), default=1, help="default 1")
    parser.add_argument("--place", action="append", default=[], dest="places", help=argparse.SUPPRESS)
    parser.add_argument("--lines", action="store_true", help=argparse.SUPPRESS)
    _drawing(parser)
    parser.set_defaults(command=_later("animate", "animate"))


def _pack(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("recording", type=Path, metavar="FILE.run")
    parser.add_argument("--to", type=Path, required=True, metavar="FILE.zip", dest="target")
    parser.add_argument("--step", type=natural, help="the recorded step that the pictures show (default: the last)")
    parser.add_argument("--data", action="store_true", help="take the files along that it learned from")
    parser.add_argument("--lines", action="store_true", help=argparse.SUPPRESS)
    _showing(parser)
    _speaking(parser)
    parser.set_defaults(command=_later("pack", "pack"))


def _drawing(parser: argparse.ArgumentParser) -> None:
    """What all commands that draw panels can be told."""
    _sizes(parser)
    _showing(parser)
    _speaking(parser)


def _sizes(parser: argparse.ArgumentParser) -> None:
    help_text = "lecture: 16:9 with large type; paper: one column of 84 mm; paper-wide: both, 174 mm"
    parser.add_argument(
        "--size", choices=("screen", "lecture", "paper", "paper-wide"), default="screen", help=help_text
    )


def _showing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--show", action="append", default=[], metavar="PANEL=CHOICE", dest="shows",
                        help="a choice in the panel's header, such as feature-maps=stages.0.activation")  # fmt: skip


def _speaking(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--language", choices=("en", "zh"), default="en")


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, without the whole usage."""

    def error(self, message: str) -> None:  # type: ignore[override]
        said = message.removeprefix("argument ")
        said = said if said.startswith("-") else f"{said[:1].upper()}{said[1:]}"
        self.exit(2, f"{said}; '{self.prog} --help' lists what there is.\n")


def _later(module: str, function: str) -> Callable[[argparse.Namespace], int]:
    """A command whose module is imported when it is called."""

    def command(arguments: argparse.Namespace) -> int:
        status: int = getattr(import_module(f"playground.cli.{module}"), function)(arguments)
        return status

    return command
