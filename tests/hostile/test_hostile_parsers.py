"""Every parser, on anything: no exception, no words but those of the file, no long time.

``benchmarks.parsers`` names the parsers; the corpus is what fuzzing (``benchmarks.fuzz``) kept.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from benchmarks.parsers import SLOWEST_SECONDS, Parser, parsers
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

CORPUS = Path(__file__).with_name("corpus")
PARSERS = parsers()
TOKENS = (
    *(b"\0", b"\n", b"\r\n", b"\t", b" " * 300, b'"', b'""', b"'", b",", b";", b"|", b"\\", b"\\u"),
    *(b"\\ud800", b"\xff\xfe", b"\xef\xbb\xbf", b"\xfe\xff", b"\x1f\x8b\x08\0", b"\xed\xa0\x80"),
    *(b"{", b"}", b"[", b"]", b'{"text":', b"null", b"1e999", b"-", b"9" * 400, b"\xc2\xa0"),
    *(b"<!DOCTYPE x [", b"<!ENTITY a 'b'>", b"]>", b"&a;", b"&#0;", b"&#xd800;", b"<![CDATA["),
    *(b"<!--", b"-->", b"<p>" * 50, b"</p>", b"<script>", b"<?xml", b"charset=utf-7", b"---\n"),
    *("\u202e".encode(), "\u200d".encode(), "e\u0301\u0301".encode(), "😀".encode(), b"\x80\x81"),
    *(b"PAR1", b"PK\x03\x04", b"WARC/1.0\r\n", b"Content-Length: 99999999999\r\n", b"../../x"),
    *(b"\xe2\x80\x9c", b"\xe2\x80\x99", b"$2bn ", b"1 May 2009 ", b"Russia ", b"2009-99-99"),
)


@st.composite
def mutated(draw: st.DrawFn, seeds: tuple[bytes, ...]) -> bytes:
    """A good file with pieces cut out, put in, doubled and turned."""
    data = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 40))
        match draw(st.sampled_from(["cut", "insert", "double", "replace", "end", "noise"])):
            case "cut":
                del data[at : at + length]
            case "insert":
                data[at:at] = draw(st.sampled_from(TOKENS))
            case "double":
                data[at:at] = data[at : at + length] * draw(st.integers(1, 50))
            case "replace":
                data[at : at + length] = draw(st.sampled_from(TOKENS))
            case "end":
                del data[at:]
            case "noise":
                data[at:at] = draw(st.binary(max_size=40))
    return bytes(data)


def run(parser: Parser, data: bytes) -> None:
    started = time.monotonic()
    parser.run(data)
    assert time.monotonic() - started < SLOWEST_SECONDS


def try_hard(name: str, examples: int) -> None:
    parser = PARSERS[name]
    least = max(3, examples // 10) if name == "parquet" else examples  # it starts a process each

    @settings(
        max_examples=least, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    @given(mutated(parser.seeds) | st.binary(max_size=400))
    def holds(data: bytes) -> None:
        run(parser, data)

    holds()


@pytest.mark.parametrize("name", PARSERS)
def test_good_files_are_read(name: str) -> None:
    for seed in PARSERS[name].seeds:
        run(PARSERS[name], seed)


@pytest.mark.parametrize("name", PARSERS)
def test_broken_files_and_noise_raise_nothing(name: str) -> None:
    try_hard(name, 20)


@pytest.mark.long
@pytest.mark.parametrize("name", PARSERS)
def test_many_broken_files_and_noise_raise_nothing(name: str) -> None:
    try_hard(name, 1000)


@pytest.mark.parametrize("name", PARSERS)
def test_what_fuzzing_kept_is_read(name: str) -> None:
    kept = sorted((CORPUS / name).iterdir())
    assert kept
    for path in kept[:8] if name == "parquet" else kept:
        run(PARSERS[name], path.read_bytes())


def test_the_corpus_is_small_and_whole() -> None:
    files = [path for path in CORPUS.rglob("*") if path.is_file()]
    assert {path.parent.name for path in files} <= set(PARSERS)
    assert sum(path.stat().st_size for path in files) < 1_000_000
