"""The rules coder on sentences written for this test: who, to whom, what, how firmly."""

from __future__ import annotations

import datetime as dt

import pytest

from detente.coding.rules import RulesCoder
from detente.records import Coding, Document, Event, Genre

DAY = dt.date(2009, 9, 19)


def code(text: str, genre: Genre = Genre.REPORT, date: dt.date | None = DAY) -> Coding:
    document = Document(
        "d", text, date=date, genre=genre, outlet="Northern Wire", author="A. Writer"
    )
    (coding,) = RulesCoder().code([document])
    assert isinstance(coding, Coding)
    for event in coding.events:
        assert all(span.stands_in(text) for span in event.evidence.spans())
    return coding


def sides(event: Event) -> str:
    def codes(actors: tuple[object, ...]) -> str:
        return "+".join(sorted({str(a).split("-")[0].split(":")[0] for a in actors}))

    return f"{codes(event.source)}>{codes(event.target)}"


def lines(text: str, genre: Genre = Genre.REPORT) -> list[str]:
    found = []
    for e in code(text, genre).events:
        content = f"[{e.content.type}]" if e.content else ""
        mark = "=" if e.mutual else ""
        found.append(f"{sides(e)} {e.type}{content}{mark} {e.modality}")
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # voice and clause
        ("Russia attacked Georgia.", "RUS>GEO ASSAULT actual"),
        ("Georgia was invaded by Russia in August.", "RUS>GEO ASSAULT actual"),
        ("Russian troops shelled Georgian positions.", "RUS>GEO ASSAULT actual"),
        ("Poland criticised Russia, which had invaded Georgia.", "RUS>GEO ASSAULT actual"),
        ("Poland criticised Russia, which had invaded Georgia.", "POL>RUS ACCUSE actual"),
        ("Diplomats expelled by Russia left for Britain.", "RUS> SANCTION actual"),
        ("China and Russia condemned the United States.", "CHN+RUS>USA ACCUSE actual"),
        ("Iran condemned Israel and threatened Saudi Arabia.", "IRN>SAU THREATEN actual"),
        # nouns
        ("Relations were ruptured by Russia's invasion of Georgia.", "RUS>GEO ASSAULT actual"),
        ("The Russian invasion of Georgia alarmed Poland.", "RUS>GEO ASSAULT actual"),
        ("Talks between India and Pakistan resumed in Delhi.", "IND>PAK CONSULT= actual"),
        ("Japan imposed sanctions on North Korea.", "JPN>PRK SANCTION actual"),
        ("France launched an attack on Libya.", "FRA>LBY ASSAULT actual"),
        # mutual acts stand once
        ("The United States and Russia held talks in Geneva.", "USA>RUS CONSULT= actual"),
        ("Egypt signed a trade agreement with Turkey.", "EGY>TUR SUPPORT[AGREE]= actual"),
        # content
        ("NATO urged Russia to withdraw its troops.", "NATO>RUS REQUEST[RETREAT] actual"),
        ("China called on North Korea to resume talks.", "CHN>PRK REQUEST[CONSULT] actual"),
        ("Turkey threatened to invade Syria.", "TUR>SYR THREATEN[ASSAULT] actual"),
        ("Iran refused to hold talks with the United States.", "IRN>USA REJECT[CONSULT] actual"),
        ("Norway agreed to provide aid to Sudan.", "NOR>SDN AGREE[AID] actual"),
        # modality
        ("Russia will sell missiles to Venezuela.", "RUS>VEN COOPERATE planned"),
        ("Israel did not attack Syria.", "ISR>SYR ASSAULT negated"),
        ("Israel imposed no sanctions on Syria.", "ISR>SYR SANCTION negated"),
        ("India may attack Pakistan.", "IND>PAK ASSAULT possible"),
        ("Russia denied that it had attacked Ukraine.", "RUS>UKR ASSAULT negated"),
        ("If Iran attacks Israel, oil prices will rise.", "IRN>ISR ASSAULT conditional"),
        ("Japan plans to send aid to Nepal.", "JPN>NPL AID planned"),
        ("Talks between Iran and Iraq may follow.", "IRN>IRQ CONSULT= possible"),
        ("A meeting of India and China did not take place.", "IND>CHN CONSULT= negated"),
        ("NATO and Russia will hold talks in May.", "NATO>RUS CONSULT= planned"),
        (
            "NATO ought to invite Russia to the exercise, Britain said.",
            "GBR>NATO REQUEST[REQUEST] actual",
        ),
        # said that
        ("A Polish official said that Russia had attacked Georgia.", "RUS>GEO ASSAULT actual"),
        # deeds decide
        ("China expelled two American diplomats.", "CHN>USA SANCTION actual"),
        ("Venezuela bought tanks from Russia.", "VEN>RUS COOPERATE actual"),
        ("Russia suspended the treaty on conventional forces.", "RUS> REJECT[AGREE] actual"),
        ("NATO suspended talks with Russia.", "NATO>RUS SANCTION actual"),
        ("North Korea tested a ballistic missile.", "PRK> MOBILIZE actual"),
        ("Britain recalled its ambassador from Iran.", "GBR>IRN SANCTION actual"),
        ("Israel released 26 Palestinian prisoners.", "ISR>PSE RETREAT actual"),
    ],
)
def test_a_sentence_is_coded(text: str, expected: str) -> None:
    assert expected in lines(text)


