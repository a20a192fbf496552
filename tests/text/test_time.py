"""Times: which words are one, and which days they mean seen from Wednesday, 16 September 2009."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.records import When
from detente.text.time import Tense, find_times, resolve

PUBLISHED = dt.date(2009, 9, 16)


def days(text: str, tense: Tense = "past", published: dt.date | None = PUBLISHED) -> str | None:
    """The days of the one time in ``text``: ``first/last granularity``, or ``None``."""
    (mention,) = find_times(text)
    when = resolve(mention, published, tense)
    return None if when is None else f"{when.start}/{when.end} {when.granularity}"


def day(date: str) -> str:
    return f"{date}/{date} day"


STATED = [
    ("signed on 12 March 2009 in Oslo", day("2009-03-12")),
    ("signed on March 12, 2009.", day("2009-03-12")),
    ("signed on Thursday, 12 March 2009", day("2009-03-12")),
    ("signed on the 12th of March, 2009", day("2009-03-12")),
    ("signed on Sept. 18, 2008 in Oslo", day("2008-09-18")),
    ("signed on 2009-03-12", day("2009-03-12")),
    ("signed on 13/4/2009", day("2009-04-13")),
    ("signed on MARCH 12, 2009", day("2009-03-12")),
    ("the siege of September 1–3, 2004", "2004-09-01/2004-09-03 day"),
    ("a summit on 10-11 June 2010", "2010-06-10/2010-06-11 day"),
    ("signed in March 2009", "2009-03-01/2009-03-31 month"),
    ("signed in March of 2009", "2009-03-01/2009-03-31 month"),
    ("signed in Feb. 2008", "2008-02-01/2008-02-29 month"),
    ("in early August 2008", "2008-08-01/2008-08-15 month"),
    ("in late August 2008", "2008-08-16/2008-08-31 month"),
    ("at the end of April 2008", "2008-04-16/2008-04-30 month"),
    ("in the third quarter of 2009", "2009-07-01/2009-09-30 quarter"),
    ("in Q1 2009", "2009-01-01/2009-03-31 quarter"),
    ("in the second half of 2010", "2010-07-01/2010-12-31 year"),
    ("in summer 2008", "2008-06-01/2008-08-31 season"),
    ("in the fall of 2008", "2008-09-01/2008-11-30 season"),
    ("in the winter of 2008-09", "2008-12-01/2009-02-28 season"),
    ("in 2008", "2008-01-01/2008-12-31 year"),
    ("the 2008 elections", "2008-01-01/2008-12-31 year"),
    ("in 2000", "2000-01-01/2000-12-31 year"),
    ("the war of 1941–1945", "1941-01-01/1945-12-31 year"),
    ("in late 2008", "2008-07-02/2008-12-31 year"),
    ("in mid-2008", "2008-04-01/2008-10-01 year"),
    ("since the September 11 attacks", day("2001-09-11")),
    ("after 9/11", day("2001-09-11")),
    ("on Christmas Day, 2008", day("2008-12-25")),
]


@pytest.mark.parametrize(("text", "expected"), STATED)
def test_stated_times_need_no_publication_date(text: str, expected: str) -> None:
    assert days(text) == expected
    assert days(text, "future", None) == expected
    assert resolve(find_times(text)[0], None, "past").origin == "stated"  # type: ignore[union-attr]


RELATIVE: list[tuple[str, Tense, str | None]] = [
    ("He spoke today.", "past", day("2009-09-16")),
    ("Today he spoke.", "past", day("2009-09-16")),
    ("He spoke yesterday.", "past", day("2009-09-15")),
    ("He spoke last night.", "past", day("2009-09-15")),
    ("the day before yesterday", "past", day("2009-09-14")),
    ("He will speak tomorrow.", "future", day("2009-09-17")),
    ("He spoke on Monday.", "past", day("2009-09-14")),
    ("He speaks on Monday.", "present", day("2009-09-14")),
    ("He will speak on Monday.", "future", day("2009-09-21")),
    ("He spoke on Wednesday.", "past", day("2009-09-16")),
    ("He spoke late Friday night.", "past", day("2009-09-11")),
    ("last Wednesday", "past", day("2009-09-09")),
    ("next Wednesday", "future", day("2009-09-23")),
    ("this Friday", "future", day("2009-09-18")),
    ("on Friday last week", "past", day("2009-09-11")),
    ("last week", "past", "2009-09-07/2009-09-13 week"),
    ("this week", "past", "2009-09-14/2009-09-20 week"),
    ("earlier this week", "past", "2009-09-14/2009-09-16 week"),
    ("later this month", "future", "2009-09-16/2009-09-30 month"),
    ("last month", "past", "2009-08-01/2009-08-31 month"),
    ("next month", "future", "2009-10-01/2009-10-31 month"),
    ("next quarter", "future", "2009-10-01/2009-12-31 quarter"),
    ("last year", "past", "2008-01-01/2008-12-31 year"),
    ("by the end of the year", "future", "2009-07-02/2009-12-31 year"),
    ("late last year", "past", "2008-07-02/2008-12-31 year"),
    ("over the weekend", "past", "2009-09-12/2009-09-13 day"),
    ("at the weekend", "future", "2009-09-19/2009-09-20 day"),
    ("last weekend", "past", "2009-09-12/2009-09-13 day"),
    ("two days ago", "past", day("2009-09-14")),
    ("three weeks ago", "past", "2009-08-24/2009-08-30 week"),
    ("a year ago", "past", "2008-01-01/2008-12-31 year"),
    ("two months earlier", "past", "2009-07-01/2009-07-31 month"),
    ("two weeks later", "future", "2009-09-28/2009-10-04 week"),
    ("two weeks later", "past", None),
    ("in two weeks", "future", "2009-09-28/2009-10-04 week"),
    ("for the first time in two years", "past", None),
    ("several days ago", "past", None),
    ("more than a week ago", "past", None),
    ("in the past two weeks", "past", "2009-09-02/2009-09-16 week"),
    ("over the next three months", "future", "2009-09-16/2009-12-16 month"),
    ("the next day", "past", None),
    ("in the 1990s", "past", None),
    ("since 1 August", "present", day("2009-08-01")),
    ("since December", "future", "2008-12-01/2008-12-31 month"),
    ("by December", "present", "2009-12-01/2009-12-31 month"),
    ("The talks ended in December.", "past", "2008-12-01/2008-12-31 month"),
    ("The talks should conclude in December.", "future", "2009-12-01/2009-12-31 month"),
    ("They met in September.", "past", "2009-09-01/2009-09-30 month"),
    ("They met in March.", "present", "2009-03-01/2009-03-31 month"),
    ("They met last March.", "past", "2009-03-01/2009-03-31 month"),
    ("They meet next March.", "future", "2010-03-01/2010-03-31 month"),
    ("in March last year", "past", "2008-03-01/2008-03-31 month"),
    ("on 12 March this year", "past", day("2009-03-12")),
    ("They met on Sept. 18.", "past", day("2008-09-18")),
    ("They will meet on Sept. 18.", "future", day("2009-09-18")),
    ("It is of Thursday, 12 March.", "past", day("2009-03-12")),
    ("It was Tuesday, 17 June.", "past", day("2008-06-17")),
    ("on 29 February", "past", day("2008-02-29")),
    ("on 31 February", "past", None),
    ("late August", "past", "2009-08-16/2009-08-31 month"),
    ("mid-May", "past", "2009-05-10/2009-05-20 month"),
    ("last summer", "past", "2009-06-01/2009-08-31 season"),
    ("next spring", "future", "2010-03-01/2010-05-31 season"),
    ("this winter", "future", "2009-12-01/2010-02-28 season"),
    ("in the third quarter", "past", "2009-07-01/2009-09-30 quarter"),
    ("May Day rallies", "past", day("2009-05-01")),
    ("on New Year’s Eve", "past", day("2008-12-31")),
]


@pytest.mark.parametrize(("text", "tense", "expected"), RELATIVE)
def test_relative_times_are_seen_from_publication(
    text: str, tense: Tense, expected: str | None
) -> None:
    assert days(text, tense) == expected
    assert days(text, tense, None) is None


def test_origin_tells_what_was_resolved() -> None:
    (mention,) = find_times("on Monday")
    assert resolve(mention, PUBLISHED, "past") == When(
        dt.date(2009, 9, 14), dt.date(2009, 9, 14), "day", "relative"
    )


@pytest.mark.parametrize(
    "text",
    [
        "It may sign, and it may march.",
        "may 12 soldiers go",
        "March on, said Theresa May.",
        "Mr Putin and June Carter met August Wilson.",
        "2000 troops and 1,999 men",
        "some 2010 people came",
        "Resolution 1929 was adopted",
        "resolutions 1929 and 1973 were adopted",
        "a Boeing 1957 at 2000 GMT",
        "the Sunday Times reported, and so did The Mail on Sunday",
        "Black September claimed it",
        "the Good Friday agreement",
        "the March 14 Alliance and the 26 July Movement",
        "every Friday",
        "Russia Today reported",
        "a second meeting, in second place",
        "in the second half they scored",
        "since the fall of Saigon, prices fall and protests spring up",
        "It cost $2009 and €1999.",
        "on 3/4/2009",
        "a 2000-year-old town",
        "pre-1967 borders",
        "",
    ],
)
def test_what_only_looks_like_a_time(text: str) -> None:
    assert find_times(text) == []


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("in March", "point", "March"),
        ("since early March", "since", "early March"),
        ("from 1 August", "since", "1 August"),
        ("until Monday", "until", "Monday"),
        ("by the end of May", "until", "the end of May"),
        ("until at least May 22", "until", "May 22"),
        ("during the summer", "during", "the summer"),
        ("in the past two weeks", "during", "the past two weeks"),
        ("within two weeks", "point", "two weeks"),
    ],
)
def test_prepositions_give_the_kind_and_stay_outside(text: str, kind: str, words: str) -> None:
    (mention,) = find_times(text)
    assert (mention.kind, mention.text) == (kind, words)
    assert text[mention.start : mention.end] == words


def test_what_begins_in_the_future_is_not_turned_back() -> None:
    assert days("will be closed from 20 September", "future") == day("2009-09-20")


def test_a_number_of_soldiers_is_no_day_of_march() -> None:
    assert [one.text for one in find_times("In March 20 soldiers were killed.")] == ["March"]
    assert [one.text for one in find_times("In May, 5,000 troops left.")] == ["May"]
    assert [one.text for one in find_times("On May 5, 2,000 troops left.")] == ["May 5"]


def test_a_year_is_shared() -> None:
    found = find_times("between December and March 2009, and in April or May 2008")
    starts = [str(resolve(one, None, "past").start)[:7] for one in found]  # type: ignore[union-attr]
    assert starts == ["2008-12", "2009-03", "2008-04", "2008-05"]


def test_no_time_is_finer_than_its_words() -> None:
    for text, _ in STATED:
        (mention,) = find_times(text)
        when = resolve(mention, None, "past")
        assert when is not None
        assert when.granularity == "day" or (when.end - when.start).days > 10


FRAGMENTS = st.sampled_from(
    [text for text, _ in STATED]
    + [text for text, _, _ in RELATIVE]
    + ["May", "2000", "99", "the", "last", "31", "February", "Q4", "fall", "1500", "–", "/", "0"]
)


@given(st.lists(FRAGMENTS | st.text(max_size=12), max_size=6), st.dates() | st.none())
def test_nothing_is_raised_and_spans_are_verbatim(parts: list[str], published: dt.date) -> None:
    text = " ".join(parts)
    end = 0
    for mention in find_times(text):
        assert text[mention.start : mention.end] == mention.text
        assert mention.start >= end
        end = mention.end
        for tense in ("past", "present", "future"):
            when = resolve(mention, published, tense)
            if when is not None:
                assert when.start <= when.end
                assert published or when.origin == "stated"


@given(st.dates(min_value=dt.date(1990, 1, 1), max_value=dt.date(2090, 1, 1)))
def test_every_day_of_the_calendar_is_read(date: dt.date) -> None:
    for form in ("%d %B %Y", "%B %d, %Y", "%A, %d %B %Y", "%Y-%m-%d"):
        assert days(date.strftime(f"on {form}.")) == day(str(date))
