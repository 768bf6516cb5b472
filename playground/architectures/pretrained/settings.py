"""Settings of a published model: the folder it lies in, and the layers that its ``config.json`` makes (no torch)."""

from __future__ import annotations

from typing import ClassVar, Literal

from playground.architectures.pretrained import checkpoint
from playground.blocks import shapes
from playground.corpora.published.folder import Published, described
from playground.data.shapes import ClassTarget, DataShape, TokenInput
from playground.experiment.experiment import ArchitectureSettings, TaskSettings
from playground.experiment.layer_shape import LayerShape
from playground.foundation.errors import DataError, MisfitError, SettingsError
from playground.foundation.settings import setting


class PretrainedSettings(ArchitectureSettings):
    """GPT-2 or BERT with the weights it was published with. Its folder is only read; nothing in it is run."""

    title: ClassVar[str] = "Published model"
    channels_last: ClassVar[bool] = False
    ready_made: ClassVar[bool] = True

    kind: Literal["pretrained"] = "pretrained"
    folder: str = setting(
        "", "Folder", "Of a published GPT-2 or BERT: config.json, model.safetensors and tokenizer.json.",
        editor="folder", max_length=4096,
    )  # fmt: skip
    dropout: float = setting(0.1, "Dropout", "Share of values set to zero, in training only.", ge=0.0, lt=1.0)

    def published(self) -> Published:
        """What the folder says of the model. Raises SettingsError."""
        try:
            return described(self.folder)
        except DataError as error:
            raise SettingsError({"folder": str(error)}) from None

    def task_with(self, task: TaskSettings) -> TaskSettings:
        """A text is read in the tokens of the folder, and asked for as the family learned to answer."""
        try:
            return task.tokenized(self.folder, described(self.folder).causal) if self.folder else task
        except DataError:
            return task  # the layer table says what is wrong with the folder

    def layers(self, data: DataShape) -> tuple[LayerShape, ...]:
        """The layer table, once the headers of the weights have been found to go with it. Raises SettingsError."""
        model = self.published()
        inputs = _fitting(model, data)
        try:
            checkpoint.found(model, self.folder)
        except DataError as error:
            raise SettingsError({"folder": str(error)}) from None
        rows = [*_embedding(model, inputs), *_blocks(model, inputs.length)]
        return (*rows, *_answer(model, inputs.length, rows[-1].name))


def _fitting(model: Published, data: DataShape) -> TokenInput:
    """The inputs, if the data is in the model's tokens. Raises MisfitError."""
    inputs, targets = data.inputs, data.targets
    if not isinstance(inputs, TokenInput) or not isinstance(targets, ClassTarget) or targets.length is None:
        raise MisfitError("A published model needs a text in its own tokens, as the task text-file gives it", "folder")
    if data.causal != model.causal:
        if model.causal:
            raise MisfitError("GPT-2 needs a task that asks for the next token", "folder")
        raise MisfitError("BERT needs a task that asks for covered tokens", "folder")
    if len(inputs.vocabulary) != model.vocabulary or len(targets.labels) != model.vocabulary:
        raise MisfitError(f"This model knows {model.vocabulary} tokens, and the task has others", "folder")
    if inputs.length > model.length:
        raise MisfitError(f"This model reads at most {model.length} tokens; choose a shorter context", "folder")
    return inputs


def _embedding(model: Published, inputs: TokenInput) -> list[LayerShape]:
    shape, name = (inputs.length, model.width), "embedding"
    rows = [
        LayerShape("embedding.values", "embedding", shape, model.vocabulary * model.width, 0, ("input",), name, ""),
        LayerShape("embedding.positions", "positions", shape, model.length * model.width, 0, ("embedding.values",),
                   name, "embedding.embedded" if model.causal else ""),
    ]  # fmt: skip
    if not model.causal:
        rows.append(LayerShape("embedding.segments", "segments", shape, model.segments * model.width, 0,
                               ("embedding.positions",), name, ""))  # fmt: skip
        rows.append(LayerShape("embedding.norm", "layer norm", shape, 2 * model.width, inputs.length * model.width,
                               ("embedding.segments",), name, "embedding.embedded"))  # fmt: skip
    return rows


def _blocks(model: Published, length: int) -> list[LayerShape]:
    rows: list[LayerShape] = []
    stream = "embedding.positions" if model.causal else "embedding.norm"
    for index in range(model.depth):
        for part in ("attention", "mlp"):
            rows += _residual(model, f"blocks.{index}", part, length, stream)
            stream = rows[-1].name
    return rows


def _residual(model: Published, block: str, part: str, length: int, stream: str) -> list[LayerShape]:
    """One part of a block with its norm: GPT-2's before it, BERT's after the sum."""
    norm, total, name = f"{block}.{part}_norm", f"{block}.{part}_sum", f"{block}.{part}"
    reads = norm if model.causal else stream
    one = (
        shapes.attention(name, "self-attention", length, length, model.width, model.heads, (reads,), block)
        if part == "attention" else _mlp(model, block, length, reads)
    )  # fmt: skip
    tap = f"{block}.residual" if part == "mlp" else ""
    if model.causal:
        first = shapes.norm(norm, length, model.width, (stream,), block)
        return [first, one, shapes.added(total, length, model.width, (stream, name), block, tap)]
    last = LayerShape(norm, "layer norm", (length, model.width), 2 * model.width, length * model.width, (total,),
                      block, tap)  # fmt: skip
    return [one, shapes.added(total, length, model.width, (stream, name), block), last]


def _mlp(model: Published, block: str, length: int, reads: str) -> LayerShape:
    first = shapes.linear("", model.width, model.inner, length)
    second = shapes.linear("", model.inner, model.width, length)
    cost = first.multiply_adds + second.multiply_adds
    return LayerShape(
        f"{block}.mlp", f"MLP, {model.inner} units", (length, model.width), first.parameters + second.parameters, cost,
        (reads,), block, f"{block}.mlp.activation",
    )  # fmt: skip


def _answer(model: Published, length: int, stream: str) -> list[LayerShape]:
    """What a token is told by: its logits are products with the tokens' embeddings, where these are shared."""
    shape, read = (length, model.vocabulary), model.width * model.vocabulary
    if model.causal:
        norm = shapes.norm("norm", length, model.width, (stream,))
        own = 0 if model.tied else read
        return [norm, LayerShape("output", "linear", shape, own, read * length, ("norm",), tap="")]
    dense = shapes.linear("head.dense", model.width, model.width, length, (stream,))
    return [
        LayerShape(dense.name, "linear", dense.output, dense.parameters, dense.multiply_adds, dense.inputs, "head", ""),
        shapes.norm("head.norm", length, model.width, ("head.dense",), "head"),
        LayerShape("output", "linear", shape, model.vocabulary, read * length, ("head.norm",), tap=""),
    ]
