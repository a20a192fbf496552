"""Logistic regression over hashed features, as `detente.text.hashed` reads them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from detente.text.hashed import BINS


def tabled(rows: list[list[int]]) -> csr_matrix:
    """Rows of places as a sparse table of ones (rows, `BINS`)."""
    places = np.concatenate([np.asarray(row, np.int32) for row in rows])
    ones = np.ones(len(places), np.float32)
    ends = np.cumsum([0, *map(len, rows)])
    return csr_matrix((ones, places, ends), shape=(len(rows), BINS))


def logistic(table: csr_matrix, worth: np.ndarray, strength: float) -> tuple[np.ndarray, float]:
    """Weights by place and bias, with an L2 of `strength`; `worth` from 0 to 1 for each row."""

    def loss(solution: np.ndarray) -> tuple[float, np.ndarray]:
        weights, bias = solution[:-1], solution[-1]
        odds = table @ weights + bias
        error = 1 / (1 + np.exp(-odds)) - worth
        value = (np.logaddexp(0, odds) - worth * odds).sum()
        slope = np.append(table.T @ error + strength * weights, error.sum())
        return float(value + strength / 2 * weights @ weights), slope

    found = minimize(loss, np.zeros(BINS + 1), jac=True, method="L-BFGS-B",
                     options={"maxiter": 150}).x  # fmt: skip
    return found[:-1], float(found[-1])


def store(path: Path, weights: np.ndarray, bias: float = 0.0, least: float = 0.0) -> None:
    """Write a regression where `Hashed.load` finds it."""
    np.savez_compressed(path, weights=weights.astype(np.float16), bias=bias, least=least)
