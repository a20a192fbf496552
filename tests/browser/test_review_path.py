"""An analyst's way from a search to a corrected account, by mouse and by keyboard alone, on the
demonstration corpus and on real current events."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from browser.test_explorer import WIDTHS_PX, watch
from detente.cli import main
from detente.cli.serve import gold_rows, open_desk
from detente.ledger.journal import journal_path, read_journal
from detente.web.app import make_app
from detente.web.headers import local_hosts
from web.explorers import publish, running

NewPage = Callable[..., Any]
# Beside Russia, in whose relations there is an overture of 2009: of that year's current events two
# tell of NATO and Russia, and what both agreed is none.
OTHERS = {"corpus_db": ("NATO", "NATO"), "current_events_db": ("USA", "United States")}
ON_BOTH = pytest.mark.parametrize(
    "material",
    ["corpus_db", pytest.param("current_events_db", marks=[pytest.mark.long, pytest.mark.shared])],
)


@pytest.fixture(scope="session")
def current_events_db(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Real current events of August 2008 to December 2010."""
    folder = tmp_path_factory.mktemp("events")
    source = shared / "news" / "current_events_2002_2026.jsonl.gz"
    with gzip.open(source, "rt", encoding="utf-8") as lines, (folder / "e.jsonl").open("w") as out:
        out.writelines(row for row in lines if "2008-08" <= json.loads(row)["date"] < "2011")
    path = str(folder / "e.duckdb")
    with pytest.raises(SystemExit) as end:
        main(["run", str(folder / "e.jsonl"), "--db", path])
    assert not end.value.code
    return path


@pytest.fixture
def material() -> str:
    """The fixture that has the ledger."""
    return "corpus_db"


