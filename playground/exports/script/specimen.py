"""The specimen as literals of the script, and the code that answers it and prints the prediction."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.blocks.script.sections import Section, fill, quoted
from playground.data.shapes import IGNORED, ClassTarget, DataShape, ImageTarget, PairInput, TokenInput
from playground.languages.breaking import width

LINE = 96
SCALES = (16, 255)  # what pixels are often divided by
WRITTEN, PROMPT = 64, 16  # characters of the window's sampled text, and of its prompt

LOAD = '''
    def load() -> $model:
        """The model with the weights beside this file."""
        model = $model()
        model.load_state_dict(load_file(WEIGHTS))
        $layout
        return model.eval()


    def answer(model: $model) -> Tensor:
        """The $outputs for the specimen, $shape."""
        with torch.no_grad()$precision:
            return model($names)$cast
'''
DECODE = '''
    def write(model: $model) -> list[int]:
        """Greedy decoding: what the model answers at a step is given back to it as the next input."""
        $given, written = $last.clone(), []
        for step in WANTED:
            with torch.no_grad()$precision:
                best = int(model($names)[0, step].argmax())
            written.append(best)
            if step + 1 < $given.shape[1]:
                $given[0, step + 1] = best
        return written
'''
CONTINUE = '''
    def write(model: $model) -> list[int]:
        """The text goes on from the specimen's beginning: always the likeliest character."""
        text = SPECIMEN[:, :$prompt]
        while text.shape[1] < $written:
            with torch.no_grad()$precision:
                best = model(text[:, -$length:])[:, -1].argmax(dim=-1, keepdim=True)
            text = torch.cat([text, best], dim=1)
        return text[0].tolist()
