"""Hostile folders: whatever is wrong with a published model gets one sentence, soon, and nothing of it is run."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from playground.architectures.pretrained.starting import starting
from playground.cli import main
from playground.foundation.errors import PlaygroundError
from playground.training.trainer import build
from tests import published_folders as published

WEIGHTS = "model.safetensors"


def change(folder: Path, do: Callable[[dict[str, Any]], Any]) -> None:
    arrays = load_file(folder / WEIGHTS)
    do(arrays)
    save_file(arrays, folder / WEIGHTS)


def cut(folder: Path, length: int) -> None:
    raw = (folder / WEIGHTS).read_bytes()
    (folder / WEIGHTS).write_bytes(raw[:length])


def header(folder: Path, words: bytes, length: int | None = None) -> None:
    size = len(words) if length is None else length
    (folder / WEIGHTS).write_bytes(size.to_bytes(8, "little") + words)


def entry(folder: Path, **changed: Any) -> None:
    """Another entry of one tensor in the header."""
    raw = (folder / WEIGHTS).read_bytes()
    size = int.from_bytes(raw[:8], "little")
    values = json.loads(raw[8 : 8 + size])
    values["transformer.wpe.weight"] |= changed
    words = json.dumps(values).encode()
    (folder / WEIGHTS).write_bytes(len(words).to_bytes(8, "little") + words + raw[8 + size :])


def tokenizer(folder: Path, do: Callable[[dict[str, Any]], Any]) -> None:
    path = folder / "tokenizer.json"
    values = json.loads(path.read_text())
    do(values)
    path.write_text(json.dumps(values))


def pickled(folder: Path) -> None:
    (folder / WEIGHTS).rename(folder / "pytorch_model.bin")


def without_head(folder: Path) -> None:
    change(folder, lambda arrays: [arrays.pop(name) for name in list(arrays) if name.startswith("cls.")])


def sharded(folder: Path, **changed: Any) -> None:
    published.shard(folder)
    path = folder / "model.safetensors.index.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changed))


GPT2_FAULTS: dict[str, tuple[Callable[[Path], Any], str]] = {
    "no config": (lambda f: (f / "config.json").unlink(), "model: has no config.json; put it there, as it was"),
    "no weights": (lambda f: (f / WEIGHTS).unlink(), "has no model.safetensors (or model.safetensors.index.json with"),
    "no tokenizer": (lambda f: (f / "tokenizer.json").unlink(), "has no tokenizer.json; put it there, as it was"),
    "pickles only": (pickled, "holds its weights only as pytorch_model.bin, which may run code when it is read; conv"),
    "another family": (lambda f: published.rewrite(f, model_type="llama"),
                       "its model_type is 'llama'; texts are read by gpt2 and bert, pictures by vit and resnet."),
    "no family": (lambda f: (f / "config.json").write_text("{}"), "config.json: names no model_type"),
    "a list": (lambda f: (f / "config.json").write_text("[]"), "config.json: holds no JSON object"),
    "not JSON": (lambda f: (f / "config.json").write_bytes(b"\xff\xfe{"), "config.json: is not valid JSON"),
    "deep JSON": (lambda f: (f / "config.json").write_text("[" * 10**6), "config.json: is not valid JSON"),
    "long JSON": (lambda f: (f / "config.json").write_bytes(b" " * (17 * 2**20)), "is larger than 16 MiB"),
    "a pipe of a config": (lambda f: ((f / "config.json").unlink(), (f / "config.json").mkdir()),
                           "has no config.json"),
    "huge width": (lambda f: published.rewrite(f, n_embd=10**12), "n_embd is 1000000000000; it must be a whole numb"),
    "width as text": (lambda f: published.rewrite(f, n_embd="16"), "n_embd is '16'; it must be a whole number from"),
    "no heads": (lambda f: published.rewrite(f, n_head=0), "n_head is 0; it must be a whole number from 1 to 256."),
    "odd heads": (lambda f: published.rewrite(f, n_head=5), "the width 16 is not a multiple of 5 heads."),
    "odd function": (lambda f: published.rewrite(f, activation_function="sin"), "activation_function is 'sin'; known"),
    "not finite": (lambda f: published.rewrite(f, layer_norm_epsilon=float("nan")), "layer_norm_epsilon is nan; it"),
    "a variant": (lambda f: published.rewrite(f, scale_attn_by_inverse_layer_idx=True), "only models with False can"),
    "other sizes": (lambda f: published.rewrite(f, n_inner=48),
                    "transformer.h.0.mlp.c_fc.weight is 16 × 24, but 16 × 48 by config.json; take both from the same"),
    "more blocks": (lambda f: published.rewrite(f, n_layer=3), "hold no transformer.h.2.ln_1.weight, which GPT-2 need"),
    "cut in the numbers": (lambda f: cut(f, 9000), "has 9000 bytes where its header asks for"),
    "cut in the header": (lambda f: cut(f, 200), "is no safetensors file (a header of"),
    "empty": (lambda f: cut(f, 0), "is no safetensors file (a header of 0 bytes)"),
    "huge header": (lambda f: header(f, b"{}", 2**62), "is no safetensors file (a header of 4611686018427387904 bytes"),
    "a list for a header": (lambda f: header(f, b"[1, 2]"), "its header names no tensors"),
    "no JSON header": (lambda f: header(f, b"\xff" * 40), "its header is not JSON"),
    "negative offsets": (lambda f: entry(f, data_offsets=[-8, 4]), "the entry of transformer.wpe.weight does not"),
    "wrong length": (lambda f: entry(f, data_offsets=[0, 4]), "the entry of transformer.wpe.weight does not"),
    "unknown numbers": (lambda f: entry(f, dtype="F128"), "the entry of transformer.wpe.weight does not"),
    "huge shape": (lambda f: entry(f, shape=[2**40, 2**40]), "the entry of transformer.wpe.weight does not"),
    "quantised": (lambda f: change(f, lambda a: a.update({"transformer.wpe.weight": np.zeros((24, 16), np.int8)})),
                  "transformer.wpe.weight holds I8, no floating point numbers; take unquantised weights."),
    "NaN": (lambda f: change(f, lambda a: a["transformer.ln_f.bias"].__setitem__(3, np.nan)),
            "transformer.ln_f.bias holds values that are not finite"),
    "infinite": (lambda f: change(f, lambda a: a["transformer.wte.weight"].__setitem__((1, 2), np.inf)),
                 "transformer.wte.weight holds values that are not finite"),
    "shard out of the folder": (lambda f: sharded(f, weight_map={"a": "../../secret.safetensors"}),
                                "names '../../secret.safetensors', which is no shard beside it"),
    "a shard that is gone": (lambda f: sharded(f, weight_map={"a": "gone.safetensors"}), "has no gone.safetensors"),
    "a tensor in no shard": (lambda f: sharded(f, weight_map={"a": "model-00001-of-00002.safetensors"}),
                             "names a, which no shard holds"),
    "no shards": (lambda f: sharded(f, weight_map=[]), "names no shards (weight_map)"),
    "tokenizer not JSON": (lambda f: (f / "tokenizer.json").write_text("{"), "tokenizer.json: is no tokenizer that"),
    "tokenizer not UTF-8": (lambda f: (f / "tokenizer.json").write_bytes(b"\xff"), "cannot be read as UTF-8"),
    "tokenizer of none": (lambda f: tokenizer(f, lambda t: t.update(model={"type": "Odd"})), "is no tokenizer that"),
    "more tokens": (lambda f: (published.rewrite(f, vocab_size=280),
                               change(f, lambda a: a.update({"transformer.wte.weight": np.ones((280, 16), "f4")}))),
                    "has the token number 285, but the model knows 280 tokens; take the tokenizer that was published"),
}  # fmt: skip
BERT_FAULTS: dict[str, tuple[Callable[[Path], Any], str]] = {
    "without the head": (without_head, "was saved without the head that tells covered tokens (cls.predictions.transfo"),
    "a decoder": (lambda f: published.rewrite(f, is_decoder=True), "is_decoder is True; only models with False can"),
    "relative positions": (lambda f: published.rewrite(f, position_embedding_type="relative_key"),
                           "position_embedding_type is 'relative_key'; only models with 'absolute' can be opened."),
    "tokenizer of GPT-2": (lambda f: shutil.copy(published.gpt2(f / "other") / "tokenizer.json", f),
                           "has no token [CLS]; take the tokenizer that was published with the model."),
    "weights of GPT-2": (lambda f: shutil.copy(published.gpt2(f / "other") / WEIGHTS, f),
                         "hold no bert.embeddings.word_embeddings.weight, which BERT needs; copy them anew."),
}  # fmt: skip
FAULTS = [(published.gpt2, *fault) for fault in GPT2_FAULTS.values()]
FAULTS += [(published.bert, *fault) for fault in BERT_FAULTS.values()]


@pytest.mark.parametrize(("make", "do", "sentence"), FAULTS, ids=[*GPT2_FAULTS, *BERT_FAULTS])
def test_that_a_folder_that_is_not_in_order_gets_one_sentence(
    make: Callable[..., Path], do: Callable[[Path], Any], sentence: str, tmp_path: Path
) -> None:
    folder = make(tmp_path / "model")
    do(folder)
    with pytest.raises(PlaygroundError) as refused:
        experiment = starting(str(folder))
        experiment.layers()
        build(experiment, experiment.task.shape())
    said = str(refused.value)
    assert sentence in said and "\n" not in said and len(said) < 400, said


@pytest.mark.parametrize("name", ["", "not there", "a\0b", "x" * 5000])
def test_that_what_is_no_folder_gets_one_sentence(name: str) -> None:
    with pytest.raises(PlaygroundError) as refused:
        starting(name)
    assert "\n" not in str(refused.value) and len(str(refused.value)) < 6000


def test_that_names_in_chinese_and_with_spaces_are_taken(tmp_path: Path) -> None:
    folder = published.gpt2(tmp_path / "模型 一 (副本)")
    experiment = starting(str(folder))
    assert build(experiment, experiment.task.shape()) is not None


def test_that_a_folder_that_changes_is_read_again(tmp_path: Path) -> None:
    folder = published.gpt2(tmp_path / "model")
    assert starting(str(folder)).layers()
    cut(folder, 9000)
    with pytest.raises(PlaygroundError, match="has 9000 bytes"):
        starting(str(folder)).layers()
    published.gpt2(folder)
    assert starting(str(folder)).layers()


def test_that_a_task_of_another_kind_says_what_the_model_needs(tmp_path: Path) -> None:
    experiment = starting(str(published.gpt2(tmp_path / "model")))
    with pytest.raises(
        PlaygroundError, match=r"A published model needs a text in its own tokens, as the task text-file gives it"
    ):
        experiment.changed({"task.kind": "digits"}).layers()
    with pytest.raises(PlaygroundError, match="This model reads at most 24 tokens; choose a shorter context"):
        experiment.changed({"task.context": 25}).layers()


def test_that_the_command_line_says_it_with_status_2(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = published.gpt2(tmp_path / "model")
    pickled(folder)
    for words in (["train", "pretrained", "--set", f"architecture.folder={folder}"], ["open", str(folder)]):
        assert main(words) == 2
        err = capfd.readouterr().err
        assert "holds its weights only as pytorch_model.bin" in err and err.count("\n") == 1
    assert main(["train", "pretrained"]) == 2
    assert "--set architecture.folder=FOLDER" in capfd.readouterr().err