@pytest.fixture
def db(material: str, request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A ledger of one's own."""
    path = tmp_path / "mine.duckdb"
    shutil.copy(request.getfixturevalue(material), path)
    return path


@pytest.fixture
def address(db: Path) -> Iterator[str]:
    """A running explorer that takes reviews."""
    snapshot = publish(db)
    with open_desk(db) as desk:

        def make(port: int) -> Starlette:
            return make_app(snapshot, hosts=local_hosts(port), desk=desk, gold=gold_rows)

        with running(make) as address:
            yield address


def figures(page: Any, address: str, material: str) -> dict[str, Any]:
    """The account of 2009 between the two, as its twin has it."""
    other, _ = OTHERS[material]
    answer = page.request.get(f"{address}/dyad/RUS/{other}.json?since=2009&until=2009")
    found: dict[str, Any] = answer.json()["page"]
    overtures = [one["line"]["id"] for side in found["overtures"] for one in side["items"]]
    return {"overtures": overtures, "total": sum(bar["score"] for bar in found["timeline"]["bars"])}


def check(db: Path, before: dict[str, Any], after: dict[str, Any], id: str) -> None:
    """That the correction stands in the journal, and that the account is another one."""
    (made,) = read_journal(journal_path(db)).reviews
    assert (made.kind, made.reviewer, made.entries) == ("correct", "Anna K.", (id,))
    assert made.event is not None
    assert made.event.type == "ACCUSE"
    assert id in before["overtures"]
    assert id not in after["overtures"]
    assert made.event.id not in after["overtures"]
    assert after["total"] < before["total"]


def link_to(page: Any, material: str) -> Any:
    """Where the search leads to Russia and the other, whichever is named first."""
    _, name = OTHERS[material]
    one, two = f"Russia and {name}", f"{name} and Russia"
    return page.get_by_role("link", name=one).or_(page.get_by_role("link", name=two)).first


@ON_BOTH
def test_by_mouse(new_page: NewPage, address: str, db: Path, material: str) -> None:
    page = new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    said = watch(page, address)
    page.goto(address)
    page.locator("#q").click()
    page.keyboard.type("Russia")
    page.get_by_label("Search the ledger").get_by_role("button", name="Search").click()
    link_to(page, material).click()
    brush_2009(page)
    assert "2009" in page.url
    before = figures(page, address, material)
    page.locator("#overtures .threads > li > .say a").first.click()
    id = page.url.rpartition("/event/")[2].partition("?")[0]
    assert id in before["overtures"]
    page.get_by_role("link", name="Read it in the article").click()
    quote = page.locator("#text mark.on-quote").first
    quote.wait_for()
    assert page.locator(f"#e-{id}").is_visible()
    page.locator("li.on").get_by_role("link", name="review").click()
    page.get_by_label("Your name").click()
    page.keyboard.type("Anna K.")
    page.get_by_role("button", name="Begin to review").click()
    page.get_by_label("Does").select_option("ACCUSE")
    page.get_by_label("about which deed").select_option("")
    page.locator("#correct-note").fill("They complained.")
    page.get_by_role("button", name="Keep the correction").click()
    wait_until_mended(page)
    assert said == []
    check(db, before, figures(page, address, material), id)


def brush_2009(page: Any) -> None:
    """Drag over that year on the timeline."""
    page.wait_for_load_state("networkidle")
    chart = page.locator("svg.plot")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    ticks = page.locator("svg.plot text", has_text="2009").first.bounding_box()
    later = page.locator("svg.plot text", has_text="2010").first.bounding_box()
    high = box["y"] + 60
    page.mouse.move(ticks["x"] + ticks["width"] / 2, high)
    page.mouse.down()
    page.mouse.move(later["x"] + later["width"] / 2 - 2, high, steps=6)
    with page.expect_navigation():
        page.mouse.up()


def wait_until_mended(page: Any) -> None:
    """Until the article shows the entry as it was corrected."""
    page.locator(".entries .badge", has_text="corrected").wait_for()


def tab_to(page: Any, locator: Any) -> None:
    """Press Tab until the element has the focus, as one who has no mouse must."""
    wanted = locator.first.element_handle()
    for _ in range(400):
        if page.evaluate("one => document.activeElement === one", wanted):
            assert page.evaluate("one => one.matches(':focus-visible')", wanted)
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no Tab leads to {locator}")


def enter(page: Any) -> None:
    """Press Enter on what leads to another page."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


@ON_BOTH
def test_by_keyboard_alone(new_page: NewPage, address: str, db: Path, material: str) -> None:
    page = new_page(viewport={"width": 1280, "height": 900})
    said = watch(page, address)
    page.goto(address)
    tab_to(page, page.locator("#q"))
    page.keyboard.type("Russia")
    enter(page)
    tab_to(page, link_to(page, material))
    enter(page)
    tab_to(page, page.get_by_role("textbox", name="From"))
    page.keyboard.type("01012009")
    tab_to(page, page.get_by_role("textbox", name="to", exact=True))
    page.keyboard.type("12312009")
    enter(page)
    before = figures(page, address, material)
    tab_to(page, page.locator("#overtures .threads > li > .say a"))
    enter(page)
    id = page.url.rpartition("/event/")[2].partition("?")[0]
    tab_to(page, page.get_by_role("link", name="Read it in the article"))
    enter(page)
    assert page.locator("#text mark.on-quote").first.is_visible()
    tab_to(page, page.locator("li.on").get_by_role("link", name="review"))
    enter(page)
    tab_to(page, page.get_by_label("Your name"))
    page.keyboard.type("Anna K.")
    enter(page)
    tab_to(page, page.locator("#correct-type"))
    page.keyboard.type("ACC")
    tab_to(page, page.locator("#correct-content"))
    page.keyboard.press("Home")
    tab_to(page, page.get_by_role("button", name="Keep the correction"))
    enter(page)
    wait_until_mended(page)
    assert said == []
    check(db, before, figures(page, address, material), id)


def test_words_marked_in_the_article_become_an_event(
    new_page: NewPage, address: str, db: Path
) -> None:
    page = new_page(viewport={"width": 1280, "height": 900})
    said = watch(page, address)
    page.goto(f"{address}/dyad/RUS/NATO?since=2009&until=2009")
    page.locator("#acts .say a").first.click()
    page.get_by_role("link", name="Read it in the article").click()
    page.get_by_label("Your name").fill("Anna K.")
    page.get_by_role("button", name="Begin to review").click()
    drag_over(page, page.locator("#text p").nth(1))
    page.get_by_role("button", name="the sentence").click()
    words = page.get_by_label("The sentence that says so").input_value()
    assert len(words) > 20
    page.get_by_label("The words for what is done").fill(words.split()[0])
    page.locator("#add-trigger-which").fill("1")
    page.locator('#form-add input[name="source"]').fill("Russia")
    page.locator('#form-add input[name="target"]').fill("NATO")
    page.locator("#add-type").select_option("PROTEST")
    page.get_by_role("button", name="Add it").click()
    page.locator(".entries .badge", has_text="added").wait_for()
    (made,) = read_journal(journal_path(db)).reviews
    assert made.event is not None
    quote = made.event.evidence.quote
    assert " ".join(quote.text.split()) == " ".join(words.split())
    assert said == []


def drag_over(page: Any, paragraph: Any) -> None:
    """Select words with the mouse, from the first line of a paragraph into its second."""
    paragraph.scroll_into_view_if_needed()
    box = paragraph.bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + 16)
    page.mouse.down()
    page.mouse.move(box["x"] + 300, box["y"] + 46, steps=8)
    page.mouse.up()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_shut_out_of_the_forms(
    new_page: NewPage, axe: Callable[[Any], list[str]], address: str, scheme: str
) -> None:
    page = new_page(color_scheme=scheme)
    said = watch(page, address)
    page.goto(f"{address}/dyad/RUS/NATO?since=2009&until=2009")
    event = page.locator("#acts .say a").first.get_attribute("href")
    id = event.rpartition("/event/")[2].partition("?")[0]
    document = page.request.get(f"{address}/event/{id}.json").json()["page"]["proof"]["document"]
    paths = (event, f"/review/{id}", f"/document/{document}", "/reviews")
    for path in paths:
        page.goto(address + path)
        assert axe(page) == []
    page.get_by_label("Your name").fill("Anna K.")
    page.get_by_role("button", name="Begin to review").click()
    for path in paths:
        page.goto(address + path, wait_until="networkidle")
        assert axe(page) == []
        for width in WIDTHS_PX:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert said == []


def test_an_event_is_corrected_without_scripts(new_page: NewPage, address: str, db: Path) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{address}/dyad/RUS/NATO?since=2009&until=2009")
    page.locator("#acts .say a").first.click()
    page.get_by_label("Your name").fill("Anna K.")
    page.get_by_role("button", name="Begin to review").click()
    page.get_by_role("link", name="Correct it").click()
    page.get_by_label("Asserted as").select_option("possible")
    page.get_by_role("button", name="Keep the correction").click()
    page.get_by_text("corrected by").wait_for()
    (made,) = read_journal(journal_path(db)).reviews
    assert made.event is not None
    assert made.event.modality == "possible"
