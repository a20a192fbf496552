"""Languages: catalogues that lack nothing, and briefs in which nothing but they speaks."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from babel import Locale

from detente.analysis.asks import AskStatus
from detente.analysis.following import Outcome
from detente.analysis.plans import PromiseStatus
from detente.analysis.reciprocity.finding import Verdict
from detente.ontology import event_types, issues
from detente.records import Actor, Modality, VoiceKind, When
from detente.report import render_json
from detente.report.dates import write_day, write_month, write_period, write_when
from detente.report.language import Language, Name, languages, load_language
from detente.report.names import Names
from detente.report.phrases import write_demand, write_sentence
from detente.report.sections.news import add_news, note_brief
from report.catalogues import forms_of
from report.example import NAMES, brief_of, example_entries
from report.making import quick

ENGLISH = load_language("en")
OTHERS = [code for code in languages() if code != "en"]
OF_ITS_OWN = ("language.", "names.", "actors.", "issues.")
FIELD = re.compile(r"\{(\w+)")
WORD = re.compile(r"(?<![{\w])[^\W\d_]{2,}(?![\w}:])")
ALIKE = {"an", "in", "so", "html", "format", "UTC", "MMMM", "MMM", "LLLL", "LLL"}
NEGATIONS = re.compile(r"\b(nicht|kein|keine|keinen)\b")


def words_of(language: Language) -> dict[str, Any]:
    return {key: v for key, v in language.words.items() if not key.startswith(OF_ITS_OWN)}


@pytest.mark.parametrize("code", OTHERS)
def test_a_language_has_every_word_with_the_same_places(code: str) -> None:
    english, other = words_of(ENGLISH), words_of(load_language(code))
    assert english.keys() == other.keys()
    for key, message in english.items():
        places, own = (
            {name for form in forms_of(one) for name in FIELD.findall(form)} - {"n"}
            for one in (message, other[key])
        )
        assert places == own, key


def test_no_text_was_left_in_english() -> None:
    german = load_language("de")
    pairs = [(one, german.words[key]) for key, one in words_of(ENGLISH).items()]
    pairs += [(ENGLISH.phrases[of], german.phrases[of]) for of in ("deeds", "acts", "mutual")]
    for english, other in pairs:
        kept = {word for form in forms_of(english) for word in WORD.findall(form)}
        kept &= {word for form in forms_of(other) for word in WORD.findall(form)}
        assert kept <= ALIKE, english


@pytest.mark.parametrize("code", languages())
def test_a_plural_has_every_form_that_the_language_counts_by(code: str) -> None:
    language = load_language(code)
    needed = {"other", *language.locale.plural_form.tags}
    plurals = {k: v for k, v in language.words.items() if isinstance(v, dict) and "other" in v}
    assert len(plurals) > 15
    assert all(needed <= forms.keys() for forms in plurals.values())


@pytest.mark.parametrize("code", languages())
def test_every_code_of_a_brief_has_its_word(code: str) -> None:
    words = load_language(code).words
    account = [f"{one}, by its own account" for one in (AskStatus.MET, AskStatus.PARTLY_MET)]
    codes: dict[str, Iterable[object]] = {
        "outcomes": Outcome, "statuses": [*AskStatus, *account], "verdicts": Verdict,
        "voices": VoiceKind, "voices.about": VoiceKind, "modalities": Modality,
        "became": [one for one in PromiseStatus if one is not PromiseStatus.PENDING],
        "quads": (1, 2, 3, 4), "ways": ("together", "apart"),
    }  # fmt: skip
    for table, of_table in codes.items():
        assert {f"{table}.{one}" for one in of_table} <= words.keys()
    if code != "en":
        assert {f"issues.{issue}" for issue in issues()} <= words.keys()


@pytest.mark.parametrize("code", OTHERS)
def test_a_language_has_every_phrase(code: str) -> None:
    def shape(phrases: Mapping[str, Any]) -> dict[str, Any]:
        return {
            key: shape(value)
            if key in ("acts", "mutual", "worded", "frames", "sanctions", "accords")
            else value.keys()
            if key == "deeds"
            else None
            for key, value in phrases.items()
            if key != "inside"
        }

    assert shape(ENGLISH.phrases) == shape(load_language(code).phrases)


@pytest.mark.parametrize("modality", list(Modality))
@pytest.mark.parametrize("sides", ["NATO > RUS", "NATO >", "NATO = RUS"])
@pytest.mark.parametrize("trigger", ["acted", "sanctions", "treaty"])
def test_german_sentences_are_whole(trigger: str, sides: str, modality: str) -> None:
    names = Names(NAMES, load_language("de"))
    for name, row in event_types().items():
        forms = [name, *(f"{name}.{mode}" for mode in row.modes)]
        forms += [f"{name}[{content}]" for content in event_types()]
        for form in forms:
            entry = quick(
                f"{sides} {form}", modality=modality, trigger=trigger, text=f"X {trigger}"
            )
            said = write_sentence(entry.event, names)
            assert said.startswith("Die NATO ")
            assert not re.search(r"[\[\]{}<>|]|  |\s$|,,| ,", said), (form, said)
            assert modality != "negated" or NEGATIONS.search(said), said


@pytest.mark.parametrize(
    ("what", "modality", "sentence"),
    [
        ("USA > RUS ACCUSE[ASSAULT]", "actual",
         "Die USA haben Russland vorgeworfen, Gewalt anzuwenden"),
        ("RUS > USA CONSULT", "actual", "Russland hat mit den USA Gespräche geführt"),
        ("NATO = RUS CONSULT", "planned", "Die NATO und Russland wollen Gespräche führen"),
        ("RUS > NATO REJECT[REQUEST]", "possible",
         "Russland könnte Forderungen der NATO zurückweisen"),
        ("NATO EU > GEO AID", "negated",
         "Die NATO und die EU haben Georgien keine Hilfe geleistet"),
        ("RUS > IRN SUPPORT[CONCEDE]", "actual", "Russland hat Zugeständnisse Irans begrüßt"),
        ("RUS > NATO-MIL CONSULT", "actual",
         "Russland hat mit der NATO (Militär) Gespräche geführt"),
    ],
)  # fmt: skip
def test_german_has_its_cases_its_plural_and_its_word_order(
    what: str, modality: str, sentence: str
) -> None:
    names = Names(NAMES, load_language("de"))
    assert write_sentence(quick(what, modality=modality).event, names) == sentence


def test_an_ask_agrees_with_who_asks() -> None:
    german = load_language("de")
    names = Names(NAMES, german)
    askers = names.join([Actor("NATO"), Actor("EU")])
    asking = quick("NATO EU > RUS REQUEST[RETREAT]").event
    asked = write_demand(askers, "RETREAT", names(Actor("RUS")), None, asking, german)
    assert asked == "Die NATO und die EU haben Russland aufgefordert, einzulenken oder abzuziehen"


def test_states_have_the_names_of_the_language_and_others_keep_theirs() -> None:
    names = Names(NAMES, load_language("de"))
    told = [names(Actor.parse(one)) for one in ("RUS", "GBR", "DDR", "RUS:dmitry-rogozin", "YMD")]
    assert told == ["Russland", "Großbritannien", "die DDR", "Dmitry Rogozin", "YMD"]
    assert names(Actor("IRQ")).form("gen") == "Iraks"
    assert names(Actor("CYP")).form("gen") == "Zyperns"
    assert names(Actor("LAO")).form("gen") == "Laos’"


def test_a_name_from_a_text_is_never_read_as_a_message() -> None:
    tricky = Name("{a} {0} {b.__class__}")
    assert ENGLISH.say("voices.says", side=tricky) == "{a} {0} {b.__class__} says"


@pytest.fixture
def russian() -> Language:
    """As a catalogue for it would have it: three forms of a plural, two of a month."""
    words = {
        "counts.acts": {"one": "{n} акт", "few": "{n} акта", "many": "{n} актов", "other": "{n}"},
        "dates.day": "d MMMM y 'г.'",
        "dates.month": "LLLL y 'г.'",
        "dates.span": "с {first} по {last}",
    }
    return Language("ru", words, {}, Locale("ru"))


def test_other_languages_count_and_date_by_their_own_rules(russian: Language) -> None:
    counted = [russian.say("counts.acts", number) for number in (1, 3, 5, 21, 112)]
    assert counted == ["1 акт", "3 акта", "5 актов", "21 акт", "112 актов"]
    day = dt.date(2009, 9, 18)
    assert write_month(day, language=russian) == "сентябрь 2009 г."
    assert write_period(day, day, russian) == "с 18 сентября 2009 г. по 18 сентября 2009 г."


def test_german_dates_and_numbers() -> None:
    german, day = load_language("de"), dt.date(2009, 9, 18)
    assert write_day(day, language=german) == "18. September 2009"
    assert write_when(day, When(day, day, "quarter"), german) == "3. Quartal 2009"
    assert german.number(-2.5) == "−2,5"
    assert (german.percent(0.25), ENGLISH.percent(0.25)) == ("25 %", "25%")
    assert german.say("changes.test", p=0.0123) == "p = 0,012 nach Fishers exaktem Test"


def test_an_unknown_language_is_told_with_those_there_are_and_how_one_is_added() -> None:
    with pytest.raises(ValueError, match=r"'xx', only in de, en; .*words\.toml and phrases\.toml"):
        load_language("xx")
    with pytest.raises(ValueError, match=r"no brief in '\.\./de'"):
        load_language("../de")


def test_json_keeps_its_keys_and_codes_and_its_sentences_follow_the_language() -> None:
    english, german = (json.loads(render_json(brief_of(language=one))) for one in ("en", "de"))
    assert german["language"] == "de"
    assert list(english) == list(german)
    for key in ("verdict", "noted"):
        assert english["headline"][key] == german["headline"][key]
    assert english["overtures"][0]["items"][0]["outcome"] in set(Outcome)
    assert [item["outcome"] for side in english["overtures"] for item in side["items"]] == [
        item["outcome"] for side in german["overtures"] for item in side["items"]
    ]
    assert english["chronology"]["lines"][0]["quote"] == german["chronology"]["lines"][0]["quote"]
    assert "wird kein Schluss gezogen" in german["headline"]["rule"]


@pytest.mark.parametrize(("then", "now"), [("en", "de"), ("de", "en")])
def test_what_was_known_in_one_language_is_not_new_in_another(then: str, now: str) -> None:
    made = dt.datetime(2010, 12, 6, 8, 5)
    noted = note_brief(brief_of(language=then), [], made)
    news = add_news(brief_of(language=now), [noted]).news
    assert news is not None
    assert (news.lines, news.overtures, news.asks, news.finding) == ((), (), (), None)
    few = note_brief(brief_of(example_entries()[:4], language=then), [], made)
    told = add_news(brief_of(language=now), [few]).news
    assert told is not None
    assert told.finding is not None
    assert told.finding.then.startswith("Insufficient evidence")
    assert told.finding.now == brief_of(language=now).headline.sentence
