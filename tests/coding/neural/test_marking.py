from __future__ import annotations

from detente.coding.neural.marking import LONGEST, Signs, mark

SIGNS = Signs(1, 2, (11, 13, 15), (12, 14, 16))


def words(text: str) -> tuple[list[int], list[tuple[int, int]]]:
    """One token a word: ids from 100 on, and their offsets."""
    offsets, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        offsets.append((at, at + len(word)))
        at += len(word)
    return list(range(100, 100 + len(offsets))), offsets


def test_signs_stand_around_source_target_and_trigger() -> None:
    text = "Russia expelled three British diplomats"
    tokens, offsets = words(text)
    marked = mark(tokens, offsets, [(0, 6), (22, 39), (7, 15)], SIGNS)
    assert marked.ids == [1, 11, 100, 12, 15, 101, 16, 102, 13, 103, 104, 14, 2]
    assert [marked.ids[p] for p in marked.places] == [11, 13, 15]
    assert [(marked.ids[p], i) for p, i in marked.kept] == [(100 + i, i) for i in range(5)]


def test_a_part_that_is_not_there_is_read_at_the_first_token() -> None:
    tokens, offsets = words("Russia tested a missile")
    marked = mark(tokens, offsets, [(0, 6), None, None], SIGNS)
    assert marked.places == (1, 0, 0)
    assert marked.ids == [1, 11, 100, 12, 101, 102, 103, 2]


def test_a_part_at_the_end_is_closed() -> None:
    tokens, offsets = words("talks with Iran")
    marked = mark(tokens, offsets, [(11, 15), None, (0, 5)], SIGNS)
    assert marked.ids == [1, 15, 100, 16, 101, 11, 102, 12, 2]


def test_a_long_sentence_is_cut_around_its_parts() -> None:
    text = " ".join(f"w{n}" for n in range(400))
    tokens, offsets = words(text)
    for source, target in ((0, 5), (200, 210), (390, 399)):
        spans = [offsets[source], offsets[target], None]
        marked = mark(tokens, offsets, spans, SIGNS)
        assert len(marked.ids) <= LONGEST
        assert 100 + source in marked.ids
        assert 100 + target in marked.ids
        assert marked.ids[marked.places[0] + 1] == 100 + source


def test_parts_too_far_apart_keep_the_first() -> None:
    text = " ".join(f"w{n}" for n in range(400))
    tokens, offsets = words(text)
    marked = mark(tokens, offsets, [offsets[10], offsets[390], None], SIGNS)
    assert len(marked.ids) <= LONGEST
    assert marked.places[0] > 0
    assert marked.places[1] == 0
