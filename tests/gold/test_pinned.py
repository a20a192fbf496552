"""The accuracy gate: scores on the shared gold sets never fall unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.cli import main
from detente.cli.evaluate import END_TASKS, SHARED
from detente.evaluation.gates import Gate, read_gates
from detente.evaluation.gold import file_digest

GATES = Path(__file__).parent / "gates.toml"


GOLD = (
    "type_dev.jsonl",
    "events_plover_gsr.jsonl",
    "attribution_dev.jsonl",
    "modality_meantime.jsonl",
    "actors_dev.jsonl",
    "stories_dev.jsonl",
)
OWN = ("reports.jsonl", "chains.jsonl", "asks_demo.jsonl", "promises_demo.jsonl")


@pytest.mark.shared
@pytest.mark.parametrize(
    "gate", read_gates(GATES), ids=lambda g: f"{g.task}-{g.coder}-{g.sha256[:6]}"
)
def test_scores_stay_at_their_gate(
    gate: Gate, shared: Path, request: pytest.FixtureRequest
) -> None:
    """Every gate is of a gold file that is there, and the coder does not fall below it."""
    paths = [*map(GATES.with_name, OWN), *(shared / "gold" / name for name in GOLD)]
    (path,) = (path for path in paths if file_digest(path) == gate.sha256)
    coder = [] if gate.coder == SHARED else ["--coder", gate.coder]
    arguments = ["evaluate", gate.task, str(path), *coder]
    if gate.task in END_TASKS:
        texts = ["--db", request.getfixturevalue("corpus_db")]
    else:
        texts = ["--texts", str(shared / "news")]
    with pytest.raises(SystemExit) as end:
        main([*arguments, *texts, "--gates", str(GATES)])
    assert end.value.code == 0
