"""Looking at files: whether a file is a table, pairs of sentences or a text; and the inventory of a folder in IDX."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import numpy as np

from playground.corpora import idx_files
from playground.corpora.encodings import AUTO, NAMES
from playground.corpora.manual import user_text
from playground.corpora.sentence_pairs import pairs, seems
from playground.corpora.tables.looking_at_tables import look_at_table
from playground.corpora.tables.table_file import cells_of, separator_of
from playground.corpora.tables.table_numbers import number, tells_time
from playground.data.inventory import Inventory, imbalance, shown
from playground.foundation.errors import DataError

_TABLES = (".csv", ".tsv")
_HEAD, _LINES = 100_000, 50
_MOST_TEXT = 5_000_000  # bytes that the task takes
_FREQUENT = 200
_PROPOSED = 2000  # words of each language


def look_at_file(path: str) -> Inventory:
    """What a file holds, by its first lines. Raises DataError."""
    if Path(path).suffix.lower() == ".npz":
        raise DataError(f"{shown(path, 200)}: is one file of several: choose the folder that holds them all.")
    if Path(path).suffix.lower() in _TABLES and not _starts_with_pairs(path):
        return look_at_table(path)
    head = user_text(path, _HEAD, AUTO)[0]
    if seems(head.split("\n")[:_LINES]):
        return look_at_pairs(path)
    return look_at_table(path) if _is_table(head) else look_at_text(path)


def _starts_with_pairs(path: str) -> bool:
    try:
        return seems(user_text(path, _HEAD, AUTO)[0].split("\n")[:_LINES])
    except DataError:
        return False  # which the table says better


def _is_table(head: str) -> bool:
    """Half of the cells of the first lines are numbers or times."""
    lines = [line for line in head.split("\n")[:_LINES] if line.strip()]
    separator, comma = separator_of("\n".join(lines))
    try:
        cells = [cell for row in cells_of(lines[1:] or lines, separator) for cell in row if cell.strip()]
    except csv.Error:
        return False
    return bool(cells) and sum(number(cell, comma) is not None or tells_time(cell) for cell in cells) >= 0.5 * len(
        cells
    )


def look_at_pairs(path: str) -> Inventory:
    """Two sentences on a line. Raises DataError."""
    found = pairs(path, AUTO)
    lengths = sorted(max(map(len, pair)) for pair in found.pairs)
    longest = max(2, min(64, lengths[int(0.9 * (len(lengths) - 1))]))
    counts = [Counter(word for pair in found.pairs for word in pair[side]) for side in (0, 1)]
    words = [sum(one.values()) for one in counts]
    rare = [all_ - sum(number_ for _, number_ in one.most_common(_PROPOSED))
            for one, all_ in zip(counts, words, strict=True)]  # fmt: skip
    facts = [
        f"Pairs: {len(found.pairs)}; different words: {len(counts[0])} and {len(counts[1])}.",
        f"Encoding: {NAMES[found.encoding]}.",
        f"Words of the longer sentence: {lengths[0]} to {lengths[-1]}; nine tenths have at most {longest}.",
        f"{sum(rare) / sum(words):.1%} of all words are not among the {_PROPOSED} most frequent of their language.",
    ]
    if found.attributions:
        facts.append(f"Attributions: {len(found.attributions)}, such as {shown(found.attributions[0])}.")
    first = Counter(pair[0] for pair in found.pairs)
    several = sum(count > 1 for count in first.values())
    warnings = [f"{several} sentences have more than one translation; one of them is asked for."] if several else []
    memory = len(found.pairs) * (3 * longest + 2) * 8
    return Inventory(
        path, "sentence-pairs", "Nearly all of its first lines hold two sentences with a tab between them.", (), (),
        tuple(facts), found.left_out, memory, 0.0, tuple(warnings),
        {"task.kind": "sentence-pairs", "task.file": path, "task.longest": longest},
        preset="transformer-translate-german",
    )  # fmt: skip


def look_at_text(path: str) -> Inventory:
    """A text, of which the next character is asked for. Raises DataError."""
    text, encoding = user_text(path, _MOST_TEXT, AUTO)
    counts = Counter(text)
    rare = len(text) - sum(count for _, count in counts.most_common(_FREQUENT - 1)) if len(counts) > _FREQUENT else 0
    if len(text) < 1000:
        raise DataError(f"{shown(path, 200)}: has {len(text)} characters; choose a text of a thousand or more.")
    size = Path(path).expanduser().stat().st_size
    facts = [
        f"Characters: {len(text)}, of which {len(counts)} are different; words: {len(text.split())}.",
        f"Encoding: {NAMES[encoding]}.",
        "The next character is asked for; the task next-word asks for the next word.",
    ]
    if rare:
        facts.append(f"Only the most frequent are told apart: {rare / len(text):.1%} are read as one and the same.")
    if size > _MOST_TEXT:
        facts.append(f"Only the first {_MOST_TEXT // 10**6} MB of it can be taken.")
    kilobytes = max(5, min(1000, -(-min(size, _MOST_TEXT) // 1000)))
    return Inventory(
        path, "characters", "It is a text without columns.", (), (), tuple(facts), (), 4 * kilobytes * 1000, 0.0, (),
        {"task.kind": "characters", "task.file": path, "task.kilobytes": kilobytes}, preset="rnn-characters",
    )  # fmt: skip


def look_at_idx(path: str) -> Inventory | None:
    """A folder with the four files of a data set; None where it holds none. Raises DataError."""
    folder = Path(path).expanduser()
    if not idx_files.any_in(folder):
        return None
    files = idx_files.find(folder)
    height, width = idx_files.image_size(files.train.images)
    train, test = idx_files.read_labels(files.train.labels), idx_files.read_labels(files.test.labels)
    numbers, counts = np.unique(train, return_counts=True)
    return Inventory(
        path, "idx-images", f"It holds {files.train.images.name} and the three files that belong to it.",
        tuple((str(one), int(count)) for one, count in zip(numbers, counts, strict=True)),
        (("train", len(train)), ("test", len(test))), (f"Images of {height} × {width} pixels, grey.",), (),
        (len(train) + len(test)) * height * width * 4, float(counts.max() / len(train)),
        tuple(imbalance(counts.tolist())), {"task.kind": "idx-images", "task.folder": path}, preset="cnn-seed-fashion",
    )  # fmt: skip
