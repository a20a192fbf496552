"""The listener that the package brings: who vouches for which words."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from detente.coding.hearing import Hearing
from detente.coding.neural.listener import LONGEST, Listener, listener
from detente.coding.reader import Reader
from detente.coding.sayings import Sayings
from detente.errors import ModelError
from detente.records import Document
from detente.text.parse import parse
from detente.text.passages import passages
from detente.text.syntax import Tree

MODEL = Path(str(files("detente.coding.neural") / "model"))


def chain(text: str, word: str) -> list[str]:
    """Speakers of the last occurrence of a word in a document."""
    reader = Reader(Document("d", text), "test", listen=listener().hear)
    at, found = text.rindex(word), passages(text)
    for passage, doc in zip(found, parse([p.text for p in found]), strict=True):
        tree = Tree(doc)
        sentences = list(reader.read(passage, tree, []))
        place = passage.find(at, at + 1)
        if place is not None:
            return [v.name for v in sentences[-1].speakers.chain(tree.token_at(place[0]))]
    raise AssertionError(f"{word!r} is nowhere")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Rebels shelled the harbour on Friday.", []),
        ("The harbour master said that rebels had shelled the harbour.", ["The harbour master"]),
        (
            "The harbour master told reporters a coastguard had reported that rebels shelled it.",
            ["The harbour master", "a coastguard"],
        ),
        (
            "La Prensa, citing the harbour master, wrote that rebels had shelled the harbour.",
            ["La Prensa", "the harbour master"],
        ),
        ("The minister urged the crews to wait. Rebels shelled the harbour at noon.", []),
    ],
)
def test_speakers_from_the_outermost(text: str, names: list[str]) -> None:
    assert chain(text, "shelled") == names


def test_a_speaker_is_named_as_things_stood_in_his_passage() -> None:
    text = (
        "The minister met the crews. He put it about that rebels had shelled the pier."
        "\n\nGeneral Ruiz came by boat. He left at noon."
    )
    reader = Reader(Document("d", text), "test", listen=listener().hear)
    found = passages(text)
    read = []
    for passage, doc in zip(found, parse([p.text for p in found]), strict=True):
        tree = Tree(doc)
        read.append((tree, list(reader.read(passage, tree, []))[-1].speakers))
    tree, speakers = read[0]
    assert [v.name for v in speakers.chain(tree.words.index("shelled"))] == ["The minister"]


def test_a_long_passage_is_read_part_by_part() -> None:
    filler = "The boats lay at anchor and the crews mended their nets by the wall. " * 25
    text = f"{filler}The harbour master said that rebels had shelled the harbour."
    (doc,) = parse([text])
    tree = Tree(doc)
    heard = listener().hear(text, tree)
    assert len(tree) > LONGEST
    assert len(heard.parts) == 2
    assert [heard.parts[0].first, heard.parts[1].first] == [0, len(heard.parts[0].vouches)]
    master, shelled = tree.words.index("master"), tree.words.index("shelled")
    assert heard.speaks[master] > 0.5
    assert heard.vouches(master, shelled) > 0.5
    assert heard.speaks[: master - 3].max() < 0.5


@pytest.mark.parametrize("text", ["", "\u200b", "x" * 3000, "said " * 300])
def test_odd_passages_are_heard(text: str) -> None:
    (doc,) = parse([text])
    tree = Tree(doc)
    heard = listener().hear(text, tree)
    assert heard.speaks.shape == (len(tree),)
    hearing = Hearing(tree, Sayings(tree), heard)
    told = [said for i in range(min(len(tree), 2)) for said in hearing.around(i)]
    assert all(0 <= said.head < len(tree) for said in told)
    assert all(said.content for said in hearing)


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    shutil.copytree(MODEL, tmp_path / "model")
    with (tmp_path / "model" / "listener.onnx").open("r+b") as weights:
        weights.write(b"damaged")
    with pytest.raises(ModelError, match="--coder rules"):
        Listener(tmp_path / "model")
