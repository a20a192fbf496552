from __future__ import annotations

import numpy as np
import pytest

from analysis.reciprocity.making import answer, at_random, in_good_times, make_acts
from detente.analysis.following import Outcome
from detente.analysis.reciprocity.acts import A_TO_B, B_TO_A
from detente.analysis.reciprocity.replies.episodes import find_episodes


def days(*some: float) -> np.ndarray:
    return np.array(some)


def outcomes(*streams: tuple[str, float, np.ndarray], kind: str = "overture") -> list[Outcome]:
    found = find_episodes(make_acts(*streams), A_TO_B, kind=kind, window_days=30)
    return [one.outcome for one in found.followed]


def test_without_types_every_cooperative_act_opens_and_the_sign_answers() -> None:
    assert outcomes((">", 1.0, days(10, 200, 400, 1490)), ("<", 2.0, days(15)),
                    ("<", -2.0, days(220))) == [
        Outcome.IN_KIND, Outcome.REBUFFED, Outcome.NONE, Outcome.TOO_RECENT
    ]  # fmt: skip


def test_escalations_are_answered_by_hostile_acts() -> None:
    hostile = (">", -3.0, days(10, 200))
    assert outcomes(hostile, ("<", -1.0, days(12)), ("<", 2.0, days(205)), kind="escalation") == [
        Outcome.IN_KIND, Outcome.NONE
    ]  # fmt: skip


def test_a_matter_joins_opening_and_answer() -> None:
    acts = make_acts((">", 1.0, days(10)), ("<", 1.0, days(12, 20)),
                     issues=[["energy"], ["cyber"], ["energy"]])  # fmt: skip
    (one,) = find_episodes(acts, A_TO_B, window_days=30).followed
    assert (one.outcome, one.lag_days) == (Outcome.IN_KIND, 10)
    (other,) = find_episodes(acts.keep(acts.day != acts.day[-1]), A_TO_B, window_days=30).followed
    assert other.outcome is Outcome.OTHER_MATTER


def test_replies_come_with_lift_interval_and_placebo() -> None:
    rng = np.random.default_rng(1)
    a = at_random(rng, 150)
    acts = make_acts((">", 2.0, a), ("<", 2.0, answer(rng, a, 0.6)), ("<", 2.0, at_random(rng, 60)))
    found = find_episodes(acts, A_TO_B, window_days=14)
    assert found.timing is not None
    assert found.timing.lift > found.timing.placebo
    assert found.timing.p_more < 0.01
    assert "lift" in found.summary()
    assert "co-movement" not in found.summary()
    assert "answered in kind within 14 days" in found.summary()
    assert found.crossed is None  # nobody did anything hostile
    frame = found.df()
    assert len(frame) == len(found.followed)
    assert frame["lag_days"].max() <= 14
    assert found.plot().patches


def test_movement_together_is_called_that() -> None:
    a, b = in_good_times(np.random.default_rng(2), 150)
    found = find_episodes(make_acts((">", 2.0, a), ("<", 2.0, b)), B_TO_A, window_days=14)
    assert found.summary().count("co-movement, not response") == 1


def test_doubtful_codings_widen_the_interval() -> None:
    rng = np.random.default_rng(3)
    a, b = at_random(rng, 100), at_random(rng, 100)
    streams = ((">", 2.0, a), ("<", 2.0, b))
    sure = find_episodes(make_acts(*streams), A_TO_B, window_days=14).timing
    doubted = find_episodes(make_acts(*streams, confidence=[0.5] * 200), A_TO_B, window_days=14)
    assert sure is not None
    assert doubted.timing is not None
    assert doubted.timing.lift == pytest.approx(sure.lift)
    assert doubted.timing.high / doubted.timing.low > 1.2 * sure.high / sure.low


@pytest.mark.parametrize("number", [0, 5, 19])
def test_too_few_acts_give_counts_and_no_lift(number: int) -> None:
    rng = np.random.default_rng(4)
    acts = make_acts((">", 2.0, at_random(rng, number)), ("<", 2.0, at_random(rng, 60)))
    found = find_episodes(acts, A_TO_B)
    assert found.timing is None
    assert sum(found.outcomes.values()) == len(found.followed)
    assert "lift" not in found.summary()
    assert found.plot().get_title() == "too few acts to draw"


def test_misuse_is_said() -> None:
    acts = make_acts((">", 1.0, days(1)))
    with pytest.raises(ValueError, match="no such openings"):
        find_episodes(acts, A_TO_B, kind="smile")
    with pytest.raises(ValueError, match="at least one day"):
        find_episodes(acts, A_TO_B, window_days=0)
