"""Result: what every measure gives: figures as a data frame, a reading in words, a picture."""

from __future__ import annotations

import html
import math
from abc import ABC, abstractmethod
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


class Result(ABC):
    """A fitted measure; frozen dataclasses of one measure each derive from it."""

    __slots__ = ()

    @abstractmethod
    def df(self) -> pd.DataFrame:
        """The figures, one row a fact."""

    @abstractmethod
    def summary(self) -> str:
        """The figures read out: a few lines of plain words, the sample named."""

    @abstractmethod
    def plot(self, ax: Axes | None = None) -> Axes:
        """A picture of it on ``ax`` (default: axes of its own)."""

    def _repr_html_(self) -> str:
        """Notebooks show the reading and the table."""
        reading = "".join(f"<p>{html.escape(line)}</p>" for line in self.summary().splitlines())
        table: str = self.df().to_html(index=False, border=0, float_format=lambda x: f"{x:.3g}")
        return reading + table


def axes(ax: Axes | None) -> Axes:
    """``ax``, or new axes."""
    if ax is not None:
        return ax
    from matplotlib import pyplot

    drawn: Axes = pyplot.subplots(figsize=(7, 3.5), layout="constrained")[1]
    return drawn


def mark_dates(ax: Axes) -> None:
    """Few and short date marks along the lower edge."""
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    locator = AutoDateLocator(maxticks=8)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator))


def say_p(value: float) -> str:
    """A p value in words: ``0.031``, ``under 0.001``."""
    return "under 0.001" if value < 0.001 else f"{value:.3f}"


def known_p(value: float) -> float:
    """A p value, 1 where it is not known (NaN): what could not be tested was not found."""
    return 1.0 if math.isnan(value) else value


def say_number(value: float, digits: int = 2, sign: str = "-") -> str:
    """A number to so many figures, without powers of ten (``-0.000056``); ``+`` shows a plus."""
    return f"{Decimal(f'{value:z.{digits}g}'):{sign}f}"


def count(number: int, noun: str) -> str:
    """So many of a noun in words: ``1 act``, ``1,204 acts``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
