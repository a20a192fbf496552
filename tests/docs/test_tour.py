"""The notebook: it runs, shows what it stores, and stays small enough to be looked at."""

from __future__ import annotations

import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "tour"
PAGE = ROOT / "docs" / "tour.ipynb"
MOST_BYTES = 400_000


@pytest.fixture(scope="module")
def tour() -> ModuleType:
    loader = SourceFileLoader("tour", str(SCRIPT))
    spec = spec_from_loader("tour", loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_the_notebook_shows_what_its_cells_give() -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_stored_notebook_has_pictures_and_no_complaint_and_is_small() -> None:
    book = nbformat.read(PAGE, as_version=4)
    nbformat.validate(book)
    outputs = [output for cell in book.cells for output in cell.get("outputs", ())]
    assert sum("image/png" in output.get("data", {}) for output in outputs) == 4
    assert [output for output in outputs if output.get("name") == "stderr"] == []
    assert PAGE.stat().st_size < MOST_BYTES


def test_stale_words_are_told_from_numbers_of_another_machine(tour: ModuleType) -> None:
    assert tour.is_same("lift 1.40 of 90 acts", "lift 1.405 of 90 acts")
    assert not tour.is_same("lift 1.40 of 90 acts", "lift 1.60 of 90 acts")
    assert not tour.is_same("NATO answers in kind", "NATO does not answer")
    assert not tour.is_same("90 acts", "90 acts, 2 more")
