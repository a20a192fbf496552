"""The explorer in a browser: no page complains, asks elsewhere, or shuts anybody out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from detente.ledger import Ledger
from detente.web.app import make_app
from detente.web.headers import local_hosts
from detente.web.pages import dyad
from detente.web.threads import tell
from web.explorers import FIRST_EVENT, hostile_coding, make_ledger, publish, running

NewPage = Callable[..., Any]
PATHS = (
    "/", "/search?q=russia", "/dyad/RUS/NATO", "/dyad/RUS/NATO/finding", "/network", "/nothing",
    "/actor/RUS", "/issue/arms-control", "/issues",
    f"/event/{FIRST_EVENT}", f"/document/doc-0?entry={FIRST_EVENT}", "/story/doc-0",
    "/reviews", f"/review/{FIRST_EVENT}",
)  # fmt: skip
WIDTHS_PX = (390, 1280, 1920)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running explorer."""
    path = tmp_path_factory.mktemp("explorer") / "a.duckdb"
    make_ledger(path, hostile_coding(), months=36)
    with Ledger.open(path) as ledger:
        ledger.place([("doc-0", "doc-0", None), ("doc-1", "doc-0", "doc-0")])
    snapshot: Path = publish(path)
    with running(lambda port: make_app(snapshot, hosts=local_hosts(port))) as address:
        yield address


