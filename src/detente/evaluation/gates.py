"""Gates: scores pinned with the hash of the data that gave them, raised, never lowered unseen."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SLACK = {"neural": 0.01, "shared": 0.01}  # 8-bit arithmetic differs a little between processors


@dataclass(frozen=True, slots=True)
class Gate:
    """The pinned scores of one task on one gold file, by one coder."""

    task: str
    coder: str
    sha256: str
    scores: Mapping[str, float]


def read_gates(path: Path) -> list[Gate]:
    """All gates of a TOML file (none, if there is no such file)."""
    if not path.exists():
        return []
    rows = tomllib.loads(path.read_text(encoding="utf-8")).get("gate", [])
    return [Gate(row["task"], row["coder"], row["sha256"], row["scores"]) for row in rows]


def failures(
    gates: list[Gate], task: str, coder: str, sha256: str, scores: Mapping[str, float]
) -> list[str]:
    """What fell below its pin; nothing, where no gate is for this task, coder and data.

    Of the neural coder a hundredth below is let through (``SLACK``).
    """
    pinned = _find(gates, task, coder, sha256)
    if pinned is None:
        return []
    return [
        f"{name} is {scores[name]:.3f}, below its gate of {value:.3f}"
        for name, value in pinned.scores.items()
        if name in scores and round(scores[name], 3) < value - SLACK.get(coder, 0.0)
    ]


def raise_gates(
    path: Path, task: str, coder: str, sha256: str, scores: Mapping[str, float]
) -> None:
    """Pin the scores that are higher than their pins; never lowers one."""
    gates = read_gates(path)
    pinned = _find(gates, task, coder, sha256)
    rest = [gate for gate in gates if gate is not pinned]
    old = pinned.scores if pinned else {}
    new = {name: max(round(value, 3), old.get(name, 0.0)) for name, value in scores.items()}
    rest.append(Gate(task, coder, sha256, new))
    rest.sort(key=lambda gate: (gate.task, gate.sha256, gate.coder))
    path.write_text("\n".join(map(_toml, rest)), encoding="utf-8")


def _find(gates: list[Gate], task: str, coder: str, sha256: str) -> Gate | None:
    key = (task, coder, sha256)
    return next((g for g in gates if (g.task, g.coder, g.sha256) == key), None)


def _toml(gate: Gate) -> str:
    scores = "\n".join(f'"{name}" = {value:.3f}' for name, value in sorted(gate.scores.items()))
    return (
        f'[[gate]]\ntask = "{gate.task}"\ncoder = "{gate.coder}"\nsha256 = "{gate.sha256}"\n'
        f"[gate.scores]\n{scores}\n"
    )
