"""Published: a drawn GPT-2 of 124 million parameters from its folder: until when it is seen, and in which memory."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from tests import published_folders as published

SIZES = {"n_embd": 768, "n_layer": 12, "n_head": 12, "n_positions": 1024, "vocab_size": 50_257, "n_inner": 3072}
WANTED = {"open": 3.0, "first look": 2.0, "prompt of 32 tokens": 1.0, "memory GB": 3.0}

SCRIPT = """
import json, resource, sys, time
import torch  # as the engine has it loaded when a folder is opened
from playground.inspection.choosing import choose
from playground.inspection.explaining import Explaining
from playground.inspection.showing import Showing
from playground.protocol.commands import Choose
from playground.training.trainer import Trainer
from playground.worked.example import Question
def clocks():
    return time.perf_counter(), time.process_time()
found, begun = {}, clocks()
def lap(name):
    global begun
    now = clocks()
    found[name], begun = [round(end - start, 2) for start, end in zip(begun, now)], now
from playground.architectures.pretrained.starting import starting
experiment = starting(sys.argv[1]).changed({"training.threads": int(sys.argv[3])})
trainer = Trainer(experiment, experiment.task.load(1))
lap("open")
showing = Showing(trainer)
showing.pictures()
mosaic = {f"blocks.{index}.attention.weights" for index in range(12)}
showing.snapshots({"prediction", "candidates", *mosaic}, all_views=True)
lap("first look")
specimen = experiment.task.specimen_from(sys.argv[2])
assert specimen.inputs[0].shape == (1, 32), specimen.inputs[0].shape
begun = clocks()
choose(showing, trainer, Choose(specimen))
showing.snapshots({"prediction", "candidates", *mosaic}, all_views=True)
lap("prompt of 32 tokens")
explaining = Explaining(trainer, showing)
for name, cell in (("blocks.11.attention.weights", (3, 9, 4)), ("blocks.6.mlp.activation", (5, 7)),
                   ("blocks.11.residual", (31, 5)), ("candidates", (0, 0))):
    begun = clocks()
    answered = explaining.answer(0, Question(name, cell))
    assert answered.example is not None and answered.example.difference < 1e-4, answered
    lap(f"explain {name}")
showing.snapshots({"prediction.blocks"}, all_views=True)
lap("every block's answer")
from playground.inspection.views.continuing import sampled
for kept, how in ((True, "kept"), (False, "computed anew")):
    begun = clocks()
    sampled(trainer, specimen, specimen.inputs[0][0], 48, with_cache=kept)
    lap(f"16 tokens more, keys and values {how}")
showing.film(True)
lap("all pictures of a recording")
trainer.evaluate(8)
lap("test on 8 examples")
found["memory GB"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9, 2)
trainer.advance()
lap("first training step, 4 windows of 32 tokens")
found["memory GB, training"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9, 2)
print(json.dumps(found))
"""


def folder_at(place: Path) -> Path:
    """The folder; its weights are drawn as those of an untrained model are."""
    folder = published.gpt2(place, **SIZES)
    dice, width = np.random.default_rng(1), SIZES["n_embd"]

    def drawn(*shape: int) -> np.ndarray:
        return (0.02 * dice.standard_normal(shape, np.float32)).astype(np.float32)

    arrays = {"wte.weight": drawn(SIZES["vocab_size"], width), "wpe.weight": drawn(SIZES["n_positions"], width)}
    for index in range(SIZES["n_layer"]):
        for name, inputs, outputs in (
            ("attn.c_attn", width, 3 * width), ("attn.c_proj", width, width), ("mlp.c_fc", width, 4 * width),
            ("mlp.c_proj", 4 * width, width),
        ):  # fmt: skip
            arrays |= {f"h.{index}.{name}.weight": drawn(inputs, outputs), f"h.{index}.{name}.bias": drawn(outputs)}
        for norm in ("ln_1", "ln_2"):
            arrays |= {f"h.{index}.{norm}.weight": np.ones(width, "f4"), f"h.{index}.{norm}.bias": drawn(width)}
    arrays |= {"ln_f.weight": np.ones(width, "f4"), "ln_f.bias": drawn(width)}
    save_file(arrays, folder / "model.safetensors")
    return folder


def prompt(folder: Path) -> str:
    """A text of 32 tokens."""
    from playground.corpora.published.tokens import tokens

    cutter = tokens(str(folder))
    return cutter.text(cutter.numbers(published.TEXT)[:32].tolist())


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = folder_at(Path(place) / "gpt2")
        for threads in (1, 2):
            print(f"a GPT-2 of 124 million parameters, drawn, threads: {threads}; seconds")
            command = [sys.executable, "-c", SCRIPT, str(folder), prompt(folder), str(threads)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise RuntimeError(done.stderr)
            tell(json.loads(done.stdout))


def tell(found: dict[str, list[float] | float]) -> None:
    for name, value in found.items():
        wanted = f", wanted ≤ {WANTED[name]:g}" if name in WANTED else ""
        wall, work = value if isinstance(value, list) else (value, None)
        print(f"{name:45} {wall:6.2f}{wanted}{f' ({work:.2f} of CPU)' if work is not None else ''}")