@pytest.mark.parametrize(
    "text",
    [
        "The United States said on Tuesday that the weather in Russia was cold.",
        "Officials from China and Japan watched the match.",
        "The Russian composer lived in the United States.",
        "Turkey and Greece were shaken by an earthquake.",
    ],
)
def test_a_sentence_without_a_deed_between_actors_gives_nothing(text: str) -> None:
    assert [line for line in lines(text) if not line.split()[0].endswith(">")] == []


def test_an_embedded_deed_is_content_and_no_event() -> None:
    assert [e.type for e in code("NATO urged Russia to withdraw from Georgia.").events] == [
        "REQUEST"
    ]


def test_two_demands_in_one_sentence_are_two_entries() -> None:
    found = lines("NATO urged Russia to withdraw its troops and to resume talks.")
    assert "NATO>RUS REQUEST[RETREAT] actual" in found
    assert "NATO>RUS REQUEST[CONSULT] actual" in found


def test_a_mutual_act_is_never_two_directed_ones() -> None:
    events = code("Russia and Ukraine held talks. Talks between Ukraine and Russia went on.").events
    assert len([e for e in events if e.type == "CONSULT"]) <= 2
    assert all(e.mutual for e in events)


def test_one_entry_stands_once_however_often_it_is_repeated() -> None:
    text = (
        "Russia attacked Georgia. Russia attacked Georgia, officials said. Moscow attacked Georgia."
    )
    assert len([e for e in code(text).events if e.type == "ASSAULT"]) == 1


def test_an_ask_belongs_to_its_speaker() -> None:
    (ask,) = code("Russia must withdraw its troops, Poland's foreign minister said.").events
    assert (ask.type, sides(ask), ask.content and ask.content.type) == (
        "REQUEST",
        "POL>RUS",
        "RETREAT",
    )


def test_in_an_editorial_asks_and_judgements_are_the_outlets_and_in_a_report_nobodys() -> None:
    text = "Russia appears neither engaged nor serious. NATO should suspend talks with Moscow."
    editorial = code(text, Genre.EDITORIAL).events
    assert {(e.type, str(e.source[0])) for e in editorial} == {
        ("ACCUSE", "MED:northern-wire"),
        ("REQUEST", "MED:northern-wire"),
    }
    assert code(text, Genre.REPORT).events == ()
    commentary = code(text, Genre.COMMENTARY).events
    assert {str(e.source[0]) for e in commentary} == {"MED:a-writer"}


def test_attribution_is_nested_outermost_first() -> None:
    text = "The paper reports that a NATO spokesman said that Russia had invaded Georgia."
    (event,) = code(text).events
    assert [v.name for v in event.attribution] == ["Northern Wire", "The paper", "a NATO spokesman"]
    assert str(event.attribution[-1].actor) == "NATO"