'''
PRINTED = {"truth": "the truth", "model": "the model", "step": "step", "error": "mean squared error"}
CLASSES = """
    probabilities = answer(load()).softmax(dim=-1)[0]
    for index in probabilities.argsort(descending=True).tolist()[:5]:
        print(f"{LABELS[index]}: {probabilities[index]:.6f}")
    print(f"($truth: {LABELS[TRUTH]})")
"""
STEPS = """
    probabilities = answer(load()).softmax(dim=-1)[0]
    for step in WANTED:
        best = int(probabilities[step].argmax())
        print(f"$step {step + 1}: {LABELS[best]!r} {probabilities[step, best]:.6f}")
    print("$truth:", *(LABELS[index] for index in TRUTH))
"""
WRITE = """
    print("$model:", *(LABELS[index] for index in write(load())))
    print("$truth:", *(LABELS[index] for index in TRUTH))
"""
TEXT = """
    print("".join(LABELS[index] for index in write(load())))
"""
VALUES = """
    for name, value, truth in zip(LABELS, answer(load())[0].tolist(), TRUTH):
        print(f"{name}: {value:.6g} ($truth: {truth:.6g})")
"""
SERIES = """
    for step, (values, truth) in enumerate(zip(answer(load())[0].tolist(), TRUTH), start=1):
        print(f"$step {step}:", *(f"{value:.6g}" for value in values), "($truth:", *(f"{x:.6g}" for x in truth), ")")
"""
IMAGE = """
    image = answer(load())
    print(f"$error: {(image - SPECIMEN).square().mean():.6g}")
    for row in image[0].mean(dim=0).tolist():
        print("".join(" .:-=+*#%@"[min(9, max(0, int(10 * value)))] * 2 for value in row))
"""


def sections(
    model: str, data: DataShape, inputs: tuple[NDArray[Any], ...], target: NDArray[Any], channels_last: bool,
    bfloat16: bool,
) -> tuple[list[Section], str]:  # fmt: skip
    """The specimen and how it is answered, and the body of what prints it."""
    names = ("SOURCE", "TARGET") if len(inputs) == 2 else ("SPECIMEN",)
    truth, wanted, body = _kind(data, target)
    literals = [f"{name} = {literal(array)}" for name, array in zip(names, inputs, strict=True)]
    literals += [f"{name} = {value}" for name, value in truth.items()]
    precision = ', torch.autocast("cpu", dtype=torch.bfloat16)' if bfloat16 else ""
    shape = "(1, " + "T, " * (getattr(data.targets, "length", None) is not None) + "K)"
    code = fill(
        LOAD, model=model, names=", ".join(names), precision=precision, cast=".float()" if bfloat16 else "",
        layout="model = model.to(memory_format=torch.channels_last)  # faster, and the same last bits as in training"
        if channels_last else "",
        outputs="logits" if isinstance(data.targets, ClassTarget) else "numbers",
        shape=f"(1, {', '.join(map(str, target.shape))})" if isinstance(data.targets, ImageTarget) else shape,
    )  # fmt: skip
    if body in (WRITE, TEXT):
        given = "target" if len(inputs) == 2 else "given"
        length = data.inputs.length if isinstance(data.inputs, TokenInput) else 0
        code += "\n\n\n" + fill(
            WRITE_CODE[body], model=model, given=given, last=names[-1], precision=precision, length=length,
            names=", ".join((*names[:-1], given)), prompt=min(PROMPT, length), written=WRITTEN,
        )  # fmt: skip
    what = f"One example of the test set{', ' + wanted if wanted else ''}."
    return [Section("The specimen", what, "\n".join(literals)), Section("The answer", _said(bfloat16), code)], body


WRITE_CODE = {WRITE: DECODE, TEXT: CONTINUE}


def _said(bfloat16: bool) -> str:
    words = "Evaluation mode: nothing is dropped or drawn, and no gradients are kept."
    return words + (" Matrix products are taken in bfloat16, as in training." if bfloat16 else "")


def _kind(data: DataShape, target: NDArray[Any]) -> tuple[dict[str, str], str, str]:
    """Constants, words about them, and the body that prints the prediction of this kind of task."""
    targets = data.targets
    match targets:
        case ClassTarget(labels, None):
            return {"LABELS": strings(labels), "TRUTH": str(int(target))}, "with its class", CLASSES
        case ClassTarget(labels):
            wanted = np.flatnonzero(target != IGNORED)
            named = {"LABELS": strings(labels)}
            if data.causal and len(wanted) == len(target) and not isinstance(data.inputs, PairInput):
                return named, "", TEXT
            named |= {"WANTED": _numbers(wanted), "TRUTH": _numbers(target[wanted])}
            body = WRITE if data.causal else STEPS
            return named, "the steps at which an answer is wanted, and the true answers", body
        case ImageTarget():
            return {}, "", IMAGE
        case _:
            rows = ", ".join(_row(row) for row in np.atleast_2d(target))
            names = strings(targets.names)
            if targets.length is None:
                return {"LABELS": names, "TRUTH": _row(target)}, "with its value", VALUES
            return {"TRUTH": _wrapped("(", rows, ")")}, "with its values", SERIES


def literal(array: NDArray[Any]) -> str:
    """A tensor as code: one row of its last axis a line, whole numbers where a plain division gives the values."""
    flat = array.reshape(-1, array.shape[-1])
    shape = f".view{tuple(array.shape)}" if array.ndim > 2 else ""
    if array.dtype.kind in "iu":
        return f"torch.tensor({_wrapped('[', ', '.join(_row(row, '[]') for row in flat), ']')}){shape}"
    for scale in SCALES:
        whole = np.rint(flat * scale)
        if np.array_equal(whole.astype(np.float32) / np.float32(scale), flat) and np.abs(whole).max(initial=0) <= 255:
            rows = _rows([_row(row.astype(np.int64), "[]") for row in whole])
            return f"torch.tensor({rows}, dtype=torch.float32){shape} / {scale}"
    return f"torch.tensor({_rows([_row(row, '[]') for row in flat])}){shape}"


def strings(words: tuple[str, ...]) -> str:
    """A tuple of strings as code."""
    return _wrapped("(", ", ".join(map(quoted, words)) + ("," if len(words) == 1 else ""), ")")


def _row(values: NDArray[Any], brackets: str = "()") -> str:
    items = ", ".join(map(_number, np.atleast_1d(values)))
    comma = "," if brackets == "()" and np.size(values) == 1 else ""
    return f"{brackets[0]}{items}{comma}{brackets[1]}"


def _numbers(values: NDArray[Any]) -> str:
    return _wrapped("", _row(values), "")


def _number(value: Any) -> str:
    """The shortest text that gives the same float32 back; whole numbers as they are."""
    if isinstance(value, np.integer):
        return str(int(value))
    return str(float(str(np.float32(value))))


def _rows(rows: list[str]) -> str:
    lines = [_fold(row, " " * 8) for row in rows]
    return "[\n" + "".join(f"    {line},\n" for line in lines) + "]"


def _wrapped(before: str, text: str, after: str) -> str:
    """On one line if it fits, else folded."""
    if len(text) <= LINE - 20:
        return f"{before}{text}{after}"
    return f"{before}\n    {_fold(text, '    ')}\n{after}" if before else _fold(text, "    ")


def _fold(text: str, margin: str) -> str:
    """Long lines broken after a comma that stands outside of quotes."""
    lines, line, pieces = [], "", _pieces(text)
    for piece in pieces:
        if line and width(line) + width(piece) > LINE:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return f"\n{margin}".join([*lines, line])


def _pieces(text: str) -> list[str]:
    """Cut after each ``, `` that is not part of a string."""
    found, start, quote, index = [], 0, "", 0
    while index < len(text):
        character = text[index]
        if quote:
            if character == "\\":
                index += 1
            elif character == quote:
                quote = ""
        elif character in "'\"":
            quote = character
        elif text.startswith(", ", index):
            found.append(text[start : index + 2])
            start = index + 2
        index += 1
    return [*found, text[start:]]
