"""Boundary: tests and intervals for a quantity that cannot be negative, such as replies per act.

Where the truth may be zero, the likelihood ratio is not chi-square distributed: half of all
samples without any replies give exactly zero. Both functions here allow for it, and agree: an
interval leaves out zero if and only if the test of one quantity is significant.
"""

from __future__ import annotations

from math import comb

LEVEL = 0.95


def boundary_p_value(statistic: float, tested: int) -> float:
    """Give the p value of a likelihood ratio that sets ``tested`` quantities to zero.

    The null distribution is the mixture of chi-square distributions with 0 to ``tested`` degrees
    of freedom and binomial weights (Self and Liang 1987, case 9, for estimates that are
    uncorrelated; those of different streams are, those of one stream nearly so).
    """
    from scipy.special import chdtrc

    if statistic <= 0:
        return 1.0
    weights = (comb(tested, k) / 2**tested for k in range(1, tested + 1))
    return float(sum(w * chdtrc(k, statistic) for k, w in enumerate(weights, start=1)))


def critical_ratio(sizes: float) -> float:
    """Give the likelihood ratio up to which a value belongs to the 95% interval.

    ``sizes`` is the value in units of its standard error. From 2.71 at zero it rises to the
    usual 3.84 at 1.96, so that coverage is 95% all along (Feldman and Cousins 1998, section
    IV.B, a normal mean that cannot be negative).
    """
    from scipy.special import ndtr

    if sizes >= 1.96:
        return 3.8415
    low, high = 2.7055, 3.8415
    for _ in range(30):
        middle = (low + high) / 2
        outside = ndtr(-(sizes**2 + middle) / (2 * sizes)) if sizes > 0 else 0.0
        if ndtr(middle**0.5) - outside < LEVEL:
            low = middle
        else:
            high = middle
    return (low + high) / 2
