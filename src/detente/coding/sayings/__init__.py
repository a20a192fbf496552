"""Sayings: the attributions of a passage, each with its source, cue and content.

An attribution (Pareti 2015, *Attribution: A Computational Approach*) ties words to whoever they
belong to: in ``Lavrov said that NATO expands`` the source is ``Lavrov``, the cue ``said``, the
content ``that NATO expands``. Found by the grammar of the cue (``data/sayings.toml``) and by
quotation marks; who the source is and how sayings nest is ``attribution``'s.
"""

from detente.coding.sayings.passage import Sayings
from detente.coding.sayings.saying import Saying

__all__ = ["Saying", "Sayings"]
