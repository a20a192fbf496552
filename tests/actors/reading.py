"""A text read up to its last sentence, for tests of what its words stand for."""

from __future__ import annotations

from detente.actors.gazetteer import gazetteer
from detente.actors.references import Discourse
from detente.actors.strangers import home_state
from detente.text.parse import parse
from detente.text.syntax import Tree


def begin_last_sentence(text: str) -> tuple[Tree, Discourse]:
    """The tree of a passage, and its discourse as it stands in the last sentence."""
    tree = Tree(next(parse([text])))
    mentions = gazetteer().find(text)
    discourse = Discourse(None, home_state(mentions))
    discourse.enter(tree, mentions)
    for sentence in tree.sentences[:-1]:
        discourse.begin_sentence(*sentence)
        discourse.end_sentence()
    discourse.begin_sentence(*tree.sentences[-1])
    return tree, discourse
