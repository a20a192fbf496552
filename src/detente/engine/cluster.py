"""Cluster runs: inputs spread over the workers of a Ray cluster, each coding as a local run does.

Readers cut parts into slices; workers, each with a coder, run every slice into a ledger of its own
in memory and write that out (``engine/partitioned.py``). Nothing passes through this process but
what each slice came to. Ray starts anew what dies, and what is written twice is there once.
"""

from __future__ import annotations

import math
import os
import pickle
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from detente.coding import DEFAULT_CODER, load_coder
from detente.engine.joining import joined, last_line
from detente.engine.partitioned import Held, Partitioned, absolute
from detente.engine.parts import Part, Slice, cut_parts, read_slices
from detente.engine.sliced import SliceCoder
from detente.engine.summary import RunSummary
from detente.engine.worker import Factory
from detente.errors import ClusterError

_TRIES = 5
"""So often a part is read and a slice coded if the processes at it die."""
_CODER_CPUS, _READER_CPUS = 0.8, 0.2
"""Of a core, as Ray counts them, so that both always find room."""
_BLOCK_BYTES = 1
"""Ray hands on what is larger: every slice by itself, then, to any worker that is free."""
_ASKED_AT_ONCE = 16
_COUNTS = tuple(field.name for field in fields(Held))


def run_cluster(
    inputs: Iterable[str | Path] | str | Path,
    out: str,
    coder: str | Factory = DEFAULT_CODER,
    *,
    workers: int | None = None,
    address: str | None = None,
    progress: Callable[[RunSummary], None] | None = None,
    options: Mapping[str, Any] | None = None,
) -> RunSummary:
    """Code inputs on a Ray cluster, into partitioned Parquet at ``out``, a path or URL.

    Each of ``workers`` processes (default: one a core of the cluster) loads the coder once. The
    cluster is the one at ``address``, else one that is started on this machine and ends with the
    run. ``options`` are those of ``read``. What is at ``out`` already is passed over, but slices
    with documents that broke the coder: these are tried again. Every node must see inputs and
    ``out`` under the same names, and have this version of detente.

    Raises ``SourceError`` for an input that does not exist, ``LedgerError`` where ``out`` holds
    what another coder made, ``ClusterError`` where there is no such cluster or it fails, and
    ``KeyboardInterrupt`` on Ctrl-C; called again, it goes on where it was.
    """
    factory: Factory = partial(load_coder, coder) if isinstance(coder, str) else coder
    paths = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    reading = dict(options or {})
    parts = cut_parts(paths, reading)
    own = factory()
    names = [part.name for part in parts]
    output = Partitioned.start(absolute(out), f"{own.name}/{own.version}", names)
    del own
    tally = _Tally(progress)
    todo = list(_todo(parts, output, tally))
    if todo:
        with joined(address, workers or (None if address else _cores())) as ray:
            crew = workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # more workers than work is no fault
                    for row in _pipeline(ray, todo, reading, factory, output, crew).iter_rows():
                        tally.add(_unpacked(row["held"]))
            except ray.exceptions.RayError as error:
                raise ClusterError(f"the cluster failed: {last_line(error)}") from error
    return tally.summary()


class _Tally:
    """Counts what slices came to; what was there before counts as known already."""

    def __init__(self, progress: Callable[[RunSummary], None] | None) -> None:
        self._progress = progress
        self._started = time.monotonic()
        self._counts = dict.fromkeys(_COUNTS, 0)

    def know(self, held: Held) -> None:
        self._counts["skipped"] += held.documents + held.skipped

    def add(self, held: Held) -> None:
        for name in _COUNTS:
            self._counts[name] += getattr(held, name)
        if self._progress is not None:
            self._progress(self.summary())

    def summary(self) -> RunSummary:
        counts = {name: count for name, count in self._counts.items() if name != "failed"}
        return RunSummary(**counts, seconds=time.monotonic() - self._started, run_id=0)


