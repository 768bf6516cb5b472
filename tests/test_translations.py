"""Everything that a person can read is translated, once, and with all that is filled into it."""

from __future__ import annotations

import ast
import re
import tomllib
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

import pytest

from playground.corpora import encodings
from playground.experiment import presets
from playground.languages.catalogue import CHINESE_JOINTS, JOINTS, Catalogue
from tests import sentences, translations

PLACE = re.compile(r"\{\d*\}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
FOLDER = translations.folder()
DESKTOP = [
    *sorted((translations.ROOT / "playground" / "desktop").rglob("*.py")),
    translations.ROOT / "playground/app.py",
]
SAME = {
    "tanh",
    "sigmoid",
    "softmax",
    "o · tanh c",
    "CNN",
    "RNN",
    "Transformer",
    "LaTeX",
    "Playground",
    "log x",
    "log y",
    "Beta",
    "MLP",
    "Elman，tanh",
    "Elman，ReLU",
    *encodings.NAMES.values(),
}
LESS = {"{} more {} wanted."}  # "is" or "are", which Chinese does not tell apart

CALLED = (
    "Gradient norms", "Gradient through time", "Membership", "Calibration", "Landscape", "Nudge", "Disturbances",
    "Exchange", "Predictions", "Cross-attention", "Specimen", "Setup", "Explain the next step", "Fit T", "Runs",
    "Train with five seeds", "Mark test pictures", "Starting weights", "latent plane",
)  # fmt: skip
COMMAND = 57  # columns of the READMEs' blocks, behind which the words of the language begin


@pytest.fixture(scope="module", params=translations.LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def tables(language: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((FOLDER / f"sentences.{language}.toml").read_text(encoding="utf-8"))


def messages(language: str) -> Iterator[tuple[str, str, str]]:
    for context in ElementTree.parse(FOLDER / f"playground_{language}.ts").getroot().iter("context"):
        for message in context.iter("message"):
            yield context.findtext("name", ""), message.findtext("source", ""), message.findtext("translation", "")


def test_that_the_words_of_qt_are_those_of_the_source_and_all_translated(language: str, tmp_path: Path) -> None:
    kept = FOLDER / f"playground_{language}.ts"
    target = tmp_path / kept.name
    target.write_bytes(kept.read_bytes())
    translations.update(language, target)
    assert target.read_text(encoding="utf-8") == kept.read_text(encoding="utf-8"), "run make translations"
    assert translations.unfinished(kept) == []


def test_that_what_qt_reads_was_released_from_what_is_translated(language: str, tmp_path: Path) -> None:
    translations.release(FOLDER / f"playground_{language}.ts", tmp_path / "released.qm")
    released = FOLDER / f"playground_{language}.qm"
    assert (tmp_path / "released.qm").read_bytes() == released.read_bytes(), "run make translations"


def test_that_every_sentence_of_the_source_has_a_translation_and_every_translation_a_source(
    language: str, tables: dict[str, dict[str, str]]
) -> None:
    assert tables == translations.merged(tables), "run make translations"
    assert [words for table in tables.values() for words, target in table.items() if not target] == []


def test_that_what_is_filled_in_stands_in_every_translation(language: str, tables: dict[str, dict[str, str]]) -> None:
    pairs = [(source, target) for _, source, target in messages(language)]
    pairs += [pair for table in tables.values() for pair in table.items()]
    for source, target in pairs:
        if source not in LESS:
            assert len(PLACE.findall(source)) == len(PLACE.findall(target)), f"{source!r} → {target!r}"
            named = {place for place in PLACE.findall(source) if place != "{}"}
            assert named <= set(PLACE.findall(target)), f"{source!r} → {target!r}"


def test_that_translations_are_chinese_and_end_as_their_sources_do(
    language: str, tables: dict[str, dict[str, str]]
) -> None:
    pairs = [(source, target) for _, source, target in messages(language)]
    pairs += [pair for table in tables.values() for pair in table.items()]
    for source, target in pairs:
        words = re.sub(r"[A-Z]{2,}|\W|_", "", PLACE.sub("", source))
        assert not words or CHINESE.search(target) or target in SAME, f"{source!r} → {target!r}"
        assert source.endswith(".") == target.endswith("。") or not source.endswith("."), f"{source!r} → {target!r}"
        assert source.endswith("…") == target.endswith("…"), f"{source!r} → {target!r}"


def unseen(source: str) -> Iterator[str]:
    """Words that lupdate passes over: f-strings, aliases, other receivers than self, what stands in an f-string."""
    tree = ast.parse(source)
    inside = {id(node) for text in ast.walk(tree) if isinstance(text, ast.JoinedStr) for node in ast.walk(text)}
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    members = {id(node) for one in classes for node in ast.walk(one)}
    called = set()
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = ast.unparse(call.func)
        if name.split(".")[-1] == "tr":
            if name != "self.tr" or id(call) not in members:
                yield f"{name}: Qt would look for it in another context"
            if len(call.args) != 1:
                yield f"not one text: {ast.unparse(call)}"
        elif name == "QCoreApplication.translate":
            if len(call.args) not in (2, 3) or not all(isinstance(word, ast.Constant) for word in call.args):
                yield f"not a context, a text and perhaps what tells it from another: {ast.unparse(call)}"
        else:
            continue
        called.add(id(call.func))
        words = call.args[-1] if call.args else call
        if not isinstance(words, ast.Constant) or not isinstance(words.value, str):
            yield f"not a literal: {ast.unparse(call)}"
        if id(call) in inside:
            yield f"inside an f-string: {ast.unparse(call)}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ("tr", "QT_TR_NOOP") and id(node) not in called:
            yield f"an alias of tr: {ast.unparse(node)}"


def test_that_only_literals_are_given_to_qt_and_only_where_it_sees_them() -> None:
    found = {path.name: list(unseen(path.read_text(encoding="utf-8"))) for path in DESKTOP}
    assert len(DESKTOP) > 100 and {name: words for name, words in found.items() if words} == {}


@pytest.mark.parametrize(
    "line",
    ["self.tr(f'{x}')", "self.tr(words)", "window.tr('a')", "self.tr('a', 'b')", "f'{self.tr(1)}'", "_ = self.tr",
     "f\"{self.tr('a')}\"", "QCoreApplication.translate('a')", "QCoreApplication.translate('a', words)",
     "QCoreApplication.translate('a', 'b', which)", "QCoreApplication.translate('a', 'b', 'c', 3)"],
)  # fmt: skip
def test_that_words_that_qt_does_not_see_are_noticed(line: str) -> None:
    assert list(unseen(f"class A:\n    def f(self):\n        {line}\n"))
    assert list(unseen("self.tr('a')")) and not list(unseen("class A:\n    def f(self):\n        self.tr('a')\n"))


def catalogue(tables: dict[str, dict[str, str]]) -> Catalogue:
    pairs = {source: target for table in tables.values() for source, target in table.items()}
    return Catalogue(pairs, {joint: CHINESE_JOINTS.get(joint, joint) for joint in JOINTS})


def test_that_every_template_is_found_again_whatever_is_filled_in(tables: dict[str, dict[str, str]]) -> None:
    """Also where other templates would fit, and for file names with spaces, points and Chinese characters."""
    spoken = catalogue(tables)
    words = ("/home/x y/数据 1.run", "3", "conv1.weight", "a.b (c) d", "0.5", "'auto'")
    for source, target in spoken.pairs.items():
        count = len(PLACE.findall(source))
        if not count or not re.search(r"[a-z]{3}", PLACE.sub("", source)):
            continue
        fillings = [word for word in words if " " not in word] if "{} {}" in source else words
        for first in range(len(fillings)):
            given = [fillings[(first + at) % len(fillings)] for at in range(count)]
            expected = target.format(*(spoken.read(one) for one in given))
            assert spoken.read(source.format(*given)) == expected, source


def test_that_sentences_that_were_joined_are_read_one_by_one(tables: dict[str, dict[str, str]]) -> None:
    spoken = catalogue(tables)
    read = spoken.read("training.batch_size: must be 1 or more (it is 0); task.length: must be a whole number")
    assert read == "training.batch_size：必须不小于 1（现在是 0）；task.length：必须是整数"
    assert spoken.read("stage 2 · convolution") == "第 2 级 · 卷积"
    assert spoken.read("no such sentence anywhere") == "no such sentence anywhere"


def test_that_names_of_layers_and_metrics_are_known(tables: dict[str, dict[str, str]]) -> None:
    known = {words for table in tables.values() for words in table}
    assert sentences.names() <= known


def test_that_both_readmes_tell_of_the_same_things() -> None:
    """The same headings, commands, keys, files and links; what only one of them has is said by its name."""
    english, chinese = (
        (translations.ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md")
    )
    for pattern in (r"^#+ ", r"^```", r"^\* ", r"^\| "):
        counts = [len(re.findall(pattern, text, re.MULTILINE)) for text in (english, chinese)]
        assert counts[0] == counts[1], pattern
    blocks = [re.findall(r"```\n(.*?)```", text, re.DOTALL) for text in (english, chinese)]
    commands = [
        [re.split(r"\s{2,}|\s+#", line[:COMMAND])[0] for line in "\n".join(block).split("\n")] for block in blocks
    ]
    assert commands[0] == commands[1]
    bare = [re.sub(r"```\n.*?```", "", text, flags=re.DOTALL) for text in (english, chinese)]
    codes = [set(re.findall(r"`([^`]+)`", text)) for text in bare]
    assert codes[0] <= codes[1], codes[0] - codes[1]
    links = [set(re.findall(r"\]\(([^)]+)\)", text)) - {"README.md", "README.zh.md"} for text in bare]
    assert links[0] == links[1]


def test_that_a_lesson_calls_what_is_to_be_opened_by_its_name_in_the_window(
    language: str, tables: dict[str, dict[str, str]]
) -> None:
    known: dict[str, set[str]] = {source: {words} for source, words in tables["settings"].items()}
    for _, source, target in messages(language):
        known.setdefault(source, set()).add(target)
    for preset in presets.gallery():
        scenes = [scene.text for scene in preset.lesson]
        for text in (preset.about.summary, preset.about.lesson, *scenes):
            for name in CALLED:
                if re.search(rf"(?<![.!?] )(?<!^)\b{name}\b", text.en):  # not the first word of a sentence
                    assert any(words in text.zh for words in known[name]), (preset.name, name, text.zh)
