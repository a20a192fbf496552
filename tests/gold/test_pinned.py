"""The accuracy gate: scores on the shared gold sets never fall unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.cli import main

GATES = Path(__file__).parent / "gates.toml"


@pytest.mark.shared
@pytest.mark.parametrize(
    ("task", "gold"), [("type", "type_dev.jsonl"), ("events", "events_plover_gsr.jsonl")]
)
def test_scores_stay_at_their_gate(task: str, gold: str, shared: Path) -> None:
    arguments = ["evaluate", task, str(shared / "gold" / gold), "--coder", "rules"]
    with pytest.raises(SystemExit) as end:
        main([*arguments, "--gates", str(GATES)])
    assert end.value.code == 0
