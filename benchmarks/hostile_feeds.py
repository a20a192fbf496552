"""Feeds that are bombs, and a script for a child process that says what reading one took."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["HOSTILE", "PROBE"]


def _lol(levels: int = 12) -> bytes:
    entities = ['<!ENTITY l0 "lol">']
    for level in range(1, levels):
        entities.append(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">')
    return _with_subset("".join(entities), f"&l{levels - 1};")


def _with_subset(subset: str, content: str) -> bytes:
    body = f"<rss><channel><item><title>{content}</title></item></channel></rss>"
    return f'<?xml version="1.0"?>\n<!DOCTYPE rss [{subset}]>\n{body}'.encode()


HOSTILE: dict[str, Callable[[], bytes]] = {
    "billion-laughs": _lol,
    "laughs-in-an-attribute": lambda: _lol().replace(b"<rss>", b"<rss version='&l11;'>"),
    "quadratic": lambda: _with_subset(f'<!ENTITY a "{"x" * 100_000}">', "&a;" * 100_000),
    "external-file": lambda: _with_subset('<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;"),
    "external-network": lambda: _with_subset('<!ENTITY a SYSTEM "http://127.0.0.1:9/x">', "&a;"),
    "external-subset-by-parameter": lambda: _with_subset(
        '<!ENTITY % a SYSTEM "http://127.0.0.1:9/x.dtd"> %a;', "x"
    ),
    "deep": lambda: b"<rss><channel>" + b"<a>" * 200_000 + b"</a>" * 200_000 + b"</channel></rss>",
    "deep-and-unclosed": lambda: b"<feed>" + b"<a>" * 200_000,
    "wide": lambda: b"<rss><channel>" + b"<a/>" * 3_000_000 + b"</channel></rss>",
}
"""Each must be one reject of the code ``hostile``."""

PROBE = """
import encodings.idna, encodings.utf_16, encodings.utf_32, io, json, sys, time
from pathlib import Path
from detente.sources import read

def memory_mb(of):
    line = next(l for l in Path("/proc/self/status").read_text().splitlines() if of in l)
    return int(line.split()[1]) / 1024

opened = []
def note(event, details):
    if event == "open" or event.startswith("socket."):
        opened.append(str(details[0]))

list(read(["-"], stdin=io.BytesIO(b"<rss><channel/></rss>")))
Path("/proc/self/clear_refs").write_text("5")  # the peak begins here
before = memory_mb("VmRSS")
sys.addaudithook(note)
began = time.monotonic()
found = list(read([sys.argv[1]]))
seconds, seen = time.monotonic() - began, list(opened)
print(json.dumps({
    "codes": [getattr(one, "code", "document") for one in found], "opened": seen,
    "seconds": seconds, "grown_mb": memory_mb("VmHWM") - before,
}))
"""
"""Prints as JSON the rejects' codes, what was opened, the seconds, and the peak over before."""