def _todo(parts: list[Part], output: Partitioned, tally: _Tally) -> Iterator[dict[str, Any]]:
    """Parts that are not whole, with the slices of them that there are."""
    known = {name: number for number, name in enumerate(output.parts)}
    numbers = [known[part.name] for part in parts]
    with ThreadPoolExecutor(_ASKED_AT_ONCE) as asking:  # a distant store takes its time
        there = zip(
            asking.map(output.held, numbers), asking.map(output.slices, numbers), strict=True
        )
        for part, number, (held, slices) in zip(parts, numbers, there, strict=True):
            done = [index for index, one in sorted(held.items()) if not one.failed]
            for index in done:
                tally.know(held[index])
            if len(done) != slices:
                yield {"number": number, "part": pickle.dumps(part), "done": done}


def _pipeline(
    ray: Any,
    todo: list[dict[str, Any]],
    reading: Mapping[str, Any],
    factory: Factory,
    output: Partitioned,
    workers: int,
) -> Any:
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.target_max_block_size = _BLOCK_BYTES
    parts = ray.data.from_items(todo, override_num_blocks=len(todo))
    slices = parts.map_batches(
        _read_parts,
        batch_size=1,
        fn_kwargs={"reading": reading, "output": output},
        concurrency=math.ceil(workers / 2),
        num_cpus=_READER_CPUS,
        ray_remote_args_fn=partial(dict, max_retries=_TRIES),
    )
    return slices.map_batches(
        _Worker,
        batch_size=1,
        batch_format="pyarrow",
        fn_constructor_args=(sys.path, pickle.dumps(factory), output),
        compute=ray.data.ActorPoolStrategy(size=workers),
        num_cpus=_CODER_CPUS,
        ray_remote_args_fn=partial(dict, max_task_retries=_TRIES),
    )


def _read_parts(
    batch: Mapping[str, Any], reading: Mapping[str, Any], output: Partitioned
) -> Iterator[pa.Table]:
    """The slices of parts that are still to be coded, one by one."""
    for number, packed, done in zip(batch["number"], batch["part"], batch["done"], strict=True):
        part: Part = pickle.loads(packed)
        known, count = set(map(int, done)), 0
        try:
            for one in read_slices(part, reading):
                count += 1
                if one.index not in known:
                    yield pa.table({"number": [int(number)], "slice": _packed(one)})
            output.close_part(int(number), count)
        except Exception as error:
            yield pa.table({"number": [int(number)], "slice": _packed(error)})


class _Worker:
    """A process of the cluster that codes slices, its coder loaded once."""

    def __init__(self, path: list[str], factory: bytes, output: Partitioned) -> None:
        self._path, self._factory, self._output = path, factory, output

    @cached_property
    def _coder(self) -> SliceCoder:
        sys.path += [place for place in self._path if place not in sys.path]
        sys.modules["__main__"].__file__ = None  # else the coder's process imports Ray's script
        return SliceCoder(pickle.loads(self._factory), self._output)

    def __call__(self, rows: pa.Table) -> pa.Table:
        """What each slice came to, or the exception that it, or its reader, ended with."""
        found: list[Held | Exception] = []
        for number, packed in zip(*rows.to_pydict().values(), strict=True):
            try:
                found.append(self._coder.code(number, _unpacked(packed)))
            except Exception as error:
                found.append(error)
        return pa.table({"held": pa.chunked_array(map(_packed, found))})


# Exceptions go the way of results: what Ray makes of them differs from one release to the next.
def _packed(value: Slice | Held | Exception) -> pa.Array:
    try:
        data = pickle.dumps(value)
        if isinstance(value, Exception):
            pickle.loads(data)
    except Exception:
        data = pickle.dumps(ClusterError(f"{type(value).__name__}: {value}"))
    return pa.array([data], pa.large_binary())


def _unpacked(data: bytes) -> Any:
    """The value, raised if it is an exception."""
    value = pickle.loads(data)
    if isinstance(value, Exception):
        raise value
    return value


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
