"""A real browser for the tests of pages: Chromium, with no way to any network.

Without a Chromium on the machine every test that asks for one is left out, and says so.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from detente.errors import BrowserError
from detente.report.pdf import find_browser

Axe = Callable[[Any], list[str]]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless Chromium (``playwright.sync_api.Browser``)."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    try:
        program = find_browser()
    except BrowserError:
        pytest.skip("there is no Chromium here (Debian: apt-get install chromium)")
    as_root = os.geteuid() == 0  # for whom Chromium has no sandbox
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox"] * as_root + ["--disable-gpu", "--disable-background-networking"],
        )
        yield started
        started.close()


@pytest.fixture
def new_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens a page of its own; options are those of Playwright's ``Browser.new_context``."""
    contexts = []

    def open_page(**options: Any) -> Any:
        contexts.append(browser.new_context(**options))
        return contexts[-1].new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def axe() -> Axe:
    """Finds what axe-core calls serious or critical on a page: rule, element and reason."""
    sync_playwright = pytest.importorskip("axe_playwright_python.sync_playwright")
    run = sync_playwright.Axe().run

    def find(page: Any) -> list[str]:
        found = run(page).response
        assert found["passes"], "axe-core looked at nothing"
        return [
            f"{rule['id']} ({rule['impact']}): {node['html'][:200]} {node['failureSummary']}"
            for rule in found["violations"]
            if rule["impact"] in ("serious", "critical")
            for node in rule["nodes"]
        ]

    return find
