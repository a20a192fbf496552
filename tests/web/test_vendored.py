"""What is shipped of others stands there unchanged, with its licence."""

from __future__ import annotations

import hashlib
import re
from importlib.resources import files

VENDOR = files("detente.web").joinpath("static", "vendor")


def test_scripts_are_those_whose_hashes_are_written_down() -> None:
    told = dict(
        reversed(line.split()) for line in VENDOR.joinpath("SHA256SUMS").read_text().splitlines()
    )
    scripts = {file.name: file.read_bytes() for file in VENDOR.iterdir() if ".js" in file.name}
    assert told == {name: hashlib.sha256(text).hexdigest() for name, text in scripts.items()}


def test_each_has_its_licence() -> None:
    for name in ("d3", "plot"):
        assert "Copyright" in VENDOR.joinpath(f"{name}.LICENSE").read_text()


def test_the_palette_is_the_briefs() -> None:
    brief = files("detente.report").joinpath("templates", "brief.css").read_text("utf-8")
    own = files("detente.web").joinpath("static", "detente.css").read_text("utf-8")
    for scheme in (0, 1):  # light, dark
        shared = [
            dict(
                re.findall(r"(--[a-z]+): ([^;]+);", css.split(":root {")[scheme + 1].split("}")[0])
            )
            for css in (brief, own)
        ]
        assert shared[0].items() <= shared[1].items()
