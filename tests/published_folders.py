"""Small folders as GPT-2 and BERT are published, with drawn weights and tokenizers learned from a few lines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

TEXT = "the cat sat on the mat and the dog sat on the log, and the rat ran to the hat of the man.\n" * 60
WIDTH, DEPTH, HEADS, INNER, LENGTH, VOCABULARY = 16, 2, 4, 24, 24, 320
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

GPT2 = {
    "model_type": "gpt2", "n_embd": WIDTH, "n_layer": DEPTH, "n_head": HEADS, "n_positions": LENGTH,
    "vocab_size": VOCABULARY, "n_inner": INNER, "bos_token_id": 0, "eos_token_id": 0,
}  # fmt: skip
BERT = {
    "model_type": "bert", "hidden_size": WIDTH, "num_hidden_layers": DEPTH, "num_attention_heads": HEADS,
    "intermediate_size": INNER, "max_position_embeddings": LENGTH, "vocab_size": VOCABULARY,
}  # fmt: skip


def gpt2(folder: Path, **changed: Any) -> Path:
    """A folder of the family GPT-2; ``changed`` goes into its config.json."""
    return _published(folder, GPT2 | changed, _gpt2_shapes(), _bytes_tokenizer())


def bert(folder: Path, **changed: Any) -> Path:
    """A folder of the family BERT."""
    return _published(folder, BERT | changed, _bert_shapes(), _words_tokenizer())


def rewrite(folder: Path, **changed: Any) -> None:
    """Other values in config.json."""
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changed))


def shard(folder: Path) -> None:
    """The weights in two files and an index."""
    whole = folder / "model.safetensors"
    arrays = load_file(whole)
    names, places = sorted(arrays), {}
    for number, part in enumerate((names[::2], names[1::2]), start=1):
        file = f"model-0000{number}-of-00002.safetensors"
        save_file({name: arrays[name] for name in part}, folder / file)
        places |= dict.fromkeys(part, file)
    whole.unlink()
    (folder / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": places}))


def _published(folder: Path, config: dict[str, Any], shapes: dict[str, tuple[int, ...]], tokenizer: Tokenizer) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    dice = np.random.default_rng(3)
    arrays = {name: (0.4 * dice.standard_normal(shape)).astype(np.float32) for name, shape in shapes.items()}
    save_file(arrays, folder / "model.safetensors", {"format": "pt"})
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


def _gpt2_shapes() -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {
        "transformer.wte.weight": (VOCABULARY, WIDTH), "transformer.wpe.weight": (LENGTH, WIDTH),
        "transformer.ln_f.weight": (WIDTH,), "transformer.ln_f.bias": (WIDTH,),
    }  # fmt: skip
    for index in range(DEPTH):
        block = f"transformer.h.{index}"
        for name, inputs, outputs in (
            ("attn.c_attn", WIDTH, 3 * WIDTH), ("attn.c_proj", WIDTH, WIDTH), ("mlp.c_fc", WIDTH, INNER),
            ("mlp.c_proj", INNER, WIDTH),
        ):  # fmt: skip
            found |= {f"{block}.{name}.weight": (inputs, outputs), f"{block}.{name}.bias": (outputs,)}
        for norm in ("ln_1", "ln_2"):
            found |= {f"{block}.{norm}.weight": (WIDTH,), f"{block}.{norm}.bias": (WIDTH,)}
    return found


def _bert_shapes() -> dict[str, tuple[int, ...]]:
    tables = {"word": VOCABULARY, "position": LENGTH, "token_type": 2}
    found: dict[str, tuple[int, ...]] = {
        f"bert.embeddings.{name}_embeddings.weight": (count, WIDTH) for name, count in tables.items()
    }
    linear = {"cls.predictions.transform.dense": (WIDTH, WIDTH)}
    norms = ["bert.embeddings.LayerNorm", "cls.predictions.transform.LayerNorm"]
    for index in range(DEPTH):
        block = f"bert.encoder.layer.{index}"
        linear |= {f"{block}.attention.self.{name}": (WIDTH, WIDTH) for name in ("query", "key", "value")}
        linear |= {f"{block}.attention.output.dense": (WIDTH, WIDTH), f"{block}.intermediate.dense": (INNER, WIDTH)}
        linear |= {f"{block}.output.dense": (WIDTH, INNER)}
        norms += [f"{block}.attention.output.LayerNorm", f"{block}.output.LayerNorm"]
    for name, shape in linear.items():
        found |= {f"{name}.weight": shape, f"{name}.bias": shape[:1]}
    for name in norms:
        found |= {f"{name}.weight": (WIDTH,), f"{name}.bias": (WIDTH,)}
    return found | {"cls.predictions.bias": (VOCABULARY,)}


def _bytes_tokenizer() -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY - 20, special_tokens=["<|endoftext|>"], initial_alphabet=alphabet, show_progress=False
    )
    tokenizer.train_from_iterator([TEXT], trainer)
    return tokenizer


def _words_tokenizer() -> Tokenizer:
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    letters = [*"abcdefghijklmnopqrstuvwxyz,.", "猫", "在"]
    trainer = trainers.WordPieceTrainer(
        vocab_size=VOCABULARY - 20, special_tokens=SPECIAL, initial_alphabet=letters, show_progress=False
    )
    tokenizer.train_from_iterator([TEXT], trainer)
    return tokenizer
