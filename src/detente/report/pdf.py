"""PDF: a page printed to A4 by a Chromium that the user has, with no way to any network."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from detente.errors import BrowserError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
TIME_LIMIT_SECONDS = 120.0
# Every name fails to resolve, every connection goes to a port where nobody listens, and the
# browser's own errands (updates, synchronisation) are left undone.
_FLAGS = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=127.0.0.1:9",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)
_MANUAL = (
    "install one (Debian: apt-get install chromium), name one with --browser PATH, or write the "
    "HTML (-o brief.html) and print it from any browser"
)


def find_browser(named: str | Path | None = None) -> Path:
    """The Chromium to print with: the one that is named, else the first of ``BROWSERS`` on PATH.

    Raises ``BrowserError`` where there is none.
    """
    if named is not None:
        found = shutil.which(named)
        if found is None:
            raise BrowserError(f"{named} is no program that can be run")
        return Path(found)
    for name in BROWSERS:
        if (place := shutil.which(name)) is not None:
            return Path(place)
    raise BrowserError(f"a PDF is printed by Chromium or Chrome, and there is none: {_MANUAL}")


def print_pdf(
    html: str, browser: Path | None = None, *, limit_seconds: float = TIME_LIMIT_SECONDS
) -> bytes:
    """A page as a tagged PDF with bookmarks, in the sizes that its own print styles ask for.

    Raises ``BrowserError`` where there is no browser, or it fails or takes longer than the limit.
    """
    program = browser or find_browser()
    with tempfile.TemporaryDirectory(prefix="detente-", ignore_cleanup_errors=True) as folder:
        page, out = Path(folder, "page.html"), Path(folder, "page.pdf")
        page.write_text(html, encoding="utf-8")
        said = _run(_command(program, page, out), limit_seconds)
        made = out.read_bytes() if out.is_file() else b""
    if not made.startswith(b"%PDF-"):
        last = said.strip().splitlines()[-1:] or ["it said nothing"]
        raise BrowserError(f"{program} made no PDF ({last[0]}); {_MANUAL}")
    if b"/Title (file:" in made:  # the browser's own page of an error: ours has a title
        raise BrowserError(
            f"{program} may not read {folder}, as is usual of a snap; set TMPDIR to a folder that "
            "it may read, such as one in your home"
        )
    return made


def _command(program: Path, page: Path, out: Path) -> list[str]:
    flags = [*_FLAGS, f"--user-data-dir={page.parent / 'profile'}", f"--print-to-pdf={out}"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        flags.append("--no-sandbox")  # Chromium has no sandbox for root; the page runs no script
    return [str(program), *flags, page.as_uri()]


def _run(command: list[str], limit_seconds: float) -> str:
    """Run the browser to its end and return what it said; all its processes end with it."""
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    ) as process:
        try:
            return process.communicate(timeout=limit_seconds)[0]
        except subprocess.TimeoutExpired:
            raise BrowserError(
                f"{command[0]} had not printed the page after {limit_seconds:g} s; {_MANUAL}"
            ) from None
        finally:
            _stop(process)


def _stop(process: subprocess.Popen[str]) -> None:
    if process.poll() is not None:
        return
    if hasattr(os, "killpg"):
        os.killpg(process.pid, 9)  # with the browser's children, which hold our pipe
    else:
        process.kill()
