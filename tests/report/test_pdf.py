"""Printing by a browser: what it is given, and all the ways in which it can fail."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from detente.errors import BrowserError
from detente.report.pdf import find_browser, print_pdf
from report.browsers import make_browser

PAGE = "<!DOCTYPE html><title>Ä brief</title><p>Text"


def test_the_browser_gets_the_page_and_its_pdf_comes_back(tmp_path: Path) -> None:
    browser = make_browser(tmp_path, '{ printf "%%PDF-"; cat "$page"; } > "$out"')
    assert print_pdf(PAGE, browser) == f"%PDF-{PAGE}".encode()


def test_the_browser_may_reach_no_network_and_keeps_nothing(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    browser = make_browser(tmp_path, f'printf "%s\\n" "$@" > {seen}; printf "%%PDF-" > "$out"')
    print_pdf(PAGE, browser)
    words = seen.read_text().splitlines()
    assert "--host-resolver-rules=MAP * ~NOTFOUND" in words
    assert "--proxy-server=127.0.0.1:9" in words
    (profile,) = (word.partition("=")[2] for word in words if word.startswith("--user-data-dir="))
    assert not Path(profile).parent.exists()


def test_a_browser_that_fails_is_quoted(tmp_path: Path) -> None:
    browser = make_browser(tmp_path, "echo first; echo no display >&2; exit 3")
    with pytest.raises(BrowserError, match=r"made no PDF \(no display\).*print it from any"):
        print_pdf(PAGE, browser)


def test_a_browser_that_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    browser = make_browser(tmp_path, f"sleep 60 & echo $$ $! > {pids}; wait")
    begun = time.monotonic()
    with pytest.raises(BrowserError, match="after 1 s"):
        print_pdf(PAGE, browser, limit_seconds=1)
    assert time.monotonic() - begun < 20
    for pid in pids.read_text().split():
        assert is_gone(int(pid))


def is_gone(pid: int) -> bool:
    """Whether a process ends within some seconds; one that nobody has waited for has ended."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def test_a_browser_that_may_not_read_the_page_is_found_out(tmp_path: Path) -> None:
    browser = make_browser(tmp_path, 'printf "%%PDF- /Title (file://%s)" "$page" > "$out"')
    with pytest.raises(BrowserError, match="TMPDIR"):
        print_pdf(PAGE, browser)


def test_the_first_browser_on_the_path_is_taken_unless_one_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BrowserError, match="there is none"):
        find_browser()
    for name in ("google-chrome", "chromium-browser"):
        make_browser(tmp_path, "true").rename(tmp_path / name)
    assert find_browser() == tmp_path / "chromium-browser"
    assert find_browser(tmp_path / "google-chrome") == tmp_path / "google-chrome"
    with pytest.raises(BrowserError, match="no program"):
        find_browser(tmp_path / "firefox")
