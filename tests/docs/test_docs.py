"""The docs are true: help texts are current, the tutorial runs, no figure lacks its command."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def test_the_reference_shows_what_the_command_line_says() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "docs"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_every_field_of_an_event_is_in_the_reference() -> None:
    from detente import Actor, Document, Event, Evidence, Span
    from detente.records_json import event_dict

    quote = Span(0, 4, "fire")
    event = Event("d", (Actor("RUS"),), (), "ASSAULT", Evidence(quote, quote), "rules/0")
    page = (DOCS / "reference.md").read_text("utf-8")
    for field in event_dict(event, Document("d", "fire")):
        if field != "title":
            assert f"`{field}`" in page, f"{field} is not in docs/reference.md"


def test_the_tutorial_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, corpus_db: str) -> None:
    shutil.copy(corpus_db, tmp_path / "reset.duckdb")  # as the page has made it before
    page = (DOCS / "tutorial.md").read_text("utf-8")
    (block,) = re.findall(r"```python\n(.*?)```", page, flags=re.S)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "src").symlink_to(ROOT / "src")
    done = subprocess.run(
        [sys.executable, "-c", block], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert "THREATEN" in done.stdout


def test_the_readme_shows_what_the_demo_prints(tmp_path: Path, corpus_db: str) -> None:
    coded = shutil.copy(corpus_db, tmp_path / "demo.duckdb")
    page = (ROOT / "README.md").read_text("utf-8")
    shown = page.split("The beginning of its output:\n\n```\n")[1].split("\n...\n```")[0]
    done = subprocess.run(
        [sys.executable, "-m", "detente", "demo", "--db", str(coded)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "COLUMNS": "80"},
    )
    printed = "\n".join(line.rstrip() for line in done.stdout.strip("\n").splitlines())
    assert printed.startswith(shown)


def test_every_link_between_pages_leads_somewhere() -> None:
    for page in (ROOT / "README.md", *DOCS.glob("*.md")):
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"
