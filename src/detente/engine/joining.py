"""Joining: a Ray cluster, started here or elsewhere, for the length of a run, and in silence."""

from __future__ import annotations

import logging
import os
import platform
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from detente import __version__
from detente.errors import ClusterError

STORE_BYTES = 300 << 20
"""Of shared memory for slices on their way, in a cluster that is started here."""

_PATIENCE_SECONDS = 10.0
# To be there before Ray is imported, and inherited by all that it starts.
_ENVIRONMENT = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_BACKEND_LOG_LEVEL": "fatal",
    "RAY_DATA_DISABLE_PROGRESS_BARS": "1",
}
_LOOPBACK = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}  # of all systems, whatever its name says


@contextmanager
def joined(address: str | None, workers: int | None) -> Iterator[Any]:
    """The module ``ray``, joined to the cluster at ``address``, or to one of ``workers`` cores
    that is started on this machine, heard on loopback alone, and ended with the block.

    One that the caller has joined already is used and left. Raises ``ClusterError`` where Ray is
    missing, nobody answers at ``address``, or a node has no detente, or another version.
    """
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    if address is None:
        os.environ.update(_LOOPBACK)
    with _muted():
        ray = _import()
    if ray.is_initialized():
        yield ray
        return
    with _muted():
        _join(ray, address, workers)
    try:
        if address is not None:
            _check_nodes(ray)
        yield ray
    finally:
        with suppress(Exception):
            ray.shutdown()


def _import() -> Any:
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise ClusterError("the Ray engine needs Ray: pip install 'detente[ray]'") from error
    for name in ("ray", "ray.data"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    # Of workers that die Ray speaks on standard output, and has no option against it.
    ray._private.worker._worker_logs_enabled = False
    return ray


def _join(ray: Any, address: str | None, workers: int | None) -> None:
    quiet: dict[str, Any] = {"log_to_driver": False, "configure_logging": False}
    try:
        _knock(address or "")
        if address is None:
            ray.init(
                address="local", num_cpus=workers, object_store_memory=STORE_BYTES,
                include_dashboard=False, **quiet,
            )  # fmt: skip
        else:
            ray.init(address=address, **quiet)
    except Exception as error:  # of many kinds, which all mean the same
        if "AuthenticationError" in f"{error}{error.__cause__}":
            what = "asks for a token: set RAY_AUTH_MODE=token, and RAY_AUTH_TOKEN to the cluster's"
            raise ClusterError(f"{address} {what}") from error
        where = f"no Ray cluster at {address}" if address else "Ray cannot be started here"
        raise ClusterError(f"{where}: {last_line(error)}") from error


def _knock(address: str) -> None:
    """Raise ``OSError`` at once where nobody listens; Ray would go on asking for minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if host and port.isdecimal():
        socket.create_connection((host.strip("[]"), int(port)), _PATIENCE_SECONDS).close()


@contextmanager
def _muted() -> Iterator[None]:
    """Without what the native part of Ray says of itself on standard error while it starts."""
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _check_nodes(ray: Any) -> None:
    """Raise ``ClusterError`` naming the nodes that have no detente, or not this version of it."""
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    here = version()
    nodes = {n["NodeID"]: n["NodeManagerAddress"] for n in ray.nodes() if n["Alive"]}
    asking = ray.remote(num_cpus=0, max_retries=1)(_ask_version)
    answers = {
        id: asking.options(scheduling_strategy=NodeAffinitySchedulingStrategy(id, False)).remote()
        for id in nodes
    }
    faults = []
    for id, answer in answers.items():
        try:
            found = ray.get(answer)
        except ray.exceptions.RayError as error:
            found = last_line(error)
        if found != here:
            faults.append(f"{nodes[id]} has {found}")
    if faults:
        raise ClusterError(
            f"every node needs what is here, {here}: pip install 'detente[ray]=={__version__}'"
            f" there ({'; '.join(faults)})"
        )


def _ask_version() -> str:
    try:
        from detente.engine.joining import version
    except ImportError:
        return "no detente"
    return version()


def version() -> str:
    return f"detente {__version__}, Python {platform.python_version()}"


def last_line(error: BaseException) -> str:
    """The end of what Ray says, which quotes whole tracebacks."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1] if lines else type(error).__name__
