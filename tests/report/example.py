"""A realistic case by hand: NATO and Russia, August 2008 to December 2010, in six outlets.

The dispatches are invented after the public record; outlets, wordings and links are not real.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from detente.ledger.concerns import ConcernEntry
from detente.ledger.entries import Entry
from detente.records import Document, Genre
from detente.report import Brief, build_brief
from report.making import day, make_concern, make_document, make_entry

NAMES = {
    "NATO": "NATO",
    "RUS": "Russia",
    "USA": "the United States",
    "GEO": "Georgia",
    "AFG": "Afghanistan",
    "IRN": "Iran",
    "EU": "the European Union",
    "RUS:dmitry-rogozin": "Dmitry Rogozin",
    "NATO:anders-fogh-rasmussen": "Anders Fogh Rasmussen",
    "MED:atlantic-ledger": "Atlantic Ledger",
    "MED:kontinent-review": "Kontinent Review",
}
WIRE, COURIER = "Northern Wire", "Vostok Courier"
HARBOUR, LEDGER, REVIEW, MERIDIAN = (
    "The Harbour Telegraph",
    "Atlantic Ledger",
    "Kontinent Review",
    "Meridian Post",
)

_D: dict[str, Document] = {}


def _doc(key: str, date: str, outlet: str, title: str, text: str, genre: str = "report") -> None:
    _D[key] = make_document(text, date, outlet, id=f"{date}-{key}", genre=Genre(genre), title=title)


_doc(
    "shelved",
    "2008-08-20",
    WIRE,
    "NATO shelves council with Russia",
    "NATO on Tuesday suspended meetings of its joint council with Russia and demanded that Moscow "
    "pull its troops back to the lines of 6 August, saying that there could be no business as "
    "usual while Russian forces stood in Georgia.",
)
_doc(
    "rupture",
    "2008-08-20",
    HARBOUR,
    "A council shelved, not buried",
    "The alliance suspended the NATO-Russia Council yesterday until Russian troops withdraw, while "
    "taking care to break nothing that could not be mended. An alliance official said that the "
    "meetings could resume if the troops left.",
)
_doc(
    "sides",
    "2008-08-20",
    COURIER,
    "NATO has chosen sides",
    "Sergei Lavrov accused NATO of taking a criminal regime under its protection. The bloc, the "
    "foreign minister said, was encouraging Tbilisi to arm again.",
)
_doc(
    "halts",
    "2008-08-22",
    WIRE,
    "Russia halts military cooperation",
    "Russia has frozen all military cooperation with NATO, an alliance spokeswoman said on "
    "Thursday, though the transit of supplies to Afghanistan was not affected.",
)
_doc(
    "recognises",
    "2008-08-28",
    HARBOUR,
    "Alliance condemns recognition",
    "NATO condemned Russia's recognition of Abkhazia and South Ossetia and called on Moscow to "
    "reverse it.",
)
_doc(
    "pullback",
    "2008-09-12",
    MERIDIAN,
    "Was there a pull-back?",
    "A Kremlin spokesman said that Russia had withdrawn its forces from the zone as it had "
    "promised the alliance. A NATO spokesman replied that Russia had not withdrawn from the zone "
    "and kept soldiers at two posts.",
)
_doc(
    "evian",
    "2008-10-09",
    REVIEW,
    "Medvedev offers a treaty",
    "Dmitry Medvedev proposed to NATO a treaty on European security that would bind all states "
    "from Vancouver to Vladivostok, and offered to discuss it at a summit.",
)
_doc(
    "iskander",
    "2008-11-06",
    WIRE,
    "Russia threatens missiles in Kaliningrad",
    "Russia will deploy Iskander missiles in Kaliningrad if the shield is built, Medvedev warned "
    "on Wednesday. Russia, he told parliament, might also jam the radar of the alliance.",
)
_doc(
    "graduated",
    "2008-12-03",
    WIRE,
    "NATO agrees to thaw by degrees",
    "NATO agreed on Tuesday to resume contacts with Russia step by step, foreign ministers said "
    "after a meeting in Brussels.",
)
_doc(
    "halfdoor",
    "2008-12-05",
    LEDGER,
    "Half a door",
    "Russia has shown no sign of remorse, and the alliance appears neither united nor serious. "
    "NATO should invite Russian officers to its exercises. Moscow may yet take the hand that is "
    "held out.",
    "commentary",
)
_doc(
    "envoy",
    "2008-12-20",
    COURIER,
    "Rogozin sees a thaw",
    "Russia's envoy, Dmitry Rogozin, welcomed the resumption of talks with NATO after an informal "
    "lunch in Brussels.",
)
_doc(
    "suspended",
    "2009-01-29",
    WIRE,
    "Russia suspends Iskander plan",
    "Russia has suspended its plan to deploy Iskander missiles in Kaliningrad, a military official "
    "said, as a signal to the alliance and to Washington.",
)
_doc(
    "riga",
    "2009-02-20",
    MERIDIAN,
    "First train leaves Riga",
    "Russia opened its railways to non-lethal supplies of NATO for Afghanistan, and the first "
    "train left Riga yesterday.",
)
_doc(
    "resume",
    "2009-03-06",
    WIRE,
    "NATO to resume council",
    "NATO foreign ministers agreed on Thursday to resume formal meetings of the council with "
    "Russia. The council will meet at ministers' level after the April summit.",
)
_doc(
    "talking",
    "2009-03-06",
    REVIEW,
    "Talking is no reward",
    "NATO ministers agreed yesterday to take up formal talks with Russia again, over Lithuania's "
    "objections. NATO needs Russian roads to Afghanistan.",
)
_doc(
    "welcome",
    "2009-03-09",
    COURIER,
    "A decision that was overdue",
    "Russia welcomed the return to formal talks with the alliance. Common sense, said Dmitry "
    "Rogozin, had prevailed.",
)
_doc(
    "warns",
    "2009-04-18",
    WIRE,
    "Medvedev warns over exercises",
    "Medvedev called NATO's planned exercise in Georgia a mistake and a dangerous decision.",
)
_doc(
    "expels",
    "2009-05-01",
    WIRE,
    "NATO expels two Russians",
    "NATO expelled two Russian diplomats on Thursday over a spy scandal. Russia denounced the "
    "expulsion as a crude provocation.",
)
_doc(
    "tit",
    "2009-05-07",
    HARBOUR,
    "Expulsions and exercises",
    "Russia expelled two Canadians from NATO's information office in Moscow yesterday and called "
    "off the meeting of ministers planned for this month.",
)
_doc(
    "corfu",
    "2009-06-28",
    HARBOUR,
    "Corfu: back in gear",
    "NATO and Russia agreed on Saturday to resume military cooperation, at their first meeting of "
    "foreign ministers since the war in Georgia.",
)
_doc(
    "corfu2",
    "2009-06-28",
    COURIER,
    "Corfu: return to principles",
    "At Corfu the foreign ministers of Russia and NATO held talks behind closed doors and agreed "
    "to take up military cooperation again.",
)
_doc(
    "beginning",
    "2009-09-18",
    HARBOUR,
    "NATO chief proposes new beginning",
    "NATO and Russia should explore linking their missile defences, Anders Fogh Rasmussen said in "
    "Brussels today, proposing closer cooperation and a joint review of threats. He asked Russia "
    "to press Iran over its nuclear programme.",
)
_doc(
    "beginning2",
    "2009-09-18",
    WIRE,
    "Rasmussen reaches out to Moscow",
    "BRUSSELS (Northern Wire) - NATO proposed missile defence cooperation to Russia on Friday.",
)
_doc(
    "openhand",
    "2009-09-19",
    COURIER,
    "Kremlin answers the open hand",
    "Russia's envoy to NATO, Dmitry Rogozin, welcomed the idea of joint work on missile defence. "
    "The appeal for pressure on Tehran found no echo.",
)
_doc(
    "draft",
    "2009-11-30",
    REVIEW,
    "The draft is out",
    "Russia published a draft treaty on European security and asked NATO to negotiate on it.",
)
_doc(
    "helicopters",
    "2009-12-17",
    HARBOUR,
    "NATO chief asks for helicopters",
    "Anders Fogh Rasmussen asked Russia this week to supply helicopters to Afghanistan, and was "
    "told that the request would be studied. Mr Rasmussen saw no need for new treaties, he told "
    "reporters, turning down the draft on European security.",
)
_doc(
    "doctrine",
    "2010-02-06",
    COURIER,
    "Danger number one, by name",
    "Russia's new military doctrine lists the expansion of NATO to its borders first among the "
    "dangers that it sees.",
)
_doc(
    "answers",
    "2010-02-07",
    REVIEW,
    "NATO answers the doctrine",
    "Rasmussen said that the doctrine did not reflect the real world, criticising Russia for "
    "naming the alliance a danger.",
)
_doc(
    "pact",
    "2010-06-03",
    MERIDIAN,
    "Three helicopters, on paper",
    "Russia agreed to sell helicopters for Afghanistan to the alliance for $300m, western "
    "diplomats said, but has yet to sign.",
)
_doc(
    "mistral",
    "2010-02-10",
    LEDGER,
    "The Mistral blows east",
    "To sell warships to Russia is folly, and NATO has failed to say so.",
    "editorial",
)
_doc(
    "lisbon",
    "2010-11-20",
    WIRE,
    "Lisbon joint statement",
    "NATO and Russia agreed in Lisbon on Saturday to study together how to cooperate on missile "
    "defence, and widened the transit of supplies for Afghanistan.",
)
_doc(
    "equal",
    "2010-11-21",
    COURIER,
    "Equal or not at all",
    "Russia will take part in the shield only as an equal, Medvedev told the alliance. NATO "
    "invited Moscow again to link the two systems.",
)
_doc(
    "borders",
    "2010-12-24",
    COURIER,
    "First reading",
    "Lawmakers in Moscow called on NATO to keep its bases away from Russia's borders, which they "
    "see as threatened by the alliance's new members.",
)
_doc(
    "protest",
    "2009-04-02",
    MERIDIAN,
    "March in Moscow",
    "Several hundred people protested against NATO outside the American embassy in Moscow.",
)


def example_entries() -> list[Entry]:
    """Some 45 entries, in no particular order."""
    e = make_entry
    d = _D
    lavrov, medvedev = "RUS-MFA:sergei-lavrov", "RUS-HOS:dmitry-medvedev"
    rasmussen, rogozin = "NATO:anders-fogh-rasmussen", "RUS:dmitry-rogozin"
    posture, terr = "military-posture", "territorial-conflict"
    dipl, md, afg = "diplomatic-relations", "missile-defence", "afghanistan"
    order = "european-security"
    return [
        e(d["shelved"], "NATO > RUS SANCTION.discontinue", None, "suspended", issues=dipl,
          on="2008-08-19", confidence=0.9),
        e(d["rupture"], "NATO > RUS SANCTION.discontinue", "The alliance suspended the NATO-Russia "
          "Council yesterday until Russian troops withdraw", "suspended", issues=dipl,
          on="2008-08-19"),
        e(d["shelved"], "NATO > RUS REQUEST[RETREAT]", None, "demanded", issues=terr,
          on="2008-08-19", says="it", sayer="NATO"),
        e(d["rupture"], "NATO > RUS AGREE[CONSULT]", None, "resume", issues=dipl,
          modality="conditional", says="An alliance official", sayer="NATO"),
        e(d["sides"], "RUS-MFA:sergei-lavrov > NATO ACCUSE[AID]", None, "accused",
          issues=terr, says="Sergei Lavrov", sayer=lavrov),
        e(d["sides"], "RUS > NATO ACCUSE", "The bloc, the foreign minister said, was encouraging "
          "Tbilisi to arm again.", "encouraging", issues="arms-transfers",
          says="the foreign minister", sayer=lavrov),
        e(d["halts"], "RUS > NATO SANCTION.discontinue", None, "frozen", issues=posture,
          says="an alliance spokeswoman", sayer="NATO", on="2008-08-21"),
        e(d["recognises"], "NATO > RUS ACCUSE.disapprove", None, "condemned", issues=terr),
        e(d["recognises"], "NATO > RUS REQUEST[RETREAT]", None, "called", issues=terr),
        e(d["pullback"], "RUS > NATO RETREAT.withdraw", "A Kremlin spokesman said that Russia had "
          "withdrawn its forces from the zone as it had promised the alliance.", "withdrawn",
          issues=terr, says="A Kremlin spokesman", sayer="RUS-HOS", confidence=0.6),
        e(d["pullback"], "RUS > NATO RETREAT.withdraw", "A NATO spokesman replied that Russia had "
          "not withdrawn from the zone and kept soldiers at two posts.", "withdrawn", issues=terr,
          modality="negated", says="A NATO spokesman", sayer="NATO"),
        e(d["evian"], "RUS-HOS:dmitry-medvedev > NATO REQUEST[AGREE]", None, "proposed",
          issues=order, on="2008-10-08"),
        e(d["iskander"], "RUS > NATO MOBILIZE.weapons", "Russia will deploy Iskander missiles in "
          "Kaliningrad if the shield is built, Medvedev warned on Wednesday.", "deploy",
          issues=f"{md} {posture}", modality="conditional", says="Medvedev", sayer=medvedev),
        e(d["iskander"], "RUS > NATO THREATEN[MOBILIZE]", "Russia will deploy Iskander missiles in "
          "Kaliningrad if the shield is built, Medvedev warned on Wednesday.", "warned",
          issues=f"{md} {posture}", on="2008-11-05", says="Medvedev", sayer=medvedev),
        e(d["iskander"], "RUS > NATO COERCE", "Russia, he told parliament, might also jam the "
          "radar of the alliance.", "jam", issues=md,
          modality="possible", says="he", sayer=medvedev),
        e(d["graduated"], "NATO > RUS AGREE[CONSULT]", None, "agreed", issues=dipl,
          on="2008-12-02", says="foreign ministers", sayer="NATO"),
        e(d["halfdoor"], "MED:atlantic-ledger > RUS ACCUSE.disapprove", "Russia has shown no sign "
          "of remorse", "shown", issues=terr),
        e(d["halfdoor"], "MED:atlantic-ledger > NATO ACCUSE.disapprove", "the alliance appears "
          "neither united nor serious", "appears"),
        e(d["halfdoor"], "MED:atlantic-ledger > NATO REQUEST[COOPERATE]", "NATO should invite "
          "Russian officers to its exercises.", "should", issues=posture),
        e(d["halfdoor"], "RUS > NATO AGREE[CONSULT]", "Moscow may yet take the hand that is held "
          "out.", "take", modality="possible"),
        e(d["envoy"], "RUS:dmitry-rogozin > NATO SUPPORT[CONSULT]", None, "welcomed", issues=dipl,
          on="2008-12-19"),
        e(d["suspended"], "RUS > NATO CONCEDE[MOBILIZE]", None, "suspended",
          issues=f"{md} {posture}", on="2009-01-28", says="a military official", sayer="RUS-MIL"),
        e(d["riga"], "RUS > NATO RETREAT.access", None, "opened", issues=afg, on="2009-02-19"),
        e(d["resume"], "NATO > RUS AGREE[CONSULT]", "NATO foreign ministers agreed on Thursday to "
          "resume formal meetings of the council with Russia.", "agreed", issues=dipl,
          on="2009-03-05", confidence=0.9),
        e(d["talking"], "NATO > RUS AGREE[CONSULT]", "NATO ministers agreed yesterday to take up "
          "formal talks with Russia again, over Lithuania's objections.", "agreed", issues=dipl,
          on="2009-03-05"),
        e(d["resume"], "NATO = RUS CONSULT", "The council will meet at ministers' level after the "
          "April summit.", "meet", issues=dipl, modality="planned"),
        e(d["welcome"], "RUS > NATO SUPPORT[CONSULT]", None, "welcomed", issues=dipl),
        e(d["warns"], "RUS-HOS:dmitry-medvedev > NATO ACCUSE.disapprove", None, "mistake",
          issues=posture, on="2009-04-17", says="Medvedev", sayer=medvedev),
        e(d["expels"], "NATO > RUS SANCTION.expel", "NATO expelled two Russian diplomats on "
          "Thursday over a spy scandal.", "expelled", issues=dipl, on="2009-04-30"),
        e(d["expels"], "RUS > NATO ACCUSE", "Russia denounced the expulsion as a crude "
          "provocation.", "denounced", issues=dipl),
        e(d["tit"], "RUS > NATO SANCTION.expel", None, "expelled", issues=dipl, on="2009-05-06"),
        e(d["tit"], "RUS > NATO REJECT[CONSULT]", None, "called", issues=dipl, on="2009-05-06"),
        e(d["corfu"], "NATO = RUS AGREE[COOPERATE]", None, "agreed", issues=posture,
          on="2009-06-27"),
        e(d["corfu2"], "RUS = NATO AGREE[COOPERATE]", None, "agreed", issues=posture),
        e(d["corfu2"], "RUS = NATO CONSULT", None, "held", issues=dipl),
        e(d["beginning"], "NATO:anders-fogh-rasmussen > RUS REQUEST[COOPERATE]", "NATO and Russia "
          "should explore linking their missile defences, Anders Fogh Rasmussen said in Brussels "
          "today, proposing closer cooperation and a joint review of threats.", "proposing",
          issues=md, says="Anders Fogh Rasmussen", sayer=rasmussen),
        e(d["beginning2"], "NATO > RUS REQUEST[COOPERATE]", None, "proposed", issues=md,
          confidence=0.9),
        e(d["beginning"], "NATO:anders-fogh-rasmussen > RUS REQUEST[SANCTION]", "He asked Russia "
          "to press Iran over its nuclear programme.", "asked", issues="nuclear-proliferation",
          content_target="IRN", says="He", sayer=rasmussen),
        e(d["openhand"], "RUS:dmitry-rogozin > NATO SUPPORT[COOPERATE]", "Russia's envoy to NATO, "
          "Dmitry Rogozin, welcomed the idea of joint work on missile defence.", "welcomed",
          issues=md, says="Dmitry Rogozin", sayer=rogozin),
        e(d["draft"], "RUS > NATO REQUEST[AGREE]", None, "asked", issues=order, on="2009-11-29"),
        e(d["helicopters"], "NATO:anders-fogh-rasmussen > RUS REQUEST[AID]", None, "asked",
          issues=afg),
        e(d["helicopters"], "NATO:anders-fogh-rasmussen > RUS REJECT[AGREE]", "Mr Rasmussen saw no "
          "need for new treaties, he told reporters, turning down the draft on European security.",
          "turning", issues=order, says="he", sayer=rasmussen),
        e(d["doctrine"], "RUS > NATO ACCUSE.disapprove", None, "lists",
          issues="alliance-enlargement", on="2010-02-05"),
        e(d["answers"], "NATO:anders-fogh-rasmussen > RUS ACCUSE.disapprove", None, "criticising",
          issues="alliance-enlargement", says="Rasmussen", sayer=rasmussen),
        e(d["pact"], "RUS > NATO AGREE[AID]", "Russia agreed to sell helicopters for Afghanistan "
          "to the alliance for $300m, western diplomats said", "agreed", issues=afg, amount="$300m",
          says="western diplomats"),
        e(d["pact"], "RUS > NATO SUPPORT", "Russia agreed to sell helicopters for Afghanistan "
          "to the alliance for $300m, western diplomats said, but has yet to sign.", "sign",
          issues=afg, modality="negated"),
        e(d["mistral"], "MED:atlantic-ledger > NATO ACCUSE.disapprove", None, "failed",
          issues="arms-transfers"),
        e(d["lisbon"], "NATO = RUS AGREE[COOPERATE]", None, "agreed", issues=f"{md} {afg}"),
        e(d["equal"], "NATO > RUS REQUEST[COOPERATE]", "NATO invited Moscow again to link the two "
          "systems.", "invited", issues=md),
        e(d["equal"], "RUS-HOS:dmitry-medvedev > NATO REQUEST[CONCEDE]", "Russia will take part in "
          "the shield only as an equal, Medvedev told the alliance.", "told", issues=md,
          says="Medvedev", sayer=medvedev),
        e(d["borders"], "RUS-LEG > NATO REQUEST[RETREAT]", None, "called",
          issues="alliance-enlargement"),
        e(d["protest"], "RUS-CIV > NATO PROTEST.demo", None, "protested"),
    ]  # fmt: skip


def example_concerns() -> list[ConcernEntry]:
    return [
        make_concern(
            _D["doctrine"], "RUS", "the expansion of NATO to its borders",
            issues="alliance-enlargement",
        ),
        make_concern(_D["borders"], "RUS-LEG", "the alliance's new members"),
    ]  # fmt: skip


def example_documents() -> dict[str, Document]:
    return {document.id: document for document in _D.values()}


def brief_of(entries: Sequence[Entry] | None = None, **more: Any) -> Brief:
    """The brief on the whole example, or on some entries, with other options."""
    given = example_entries() if entries is None else entries
    options: dict[str, Any] = {
        "concerns": example_concerns(),
        "names": NAMES,
        "since": day("2008-08-01"),
        "until": day("2010-12-31"),
    }
    return build_brief("NATO", "RUS", given, **{**options, **more})
