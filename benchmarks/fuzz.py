"""Coverage-guided fuzzing of every parser, by atheris (libFuzzer).

    python -m benchmarks.fuzz [PARSER ...] [--seconds 600] [--corpus tests/hostile/corpus]

Without a parser, all of them one after the other. An uncaught exception, a passage that leads to
other words, and an input that takes over 5 s are findings: each is kept in the corpus and the
command exits 1. What covers the most is kept there too, so that the next run begins with it and
the tests replay it. Needs the extra `fuzz`.

Parquet is unpacked in a process of its own, so that of it only what is on this side is seen.
"""

from __future__ import annotations

import argparse
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_MOST_BYTES = 20_000
_KEPT_BYTES = 48_000
"""Of one parser's corpus: all of them together stay below 1 MB."""
_KEPT_FILES = 64
_HANGING_SECONDS = 60
_INSTRUMENTED = ["detente", "trafilatura", "htmldate", "courlan", "json", "csv", "zipfile"]
_WORDS = (
    *('"<!DOCTYPE"', '"<!ENTITY"', '"<![CDATA["', '"<!--"', '"-->"', '"<article>"', '"<p>"'),
    *('"---\\x0a"', '"\\x22,\\x22"', '"\\\\ud800"', '"\\xff\\xfe"', '"\\xef\\xbb\\xbf"'),
    *('"\\xe2\\x80\\x8b"', '"\\xe2\\x80\\xae"', '"\\xcc\\x81"', '"\\x1f\\x8b\\x08"', '"PAR1"'),
    *('"1 May 2009"', '"$2bn"', '"Russia"', '"\\xe2\\x80\\x9c"', '"\\xe2\\x80\\x99"', '"WARC/1.0"'),
    *('"Content-Length: "', '"PK\\x03\\x04"', '"charset="', '"encoding="', '"[{"', '"}]"'),
)


def main() -> None:
    if "--within" in sys.argv:
        _run(*sys.argv[2:4], sys.argv[4:])
        return
    from benchmarks.parsers import parsers

    known = parsers()
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("parsers", nargs="*", metavar="PARSER", help=", ".join(known))
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--corpus", type=Path, default=Path("tests/hostile/corpus"))
    given = parser.parse_args()
    unknown = sorted(set(given.parsers) - set(known))
    if unknown:
        parser.error(f"no such parser: {', '.join(unknown)} (there are {', '.join(known)})")
    chosen = [known[name] for name in given.parsers or known]
    found = [_fuzz(one.name, one.seeds, given.seconds, given.corpus) for one in chosen]
    sys.exit(1 if any(found) else 0)


def _run(name: str, itself: str, options: list[str]) -> None:
    """The process that libFuzzer runs in, with all code of interest instrumented.

    libFuzzer calls ``itself`` again, with other options, to find which inputs cover the most.
    """
    try:
        import atheris
    except ImportError:
        sys.exit("this needs atheris: pip install 'detente[fuzz]'")

    with atheris.instrument_imports(include=_INSTRUMENTED):
        from benchmarks.parsers import SLOWEST_SECONDS, parsers

        run = parsers()[name].run

    def once(data: bytes) -> None:
        started = time.monotonic()
        run(data)
        seconds = time.monotonic() - started
        assert seconds <= SLOWEST_SECONDS, f"took {seconds:.1f} s"

    atheris.Setup([itself, *options], once)
    atheris.Fuzz()


def _fuzz(name: str, seeds: tuple[bytes, ...], seconds: int, corpus: Path) -> bool:
    """Fuzz one parser; whether anything was found."""
    kept = corpus / name
    kept.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        work, findings = Path(scratch, "work"), Path(scratch, "found")
        words = Path(scratch, "words")
        work.mkdir()
        findings.mkdir()
        words.write_text("\n".join(_WORDS), "utf-8")
        for number, seed in enumerate(seeds):
            Path(work, f"seed-{number}").write_bytes(seed)
        options = [f"-max_total_time={seconds}", f"-max_len={_MOST_BYTES}", f"-dict={words}"]
        said = _call(name, [*options, f"-artifact_prefix={findings}/", str(work), str(kept)])
        found = sorted(findings.iterdir())
        for one in found:
            shutil.copy(one, kept / one.name)
        runs = next((line for line in said.splitlines() if line.startswith("Done ")), None)
        if runs is None and not found:
            sys.exit(f"{name}: fuzzing failed\n{said[-4000:]}")
        print(f"{name}: {runs or 'stopped at a finding'}; {len(found)} findings", flush=True)
        if found:
            print(said[said.find("=== ") :][:4000], flush=True)
        else:
            _keep(name, work, kept)
    return bool(found)


def _keep(name: str, work: Path, kept: Path) -> None:
    """Of all inputs those that together cover what all do, the shortest first, up to a limit."""
    with tempfile.TemporaryDirectory() as scratch:
        least = Path(scratch)
        _call(name, ["-merge=1", str(least), str(kept), str(work)])
        old = [one for one in kept.iterdir() if one.name.startswith(("crash-", "timeout-"))]
        sizes = {one: one.stat().st_size for one in least.iterdir()}
        if not sizes:
            sys.exit(f"{name}: no input was found to cover anything")
        for one in set(kept.iterdir()) - set(old):
            one.unlink()
        left = _KEPT_BYTES - sum(one.stat().st_size for one in old)
        for one in sorted(sizes, key=sizes.__getitem__)[:_KEPT_FILES]:
            left -= sizes[one]
            if left < 0:
                break
            shutil.copy(one, kept / one.name)


def _call(name: str, options: list[str]) -> str:
    with tempfile.TemporaryDirectory() as scratch:
        itself = Path(scratch, "itself")
        command = shlex.join(
            [sys.executable, "-m", "benchmarks.fuzz", "--within", name, str(itself)]
        )
        itself.write_text(f'#!/bin/sh\nexec {command} "$@"\n', "utf-8")
        itself.chmod(0o700)
        limits = [f"-timeout={_HANGING_SECONDS}", "-rss_limit_mb=4096"]
        done = subprocess.run([str(itself), *limits, *options], capture_output=True, check=False)
    return (done.stdout + done.stderr).decode("utf-8", "replace")


if __name__ == "__main__":
    main()
