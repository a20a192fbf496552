"""Voices: what speakers are called, and whom pronouns and short names take up."""

from __future__ import annotations

import datetime as dt

import pytest

from detente.actors.gazetteer import gazetteer
from detente.coding.reader import Reader
from detente.records import Document, Genre, Voice
from detente.text.parse import parse
from detente.text.passages import passages
from detente.text.syntax import Tree


def chain(text: str, word: str, genre: Genre = Genre.REPORT) -> list[Voice]:
    """Speakers of the last occurrence of a word in a document."""
    document = Document("d", text, date=dt.date(2009, 9, 18), genre=genre)
    reader = Reader(document, "test")
    at = text.rindex(word)
    found = passages(text)
    for passage, doc in zip(found, parse([p.text for p in found]), strict=True):
        tree = Tree(doc)
        sentences = list(reader.read(passage, tree, gazetteer().find(passage.text)))
        place = passage.find(at, at + 1)
        if place is not None:
            return sentences[-1].speakers.chain(tree.token_at(place[0]))
    raise AssertionError(f"{word!r} is nowhere")


@pytest.mark.parametrize(
    ("text", "word", "names"),
    [
        ("Ada Okafor met reporters. She said that rebels fled.", "fled", ["Ada Okafor"]),
        ("The minister, Tomas Brill, spoke. Brill said rebels fled.", "fled", ["Tomas Brill"]),
        (
            "General Ruiz met Colonel Vance. The latter said that rebels fled.",
            "fled",
            ["Colonel Vance"],
        ),
        (
            'OSLO (Reuters) - "Rebels fled the town at dawn," said Tomas Brill.',
            "fled",
            ["Tomas Brill"],
        ),
        ('Tomas Brill said:\n\n"Rebels fled the town at dawn."', "fled", ["Tomas Brill"]),
    ],
)
def test_speakers_are_called_by_their_names(text: str, word: str, names: list[str]) -> None:
    assert [voice.name for voice in chain(text, word)] == names


def test_who_is_told_of_is_not_he_who_tells() -> None:
    text = "Colonel Vance came at noon. General Ruiz, he said, had fled before the rebels came."
    assert [voice.name for voice in chain(text, "fled")] == ["Colonel Vance"]


def test_a_speaker_is_resolved_by_office_and_day() -> None:
    (voice,) = chain("The NATO secretary general said that rebels fled.", "fled")
    assert voice.actor is not None
    assert voice.actor.code == "NATO"


def test_sources_without_a_name() -> None:
    (voice,) = chain("A senior official said on condition of anonymity that rebels fled.", "fled")
    assert not voice.named
    (voice,) = chain("It was reported that rebels fled.", "fled")
    assert (voice.name, voice.named) == ("unnamed sources", False)


def test_a_turn_of_a_transcript_goes_on_until_the_next_label() -> None:
    text = "MR. GIBBS: Good morning.\n\nRebels fled the town.\n\nQ: And then?"
    (voice,) = chain(text, "fled", Genre.TRANSCRIPT)
    assert "GIBBS" in voice.name
    assert chain("Q: And then?\n\nMR. GIBBS: Rebels fled.", "fled", Genre.TRANSCRIPT)[0].name != "Q"


def test_a_place_in_front_of_a_report_is_no_speaker() -> None:
    text = (
        "VIENNA: Iran's envoy said on Wednesday that rebels had fled the town before the dawn came."
    )
    assert [voice.name for voice in chain(text, "fled")] == ["Iran's envoy"]


def test_speakers_who_stand_in_each_others_words_end() -> None:
    assert chain('"He said she said they said," he said she said.', "they") is not None