def test_words_in_a_quotation_are_marked_as_quoted_and_we_is_the_speaker() -> None:
    text = '"We call on Moscow to withdraw its troops," Polish president Lech Kaczynski said.'
    (event,) = code(text).events
    assert sides(event) == "POL>RUS"
    assert event.attribution[-1].quoted


def test_a_concern_is_kept_with_who_holds_it_and_what_it_is_about() -> None:
    coding = code("Moscow sees NATO enlargement as a threat. It fears missile bases in Poland.")
    assert [(str(c.holder[0]), c.about.text) for c in coding.concerns] == [
        ("RUS-GOV", "NATO enlargement"),
        ("RUS-GOV", "missile bases in Poland"),
    ]


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("Norway voiced concern on Monday over Chad's grain purchases.", "Chad's grain purchases"),
        ("Norway has shelved a dam that Kenya feared for years.", "a dam"),
        ("Kenya perceives the dam and the canal as threats.", "the dam and the canal"),
        ("The barges, which Kenya saw as a threat, sank.", "The barges"),
        ("Kenya fears the dam, which Norway wants.", "the dam, which Norway wants"),
    ],
)
def test_what_is_feared_is_neither_a_day_nor_the_words_that_say_so(text: str, about: str) -> None:
    (concern,) = code(text).concerns
    assert concern.about.text == about


def test_pronouns_and_descriptions_resolve_with_less_confidence() -> None:
    plain = code("Russia attacked Georgia.").events[0]
    (event,) = [e for e in code("Russia sent tanks. It attacked Georgia.").events if e.target]
    assert sides(event) == "RUS>GEO"
    assert event.confidence < plain.confidence
    (event,) = code("NATO met on Monday. The alliance condemned Russia.").events
    assert sides(event) == "NATO>RUS"


def test_without_a_date_relative_times_stay_unresolved_and_all_is_coded() -> None:
    (event,) = code("Russia attacked Georgia on Monday.", date=None).events
    assert event.when is None
    (event,) = code("Russia attacked Georgia in August 2008.", date=None).events
    assert event.when is not None
    assert (event.when.start, event.when.granularity) == (dt.date(2008, 8, 1), "month")


def test_a_long_and_odd_text_is_read_without_failing() -> None:
    text = (
        "Russia \x00 and NATO\u200b met “"
        + "again, " * 900
        + "and Iran.\n\n"
        + "(" * 400
        + "Russia"
    )
    code(text)


def test_in_a_release_we_and_opinions_are_the_issuing_bodys() -> None:
    document = Document(
        "d",
        "We call on Russia to withdraw its troops. Iran must stop its enrichment.",
        date=DAY,
        genre=Genre.RELEASE,
        outlet="The White House (Office of the Press Secretary)",
    )
    (coding,) = RulesCoder().code([document])
    assert isinstance(coding, Coding)
    assert [(str(e.source[0]), str(e.target[0]), e.type) for e in coding.events] == [
        ("USA-GOV", "RUS", "REQUEST"),
        ("USA-GOV", "IRN", "REQUEST"),
    ]


def test_what_should_have_been_done_is_asked_of_nobody() -> None:
    asked = lines("NATO should reopen talks with Russia.", Genre.EDITORIAL)
    assert any("REQUEST" in line for line in asked)
    missed = lines("NATO should have reopened talks with Russia.", Genre.EDITORIAL)
    assert not any("REQUEST" in line for line in missed)


def test_asks_whose_deed_is_not_told_are_one_for_each_wording() -> None:
    text = "NATO must wait. It should blush. It must wait."
    asks = [e for e in code(text, Genre.EDITORIAL).events if e.type == "REQUEST"]
    assert [e.evidence.trigger.text for e in asks] == ["must wait", "should blush"]


@pytest.mark.parametrize("verb", ["asked for", "demanded", "expected", "awaited"])
def test_who_wants_an_explanation_asks(verb: str) -> None:
    text = f"Turkey {verb} an explanation from Israel."
    assert "TUR>ISR REQUEST[CONCEDE] actual" in lines(text)
