import numpy as np
import pytest
from numpy.typing import NDArray

from detente.analysis.reciprocity.dynamics.responses import fit_autoregression, trace_responses

Floats = NDArray[np.float64]


def simulate(periods: int, seed: int, count: int = 1) -> Floats:
    """B answers A with 0.4 one period later; their surprises correlate at 0.5."""
    shared = np.linalg.cholesky(np.array([[1, 0.5], [0.5, 1]]))
    y = np.random.default_rng(seed).standard_normal((count, periods + 50, 2)) @ shared.T
    for t in range(1, periods + 50):
        y[:, t] += 0.3 * y[:, t - 1]
        y[:, t, 1] += 0.4 * y[:, t - 1, 0]
    return y[:, 50:]


@pytest.fixture(scope="module")
def series() -> Floats:
    return simulate(300, seed=1)[0]


def test_ordered_responses_agree_with_statsmodels(series: Floats) -> None:
    from statsmodels.tsa.api import VAR

    traced = trace_responses(series, 2, horizon_periods=8)
    forth = VAR(series).fit(2)
    back = VAR(series[:, ::-1]).fit(2)
    np.testing.assert_allclose(traced.paths[1], forth.irf(8).orth_irfs, atol=1e-12)
    np.testing.assert_allclose(traced.cumulative[1], forth.irf(8).orth_cum_effects, atol=1e-12)
    np.testing.assert_allclose(traced.paths[2][:, ::-1, ::-1], back.irf(8).orth_irfs, atol=1e-12)
    shares = forth.fevd(9).decomp.transpose(1, 0, 2)
    np.testing.assert_allclose(traced.shares[1], shares, atol=1e-12)


def test_generalised_response_is_that_of_whoever_moves_first(series: Floats) -> None:
    """Pesaran and Shin (1998), proposition 3.1."""
    traced = trace_responses(series, 2)
    np.testing.assert_allclose(traced.paths[0, :, :, 0], traced.paths[1, :, :, 0])
    np.testing.assert_allclose(traced.paths[0, :, :, 1], traced.paths[2, :, :, 1])


def test_shares_of_ordered_surprises_sum_to_one(series: Floats) -> None:
    shares = trace_responses(series, 2).shares
    np.testing.assert_allclose(shares[1:].sum(axis=-1), 1)
    assert (shares[0].sum(axis=-1) > 1).all()  # surprises correlate, so that some counts twice


def test_bands_hold_the_true_response() -> None:
    truth = 0.4 + 0.3 * 0.5  # A's own surprise, and what comes along with it in B
    held = []
    for y in simulate(300, seed=2, count=150):
        traced = trace_responses(y, 1, draws=100)
        held.append(traced.low[0, 1, 1, 0] <= truth <= traced.high[0, 1, 1, 0])
    assert 0.88 <= np.mean(held) <= 0.99


def test_bands_enclose_and_the_seed_fixes_them(series: Floats) -> None:
    first, again, other = (trace_responses(series, 1, seed=seed) for seed in (1, 1, 2))
    assert (first.low[0] < first.paths[0]).all()
    assert (first.paths[0] < first.high[0]).all()
    assert np.array_equal(first.low, again.low)
    assert not np.array_equal(first.low, other.low)


def test_without_stationarity_there_are_no_bands() -> None:
    growth = np.exp(np.arange(100) / 10)[:, None] * [1, 2]
    y = growth + np.random.default_rng(3).standard_normal((100, 2))
    assert fit_autoregression(y, 1).largest_root > 1
    traced = trace_responses(y, 1)
    assert np.isnan(traced.low).all()
    assert "no band: not stationary" in traced.summary()


def test_table_and_words(series: Floats) -> None:
    traced = trace_responses(series, 1, names=("Aland", "Bland"), unit="month", horizon_periods=6)
    table = traced.df()
    assert len(table) == 3 * 7 * 4
    row = table.query(
        "order == 'Aland first' and surprise_of == 'Aland' and response_of == 'Bland'"
    )
    np.testing.assert_array_equal(row["response"], traced.paths[1, :, 1, 0])
    assert "After a surprise of Aland" in traced.summary()
    assert "over 6 more months" in traced.summary()
    assert "(one standard deviation) Bland moves by 0." in traced.summary()


def test_misuse_is_refused(series: Floats) -> None:
    with pytest.raises(ValueError, match="horizon of at least 1"):
        trace_responses(series, 1, horizon_periods=0)
    with pytest.raises(ValueError, match="at least 2 draws"):
        trace_responses(series, 1, draws=0)
