"""The network's slider: it moves actors to their new places and keeps the whole page in step."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from detente.web.app import make_app
from detente.web.headers import local_hosts
from web.explorers import act, make_ledger, publish, running

NewPage = Callable[..., Any]
STATES = ("FRA", "DEU", "ITA", "POL", "GEO", "CHN", "VNM", "IRN")
TURNED = ("CHN", "FRA", "IRN", "DEU", "VNM", "ITA", "GEO", "POL")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running explorer; the same states deal with others in each of two years."""
    path = tmp_path_factory.mktemp("network") / "a.duckdb"
    acts = [act(a, "AID", b, f"2008-0{n}-01") for n, (a, b) in enumerate(pairwise(STATES), 1)]
    acts += [act(a, "ASSAULT", b, f"2009-0{n}-01") for n, (a, b) in enumerate(pairwise(TURNED), 1)]
    snapshot: Path = publish(make_ledger(path, *acts))
    with running(lambda port: make_app(snapshot, hosts=local_hosts(port))) as address:
        yield address


def places(page: Any) -> dict[str, tuple[float, ...]]:
    """Where the actors stand on the wide sheet."""
    discs = page.locator("svg.network.wide .disc").all()
    return {
        one.get_attribute("data-id"): tuple(
            round(float(number), 1)
            for number in re.findall(r"[\d.]+", one.get_attribute("transform"))
        )
        for one in discs
    }


def test_the_slider_moves_actors_and_keeps_the_page_in_step(
    new_page: NewPage, address: str
) -> None:
    page = new_page(viewport={"width": 1280, "height": 900})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{address}/network?since=2008-04&until=2008-06&min=1", wait_until="networkidle")
    before = places(page)
    slider = page.get_by_role("slider", name="Period")
    assert slider.get_attribute("aria-valuetext") == "2008 Q2"
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.locator("h1", has_text="2008 Q3").wait_for()
    page.wait_for_timeout(700)
    after = places(page)
    assert set(after) != set(before)
    assert after == places_without_scripts(new_page, page.url)
    assert slider.get_attribute("aria-valuetext") == "2008 Q3"
    assert page.evaluate("document.activeElement.id") == "slider"
    assert "since=2008-07-01" in page.url
    assert page.get_by_label("From month").input_value() == "2008-07"
    assert "since=2008-07-01" in page.get_by_role("link", name="JSON").get_attribute("href")
    assert page.locator("#net-table tbody tr").count() == page.locator(".wide .edge").count()
    assert said == []


def places_without_scripts(new_page: NewPage, address: str) -> dict[str, tuple[float, ...]]:
    page = new_page(viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    page.goto(address)
    return places(page)


def test_pointing_at_an_actor_shows_whom_it_deals_with(new_page: NewPage, address: str) -> None:
    page = new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{address}/network", wait_until="networkidle")
    page.locator('svg.network.wide .disc[data-id="POL"] circle').hover()
    near = page.locator("svg.network.wide .disc.near").all()
    assert {one.get_attribute("data-id") for one in near} >= {"POL", "ITA", "GEO"}
    assert page.locator("svg.network.wide.dimmed .edge:not(.near)").count() > 3


@pytest.mark.parametrize(
    ("width", "shown", "hidden"), [(1280, "wide", "narrow"), (390, "narrow", "wide")]
)
def test_one_sheet_is_shown_for_the_width(
    new_page: NewPage, address: str, width: int, shown: str, hidden: str
) -> None:
    page = new_page(viewport={"width": width, "height": 900}, java_script_enabled=False)
    page.goto(f"{address}/network")
    assert page.locator(f"svg.network.{shown}").is_visible()
    assert not page.locator(f"svg.network.{hidden}").is_visible()
    assert page.locator("#drawing").bounding_box()["width"] <= width
    smallest = page.locator(f"svg.network.{shown} .disc text").first.bounding_box()
    assert smallest["height"] >= 11