def watch(page: Any, address: str) -> list[str]:
    """What a page says in the console or asks of anybody else, as it comes."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda r: r.url.startswith(address) or said.append(r.url))
    return said


@pytest.mark.parametrize("path", PATHS)
def test_a_page_complains_of_nothing_and_asks_only_here(
    new_page: NewPage, address: str, path: str
) -> None:
    page = new_page()
    said = watch(page, address)
    page.goto(address + path, wait_until="networkidle")
    if path == "/nothing":
        said = [text for text in said if "404" not in text]  # Chromium says so itself
    assert said == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PATHS)
def test_nobody_is_shut_out(
    new_page: NewPage, axe: Callable[[Any], list[str]], address: str, path: str, scheme: str
) -> None:
    page = new_page(color_scheme=scheme)
    page.goto(address + path, wait_until="networkidle")
    assert axe(page) == []


@pytest.mark.parametrize("width", WIDTHS_PX)
@pytest.mark.parametrize("path", PATHS)
def test_no_page_is_wider_than_its_screen(
    new_page: NewPage, address: str, path: str, width: int
) -> None:
    page = new_page(viewport={"width": width, "height": 900})
    page.goto(address + path, wait_until="networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_pages_can_be_read_without_scripts(new_page: NewPage, address: str) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{address}/dyad/RUS/NATO")
    assert page.locator("svg.timeline a").count() == 37
    page.get_by_label("Type", exact=True).select_option("THREATEN")
    page.get_by_role("button", name="Show").click()
    assert page.locator(".act").count() == 6


def test_a_brush_narrows_the_period(new_page: NewPage, address: str) -> None:
    page = new_page(viewport={"width": 1280, "height": 900})
    said = watch(page, address)
    page.goto(f"{address}/dyad/RUS/NATO", wait_until="networkidle")
    chart = page.locator("svg.plot")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    middle = box["y"] + 80
    page.mouse.move(box["x"] + box["width"] * 0.4, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, middle, steps=5)
    with page.expect_navigation():
        page.mouse.up()
    assert "since=2009-0" in page.url
    assert page.url.endswith("#timeline")
    assert "issue=" not in page.url  # a field left empty
    assert 5 < page.locator(".act").count() < 12
    page.go_back(wait_until="networkidle")
    assert page.get_by_label("From", exact=True).input_value() == ""
    assert said == []


def test_a_mark_says_what_it_is(new_page: NewPage, address: str) -> None:
    page = new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{address}/dyad/RUS/NATO", wait_until="networkidle")
    chart = page.locator("svg.plot")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 60)
    page.mouse.move(box["x"] + box["width"] / 2 + 2, box["y"] + 62)
    told = page.locator(".tip-box text").first
    told.wait_for()
    assert "score" in told.text_content()


def test_the_way_from_search_to_dyad_by_keyboard(new_page: NewPage, address: str) -> None:
    page = new_page()
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator("#q").focus()
    page.keyboard.type("russia nato")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_role("link", name="Russia and NATO").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == f"{address}/dyad/RUS/NATO"
    page.get_by_role("textbox", name="From").focus()
    page.keyboard.type("01012009")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "since=2009-01-01" in page.url


def test_the_way_from_an_act_to_its_words_by_keyboard(new_page: NewPage, address: str) -> None:
    page = new_page()
    said = watch(page, address)
    page.goto(f"{address}/event/{FIRST_EVENT}?a=RUS&b=NATO", wait_until="networkidle")
    with page.expect_navigation():
        page.keyboard.press("j")
    assert "act 2 of 37" in page.locator(".kicker").text_content()
    with page.expect_navigation():
        page.keyboard.press("k")
    page.get_by_role("link", name="Read it in the article").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.startswith(f"{address}/document/doc-0?entry={FIRST_EVENT}#e-")
    assert page.locator("mark.on-trigger").text_content() == "acted"
    assert said == []


def test_single_keys_can_be_switched_off_by_keyboard(new_page: NewPage, address: str) -> None:
    page = new_page()
    said = watch(page, address)
    entry = f"{address}/event/{FIRST_EVENT}?a=RUS&b=NATO"
    page.goto(entry, wait_until="networkidle")
    switch = page.get_by_role("button", name="Keys j and k")
    assert switch.get_attribute("aria-pressed") == "true"
    page.keyboard.press("Shift+Tab")
    assert switch.evaluate("button => button === document.activeElement")
    page.keyboard.press("Space")
    assert switch.text_content() == "Keys j and k: off"
    page.keyboard.press("j")
    page.goto(entry, wait_until="networkidle")  # it is remembered
    page.keyboard.press("j")
    page.wait_for_load_state("networkidle")
    assert page.url == entry
    assert page.locator("main kbd:visible, [aria-keyshortcuts]").count() == 0
    switch.focus()
    page.keyboard.press("Enter")
    with page.expect_navigation():
        page.keyboard.press("j")
    assert page.url != entry
    assert said == []


def test_a_page_that_is_still_being_made_shows_itself(
    new_page: NewPage,
    axe: Callable[[Any], list[str]],
    address: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dyad, "MOST_AT_ONCE", 10)
    monkeypatch.setattr(dyad, "PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr(dyad, "tell", lambda *given: (time.sleep(3), tell(*given))[1])
    page = new_page()
    said = watch(page, address)
    page.goto(f"{address}/dyad/RUS/NATO?confidence=0.6")
    page.get_by_text("acts are being joined and followed").wait_for()
    assert axe(page) == []
    page.locator("svg.plot").wait_for()
    assert said == []


def test_a_mark_is_brought_out_as_the_server_does_it(new_page: NewPage, address: str) -> None:
    page = new_page()
    page.goto(f"{address}/document/doc-0", wait_until="networkidle")
    assert page.locator("mark.on").count() == 0
    page.keyboard.press("j")
    assert page.url == f"{address}/document/doc-0?entry={FIRST_EVENT}#e-{FIRST_EVENT}"
    assert page.evaluate("document.activeElement.id") == f"e-{FIRST_EVENT}"
    look = """marks => marks.map(m => [[...m.classList].sort().join(" "), m.dataset.tag ?? ""])"""
    brought_out = page.locator("mark[data-m]").evaluate_all(look)
    page.reload(wait_until="networkidle")
    assert page.locator("mark[data-m]").evaluate_all(look) == brought_out
    assert [tag for _, tag in brought_out if tag] == ["does", "according to"]
    page.get_by_label("Search actors, outlets and headlines").first.focus()
    page.keyboard.type("k")
    assert page.url.endswith(f"#e-{FIRST_EVENT}")


def test_hostile_texts_do_nothing(new_page: NewPage, address: str) -> None:
    page = new_page()
    said = watch(page, address)
    page.on("dialog", lambda dialog: said.append(dialog.message))
    article = "/document/..%2F..%2Fetc%2Fpasswd%3F%3Cx%3E"
    dyad = "/dyad/RUS/NATO?since=2009&until=2009"
    actor = "/actor/RUS-GOV%3A%3Csvg%20onload=alert(1)%3E"
    for path in ("/", "/search?q=script", "/search?q=img", actor, article, dyad):
        page.goto(address + path, wait_until="networkidle")
    assert page.get_by_text("<b onmouseover=alert(1)>Russia</b>").count() == 1
    assert said == []
