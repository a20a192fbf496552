from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from detente.analysis.reciprocity.dynamics.bayes import SimsZhaPrior, fit_bayes

Floats = NDArray[np.float64]

# What MSBVAR's szbvar prints at six lags: by lag, the effects of i2p on both, then those of p2i.
PUBLISHED = """
0.61489389 0.085886663 0.24451991 0.524333783
0.015068966 0.014021605 0.103498905 0.060584814
0.010900565 0.006883285 0.031195881 0.014887853
0.0055432804 0.0017323606 0.0112993283 0.0048347026
0.0016184586 0.0011802945 0.0035168807 0.0017989775
0.0010194838 0.00049277658 0.0018950813 0.00106270200
"""


@pytest.fixture(scope="module")
def series() -> Floats:
    y = np.random.default_rng(1).standard_normal((300, 2))
    for t in range(1, 300):
        y[t, 1] += 0.4 * y[t - 1, 0]
    return y


@pytest.mark.shared
def test_the_published_posterior_is_found(shared: Path) -> None:
    path = shared / "events/msbvar/israel_palestine_weekly.csv"
    posterior = fit_bayes(np.loadtxt(path, delimiter=","), 6)
    published = np.array(PUBLISHED.split(), float).reshape(6, 2, 2).transpose(0, 2, 1)
    np.testing.assert_allclose(posterior.coefficients, published, atol=5e-9)
    np.testing.assert_allclose(posterior.intercepts, [-8.5201560, -2.6332614], atol=5e-8)
    expected = [[4519.4958, 1291.5366], [1291.5366, 1153.8519]]
    np.testing.assert_allclose(posterior.covariance, expected, atol=5e-5)
    np.testing.assert_allclose(posterior.totals, [0.3959, 0.1102], rtol=5e-4)


def test_a_loose_prior_gives_least_squares(series: Floats) -> None:
    from statsmodels.tsa.api import VAR

    loose = SimsZhaPrior(lambda0=1, lambda1=1e5, lambda3=0, lambda4=1e5)
    posterior = fit_bayes(series, 2, prior=loose)
    np.testing.assert_allclose(posterior.coefficients, VAR(series).fit(2).coefs, atol=1e-6)


def test_a_tight_prior_leaves_no_response(series: Floats) -> None:
    posterior = fit_bayes(series, 2, prior=SimsZhaPrior(lambda1=1e-5))
    np.testing.assert_allclose(posterior.coefficients[0], np.eye(2), atol=1e-3)
    np.testing.assert_allclose(posterior.totals, 0, atol=1e-3)


def test_dummies_pull_the_coefficients_to_sum_to_one(series: Floats) -> None:
    moved = series + 5
    free, pulled = (fit_bayes(moved, 2, prior=SimsZhaPrior(mu5=mu5)) for mu5 in (0, 100))
    sums = [posterior.coefficients.sum(axis=0) for posterior in (free, pulled)]
    assert np.abs(sums[1] - np.eye(2)).max() < 0.01 < np.abs(sums[0] - np.eye(2)).max()


def test_draws_follow_the_t_distribution_that_theory_gives(series: Floats) -> None:
    """Marginally, a sum of one equation's coefficients is Student t."""
    from scipy.stats import t as student

    posterior = fit_bayes(series, 2, draws=20_000)
    cross = np.array([1, 0, 1, 0, 0])
    freedom = posterior.freedom - 1
    variance = cross @ posterior.row_covariance @ cross * posterior.scale[1, 1] / freedom
    low, high = student.interval(0.95, freedom, posterior.totals[1], np.sqrt(variance))
    assert posterior.low[1] == pytest.approx(low, abs=0.05 * (high - low))
    assert posterior.high[1] == pytest.approx(high, abs=0.05 * (high - low))
    drawn = posterior.draw(20_000, seed=3)
    np.testing.assert_allclose(drawn.mean(axis=0), posterior.mean, atol=0.003)
    between = np.corrcoef(drawn[:, 0, 0], drawn[:, 0, 1])[0, 1]
    expected = posterior.covariance[0, 1] / np.sqrt(np.diag(posterior.covariance).prod())
    assert between == pytest.approx(expected, abs=0.03)


def test_the_seed_fixes_the_draws(series: Floats) -> None:
    first, again, other = (fit_bayes(series, 1, seed=seed).low for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_words_and_table(series: Floats) -> None:
    posterior = fit_bayes(series, 1, names=("Aland", "Bland"))
    assert "Bland's answer to Aland comes to +0." in posterior.summary()
    table = posterior.df().set_index("answers")
    assert table.loc["Bland", "probability_positive"] > 0.9
    assert table.loc["Bland", "total"] == posterior.totals[1]


def test_misuse_is_refused(series: Floats) -> None:
    with pytest.raises(ValueError, match="must be positive"):
        SimsZhaPrior(lambda0=0)
    with pytest.raises(ValueError, match="too little data"):
        fit_bayes(series[:10], 1)
    with pytest.raises(ValueError, match="at least one draw"):
        fit_bayes(series, 1).draw(0)
