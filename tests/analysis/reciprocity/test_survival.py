from __future__ import annotations

import math
import warnings

import numpy as np
import pytest

from detente.analysis.reciprocity.replies.survival import ReplySurvival, estimate_survival

# Weeks in remission, Freireich et al. (1963), Blood 21: 699-716; 1 relapse, 0 censored.
DRUG = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
RELAPSED = [True] * 9 + [False] * 12
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def mixed(seed: int = 1) -> tuple[np.ndarray, np.ndarray, list[str]]:
    random = np.random.default_rng(seed)
    lags, seen = random.integers(0, 90, 150), random.random(150) < 0.6
    return lags, seen, list(random.choice(["in kind", "rebuffed"], 150, p=[0.7, 0.3]))


def test_the_leukaemia_trial_gives_the_published_curve() -> None:
    curve = estimate_survival(DRUG, RELAPSED)
    assert curve.days.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    published = [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
    assert curve.open_share == pytest.approx(published, abs=5e-5)
    assert curve.low == pytest.approx(
        [0.6197, 0.5631, 0.5032, 0.4316, 0.3675, 0.2678, 0.1881], abs=1e-4
    )
    assert curve.high == pytest.approx(
        [0.9516, 0.9228, 0.8894, 0.8491, 0.8049, 0.7468, 0.6801], abs=1e-4
    )


def test_the_leukaemia_trial_gives_the_published_medians_and_means() -> None:
    drug, placebo = estimate_survival(DRUG, RELAPSED), estimate_survival(PLACEBO, [True] * 21)
    assert drug.median_days is not None
    assert placebo.median_days is not None
    assert (drug.median_days.value, drug.median_days.low, drug.median_days.high) == (
        23,
        13,
        math.inf,
    )
    assert (placebo.median_days.value, placebo.median_days.low, placebo.median_days.high) == (
        8,
        4,
        11,
    )
    assert drug.mean_days.value == pytest.approx(23.287, abs=1e-3)
    assert (drug.mean_days.high - drug.mean_days.low) / 2 / 1.96 == pytest.approx(2.827, abs=1e-3)
    assert placebo.mean_days.value == pytest.approx(np.mean(PLACEBO))


def test_curves_agree_with_statsmodels() -> None:
    from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight

    lags, seen, cause = mixed()
    ours = estimate_survival(lags, seen, cause=cause)
    theirs = SurvfuncRight(lags, seen.astype(int))
    assert ours.open_share == pytest.approx(theirs.surv_prob, abs=1e-9)
    code = np.where(seen, np.where(np.array(cause) == "in kind", 1, 2), 0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it divides by 0 on the last day
        theirs = CumIncidenceRight(lags, code)
    kept = np.isin(theirs.times, ours.days)
    for curve, share, error in zip(ours.outcomes, theirs.cinc, theirs.cinc_se, strict=True):
        assert curve.share == pytest.approx(share[kept], abs=1e-9)
        some = kept & (share > 0) & np.isfinite(error)
        share, error = share[some], error[some]
        reach = np.exp(1.96 * error / np.abs((1 - share) * np.log1p(-share)))
        low = curve.low[np.isin(ours.days, theirs.times[some])]
        assert len(low) > 30
        assert 1 - (1 - share) ** (1 / reach) == pytest.approx(low, abs=1e-4)


def test_outcomes_and_the_open_rest_make_a_whole() -> None:
    lags, seen, cause = mixed(2)
    found = estimate_survival(lags, seen, cause=cause)
    shares = sum(curve.share for curve in found.outcomes)
    assert found.open_share + shares == pytest.approx(np.ones(len(found.days)))
    assert [curve.outcome for curve in found.outcomes] == ["in kind", "rebuffed"]
    assert sum(curve.count for curve in found.outcomes) == found.replies


def test_censoring_a_rebuff_would_overstate_the_answers_in_kind() -> None:
    lags, seen, cause = mixed(3)
    kind = np.array(cause) == "in kind"
    competing = estimate_survival(lags, seen, cause=cause).outcomes[0].share[-1]
    assert 1 - estimate_survival(lags, seen & kind).open_share[-1] > competing + 0.1


def test_bands_hold_the_true_curve() -> None:
    held = medians = 0
    for seed in range(200):
        random = np.random.default_rng(seed)
        reply, window = random.exponential(30, 80), random.uniform(20, 90, 80)
        found = estimate_survival(np.minimum(reply, window), reply <= window)
        at = found.share_open(20)
        held += at.low <= math.exp(-20 / 30) <= at.high
        median = found.median_days
        medians += median is not None and median.low <= 30 * math.log(2) <= median.high
    assert 180 <= held <= 199
    assert 180 <= medians <= 199


def test_the_half_time_of_an_outcome_is_found_with_its_interval() -> None:
    held = 0
    for seed in range(60):
        random = np.random.default_rng(seed)
        answered = random.random(120) < 0.5
        lags = np.where(answered, random.uniform(0, 40, 120), 90)
        half = estimate_survival(lags, answered).outcomes[0].half_days
        assert half is not None
        held += half.low <= 20 <= half.high
    assert 52 <= held <= 60


def test_the_curve_is_read_between_its_steps() -> None:
    curve = estimate_survival(DRUG, RELAPSED)
    assert curve.share_open(5).value == 1
    assert curve.share_open(21.5).value == pytest.approx(0.6275, abs=5e-5)
    with pytest.raises(ValueError, match="0 to 35 days only"):
        curve.share_open(36)


def test_the_summary_reads_out_what_an_analyst_needs() -> None:
    lags, seen, cause = mixed()
    text = estimate_survival(lags, seen, cause=cause).summary()
    assert "Overtures followed for up to 89 days: 150, of them 90 with an outcome" in text
    assert "Half of all had an outcome within 64 days (95% 53 to 72)." in text
    assert "In kind: 66% (95% 56 to 76%) within 89 days, half of these within 55 days" in text
    assert "Rebuffed: 23%" in text


def test_where_fewer_than_half_are_answered_no_median_is_made_up() -> None:
    found = estimate_survival([3, 90, 90, 90], [True, False, False, False])
    assert found.median_days is None
    assert "Fewer than half had an outcome within 90 days." in found.summary()
    assert "75% (95% 13 to 96%) had none within 90 days" in found.summary()


@pytest.mark.parametrize(
    ("lags", "seen", "words"),
    [
        ([], [], "no overtures"),
        ([4, 90], [False, False], "nothing can be said"),
        ([0, 0], [False, True], "within 0 days"),
        ([3], [True], "take them for orders of size"),
    ],
)
def test_little_or_no_material_gives_a_sane_answer(
    lags: list[int], seen: list[bool], words: str
) -> None:
    found = estimate_survival(lags, seen)
    assert words in found.summary()
    assert len(found.df()) == len(found.days)
    assert "<table" in found._repr_html_()


def test_three_answers_on_one_day_are_no_certainty() -> None:
    last = estimate_survival([5, 5, 5], [True] * 3).share_open(5)
    assert (last.value, last.low) == (0, 0)
    assert last.high == pytest.approx(0.7076, abs=1e-4)  # Clopper-Pearson for 0 of 3


@pytest.mark.parametrize(
    ("lags", "seen", "cause", "message"),
    [
        ([1, -1], [True, True], None, "negative"),
        ([1, math.nan], [True, True], None, "not finite"),
        ([1, 2], [True], None, "one entry for each"),
        ([1, 2], [True, True], ["in kind", None], "lacks its cause"),
    ],
)
def test_bad_input_is_refused_with_the_remedy(
    lags: list[float], seen: list[bool], cause: list[str | None] | None, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        estimate_survival(lags, seen, cause=cause)


@pytest.mark.parametrize("found", [estimate_survival([], []), estimate_survival(DRUG, RELAPSED)])
def test_the_picture_shows_the_share_still_open(found: ReplySurvival) -> None:
    figure = pytest.importorskip("matplotlib.figure").Figure()
    ax = found.plot(figure.subplots())
    assert f"{found.overtures} overtures" in ax.get_title()
    heights = ax.lines[0].get_ydata()
    assert heights[0] == 1
    assert heights[-1] == pytest.approx(found.open_share[-1] if len(found.days) else 1)
