from __future__ import annotations

from pathlib import Path

from detente.evaluation.gates import failures, raise_gates, read_gates


def test_pins_rise_and_never_fall(tmp_path: Path) -> None:
    path = tmp_path / "gates.toml"
    assert read_gates(path) == []
    raise_gates(path, "type", "rules", "aa", {"macro_f1": 0.5, "accuracy": 0.6})
    raise_gates(path, "type", "rules", "aa", {"macro_f1": 0.4, "accuracy": 0.7})
    (gate,) = read_gates(path)
    assert gate.scores == {"macro_f1": 0.5, "accuracy": 0.7}


def test_a_fall_is_told_for_the_same_task_coder_and_data_only(tmp_path: Path) -> None:
    path = tmp_path / "gates.toml"
    raise_gates(path, "type", "rules", "aa", {"macro_f1": 0.5})
    raise_gates(path, "events", "rules", "aa", {"actors f1": 0.9})
    gates = read_gates(path)
    assert failures(gates, "type", "rules", "aa", {"macro_f1": 0.5}) == []
    assert failures(gates, "type", "rules", "bb", {"macro_f1": 0.1}) == []
    (line,) = failures(gates, "type", "rules", "aa", {"macro_f1": 0.499})
    assert "0.499" in line
    assert "0.500" in line


def test_eight_bit_arithmetic_has_some_slack(tmp_path: Path) -> None:
    path = tmp_path / "gates.toml"
    raise_gates(path, "type", "neural", "aa", {"macro_f1": 0.8})
    gates = read_gates(path)
    assert failures(gates, "type", "neural", "aa", {"macro_f1": 0.791}) == []
    assert failures(gates, "type", "neural", "aa", {"macro_f1": 0.789})
