"""The listener: taught who vouches for which words of a passage.

    python -m training.listen NEWS WORK [silver gold export weigh]

`silver`: three epochs on 6,000 real passages as the grammar (`detente.coding.sayings`) reads them;
`gold`: ten epochs on the passages of `training/sayings/`; `export`: ONNX with 8-bit weights into
the package; `weigh`: how far listener and grammar are trusted, fitted on the passages held out.
It starts from the encoder of the package's classifier. On 2 cores 10, 20, 1 and 2 minutes; needs
the packages in `training/requirements.txt`.
"""

from __future__ import annotations

import hashlib
import json
import math
import random
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy
from transformers import AutoModel

from detente.coding.hearing import LEAST, Heard, anchor, clues, may_speak
from detente.coding.neural.listener import CHANNELS, LONGEST, Listener, first_pieces
from detente.coding.sayings import Saying, Sayings
from detente.records import Document
from detente.records import Passage as Paragraph
from detente.sources import read
from detente.text.parse import parse
from detente.text.passages import paragraphs, passages
from detente.text.quotes import quotations, quotes_in
from detente.text.syntax import Tree
from training import trust
from training.examples import MODEL, barred
from training.export import bare
from training.model import encoder_folder, halved, tokenizer, weights_of_the_package
from training.sayings import Marked, Passage, Span, real, written

SEED = 7
SILVER = 6000  # passages
WORDS = (12, 150)  # of a passage of the silver data
SIZE = 96  # of the two sides of each bilinear form
OTHERS = 0.15  # weight of a word that is no source, beside one that is
BATCH = 16
RIDGE = 1e-3  # a row, of the regression that weighs listener and grammar
# Words that most sayings hold; one passage in ten is drawn without them.
_SAID = re.compile(
    r"\b(?:said|says?|told|according to|accus\w+|claim\w*|report(?:s|ed)|den(?:ies|ied)|warn\w*|"
    r"announc\w+|confirm\w*|quot\w+|cit(?:ed|ing)|alleg\w+|believe[sd]?|insist\w*|argu\w+|"
    r"add(?:s|ed)|think|admit\w+|acknowledg\w+|suspect\w*|fear\w*|call(?:ed|s) (?:it|on|for))\b",
    re.I,
)
_SHARES = {"wikinews_2019_2020": 1.0, "kremlin_2000_2010": 0.35,
           "whitehouse_briefings_2009_2010": 0.03, "current_events_2002_2026": 0.07}  # fmt: skip

Relations = list[tuple[Span, list[Span], list[Span], bool]]  # source, cue, content, vouches


@dataclass(slots=True)
class Example:
    """Word pieces of a passage, those that may be sources, and what the sources' rows hold."""

    ids: list[int]
    words: list[int]
    rows: dict[int, dict[int, set[int]]]


# -- data ------------------------------------------------------------------------------------


def silver(news: Path) -> Iterator[tuple[str, Tree, Relations]]:
    """Real passages as the grammar reads them."""
    chance, kept = random.Random(SEED), barred()
    drawn: list[tuple[Paragraph, list[Span]]] = []
    for name, share in _SHARES.items():
        for item in read([str(news / f"{name}.jsonl.gz")]):
            if not isinstance(item, Document) or item.id in kept or chance.random() > share:
                continue
            quoted = quotations(item.text, paragraphs(item.text))
            for passage in passages(item.text):
                fits = WORDS[0] <= len(passage.text.split()) <= WORDS[1]
                if fits and (_SAID.search(passage.text) or chance.random() < 0.1):
                    drawn.append((passage, list(quotes_in(passage, quoted))))
    chance.shuffle(drawn)
    drawn = drawn[:SILVER]
    for (passage, quotes), doc in zip(drawn, parse([p.text for p, _ in drawn]), strict=True):
        tree = Tree(doc)
        yield passage.text, tree, [_told(tree, said) for said in Sayings(tree, quotes)]


def _told(tree: Tree, said: Saying) -> tuple[Span, list[Span], list[Span], bool]:
    source = anchor(said)
    content = [tree.span(first, last - 1) for first, last in said.content if first < last]
    return tree.span(source, source), [tree.span(*said.cue)], content, said.asserts


def gold(of: Iterable[Passage]) -> Iterator[tuple[Passage, Paragraph, Tree, Relations]]:
    """Marked passages, paragraph by paragraph, and the relations in each."""
    parts = [(passage, part) for passage in of for part in passages(passage.text)]
    for (passage, part), doc in zip(parts, parse([p.text for _, p in parts]), strict=True):
        tree = Tree(doc)
        told = (_placed(said, part, tree) for said in passage.sayings.values())
        yield passage, part, tree, [one for one in told if one is not None]


def _placed(
    said: Marked, part: Paragraph, tree: Tree
) -> tuple[Span, list[Span], list[Span], bool] | None:
    """A saying in one paragraph of its passage, if its cue stands there."""
    cue = [place for span in said.cue if (place := part.find(*span))]
    source = part.find(*said.source) if said.source else None
    if not cue or (said.source and not source):
        return None
    head = _head(tree, source or cue[0])
    content = [place for span in said.content if (place := part.find(*span))]
    return tree.span(head, head), cue, content, said.asserts


def _head(tree: Tree, span: Span) -> int:
    """The head of a phrase: its noun or pronoun that hangs on a word outside."""
    first, last = tree.token_at(span[0]), tree.token_at(span[1] - 1)
    top = [i for i in range(first, last + 1)
           if not first <= tree.heads[i] <= last or tree.heads[i] == i]  # fmt: skip
    nouns = [i for i in top if tree.is_noun(i) or tree.tags[i].startswith(("PRP", "W", "D"))]
    return (nouns or top or [first])[0]


def example(text: str, tree: Tree, relations: Relations) -> Example:
    """A passage as the model is taught it; what lies beyond `LONGEST` pieces is left out."""
    pieces = TOKENIZER.encode(text, add_special_tokens=False)
    offsets = pieces.offsets[:LONGEST]
    place = [int(p) + 1 if p < LONGEST else 0 for p in first_pieces(tree, pieces.offsets)]
    rows: dict[int, dict[int, set[int]]] = {}
    for source, cue, content, vouches in relations:
        at = place[tree.token_at(source[0])]
        if at:
            row = rows.setdefault(at, {})
            row.setdefault(0 if vouches else 1, set()).update(_inside(offsets, content))
            row.setdefault(2, set()).update(_inside(offsets, cue))
    words = {p for i, p in enumerate(place) if p and may_speak(tree, i)} | set(rows)
    return Example([SIGNS.first, *pieces.ids[:LONGEST], SIGNS.last], sorted(words), rows)


def _inside(offsets: list[Span], spans: list[Span]) -> Iterator[int]:
    for i, (start, end) in enumerate(offsets):
        if any(start < high and end > low for low, high in spans):
            yield i + 1


# -- the model -------------------------------------------------------------------------------


class Model(nn.Module):
    """Encoder; `source`, a logit a word piece; `related`, a bilinear form a channel."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(
            FOLDER, add_pooling_layer=False, attn_implementation="eager"
        )
        wide, count = self.encoder.config.hidden_size, len(CHANNELS)
        self.source = nn.Linear(wide, 1)
        self.one = nn.Sequential(nn.Linear(wide, SIZE * count), nn.GELU())
        self.other = nn.Sequential(nn.Linear(wide, SIZE * count), nn.GELU())
        start = 0.1 * torch.eye(SIZE) + 0.01 * torch.randn(count, SIZE, SIZE)
        self.form = nn.Parameter(start)
        self.alone, self.held = nn.Linear(wide, count), nn.Linear(wide, count)
        self.drop = nn.Dropout(0.15)

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """`ids`, `mask`: (batch, pieces); (batch, pieces) and (batch, channels, pieces, pieces)."""
        states = self.drop(self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state)
        batch, pieces, _ = states.shape
        shape = (batch, pieces, len(CHANNELS), SIZE)
        one = self.one(states).view(shape).permute(0, 2, 1, 3)
        other = self.other(states).view(shape).permute(0, 2, 3, 1)
        related = torch.matmul(torch.matmul(one, self.form), other)
        related = related + self.alone(states).permute(0, 2, 1).unsqueeze(-1)
        related = related + self.held(states).permute(0, 2, 1).unsqueeze(-2)
        return self.source(states).squeeze(-1), related


def loss(model: Model, batch: list[Example]) -> Tensor:
    """Cross entropy of sources and of the rows of all words that may be sources."""
    wide, count = max(len(e.ids) for e in batch), len(batch)
    ids, mask = torch.zeros(count, wide, dtype=torch.long), torch.zeros(count, wide)
    source, weight = torch.zeros(count, wide), torch.zeros(count, 1, wide, 1)
    wanted = torch.zeros(count, len(CHANNELS), wide, wide)
    for b, one in enumerate(batch):
        ids[b, : len(one.ids)] = torch.tensor(one.ids)
        mask[b, : len(one.ids)] = 1
        weight[b, 0, one.words] = OTHERS
        for i, row in one.rows.items():
            source[b, i] = weight[b, 0, i] = 1
            for channel, pieces in row.items():
                wanted[b, channel, i, sorted(pieces)] = 1
    with halved():
        said, related = model(ids, mask.long())
    of_source = cross_entropy(said.float(), source, reduction="none", pos_weight=torch.tensor(3.0))
    of_rows = cross_entropy(related.float(), wanted, reduction="none")
    of_rows = (of_rows * weight * mask[:, None, None, :]).sum() / (
        weight.sum() * mask.sum() / count
    )
    return 3 * (of_source * mask).sum() / mask.sum() + of_rows


def fit(model: Model, examples: list[Example], epochs: int, rate: float, state: Path) -> None:
    """AdamW, the heads at eight times the encoder's rate, which rises and falls in a line."""
    chance = random.Random(SEED)
    torch.manual_seed(SEED)
    parts = list(model.named_parameters())
    groups = [
        {"params": [p for n, p in parts if n.startswith("encoder.") is inner], "lr": speed}
        for inner, speed in ((True, rate), (False, 8 * rate))
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    peaks = [group["lr"] for group in optimiser.param_groups]
    steps, done = epochs * math.ceil(len(examples) / BATCH), 0
    for epoch in range(epochs):
        model.train()
        total = 0.0
        for batch in _batches(examples, chance):
            slope = min(1, done / (0.06 * steps + 1)) * max(0.02, 1 - done / steps)
            for group, peak in zip(optimiser.param_groups, peaks, strict=True):
                group["lr"] = peak * slope
            one = loss(model, batch)
            one.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            optimiser.zero_grad()
            total, done = total + one.item(), done + 1
        print(f"{state.stem}, epoch {epoch + 1}: loss {total * epochs / steps:.4f}", flush=True)
        torch.save(model.state_dict(), state)


def _batches(examples: list[Example], chance: random.Random) -> Iterator[list[Example]]:
    """Examples of like length together, in any order."""
    order = sorted(examples, key=lambda e: len(e.ids) + chance.random() * 8)
    groups = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
    chance.shuffle(groups)
    yield from groups


# -- stages ----------------------------------------------------------------------------------


def teach_silver(news: Path, work: Path) -> None:
    model = Model()
    known = {n: w for n, w in weights_of_the_package().items() if n.startswith("encoder.")}
    missing = model.load_state_dict(known, strict=False).missing_keys
    if any(name.startswith("encoder.") for name in missing):
        raise ValueError(f"the package's classifier lacks {missing}")
    fit(model, [example(*one) for one in silver(news)], 3, 6e-5, work / "silver.pt")


def teach_gold(news: Path, work: Path) -> None:
    model = Model()
    model.load_state_dict(torch.load(work / "silver.pt"))
    marked = [p for p in (*written(), *real(news)) if not p.held]
    examples = [example(part.text, tree, told) for _, part, tree, told in gold(marked)]
    fit(model, examples, 10, 1e-4, work / "gold.pt")


def export(work: Path) -> None:
    """Write `listener.onnx` and its description, without weights of the clues, into the package."""
    model = Model()
    model.load_state_dict(torch.load(work / "gold.pt"))
    example = (torch.ones(2, 24, dtype=torch.long), torch.ones(2, 24, dtype=torch.long))
    batch, width = torch.export.Dim("batch", min=1), torch.export.Dim("width", min=4, max=512)
    shapes = ({0: batch, 1: width}, {0: batch, 1: width})
    torch.onnx.export(
        model.eval(), example, str(work / "listener.onnx"), input_names=["ids", "mask"],
        output_names=["source", "related"], dynamic_shapes=shapes, dynamo=True,
        external_data=False,
    )  # fmt: skip
    out = MODEL / "listener.onnx"
    quantize_dynamic(
        str(work / "listener.onnx"), str(out), weight_type=QuantType.QInt8, per_channel=True,
        op_types_to_quantize=["MatMul", "Gemm", "Gather"],
        nodes_to_exclude=_bilinear(work / "listener.onnx"),
    )  # fmt: skip
    bare(out)
    described = {"first": SIGNS.first, "last": SIGNS.last, "weights": {},
                 "sha256": hashlib.sha256(out.read_bytes()).hexdigest()}  # fmt: skip
    (MODEL / "listener.json").write_text(json.dumps(described, indent=1) + "\n", encoding="utf-8")


def _bilinear(path: Path) -> list[str]:
    """The products with a weight of three axes, which onnxruntime cannot do in 8 bits."""
    graph = onnx.load(str(path)).graph
    deep = {one.name for one in graph.initializer if len(one.dims) == 3}
    return [node.name for node in graph.node if node.op_type == "MatMul" and deep & {*node.input}]


def weigh() -> None:
    """Fit how far listener and grammar are trusted, and print what the held passages score."""
    listener = Listener(MODEL)
    rows: list[dict[str, float]] = []
    wanted: list[bool] = []
    folds: list[int] = []
    for passage, part, tree, told in gold(p for p in written() if p.held):
        quoted = quotations(passage.text, paragraphs(passage.text))
        sayings = Sayings(tree, quotes_in(part, quoted), turns=passage.head[0] == "transcript")
        for row, vouches in _rows(listener.hear(part.text, tree), tree, sayings, told):
            rows.append(row)
            wanted.append(vouches)
            folds.append(int(passage.name.rpartition(":")[2]) % 2)
    table, right = np.array([list(row.values()) for row in rows]), np.array(wanted, float)
    fold = np.array(folds)
    guess = np.zeros(len(right), bool)
    for one in (0, 1):
        weights = _regression(table[fold != one], right[fold != one])
        guess[fold == one] = table[fold == one] @ weights > 0
    names = list(rows[0])
    listened = table[:, names.index("both")] > 0
    print(f"words vouched for, F1: grammar {_f1(table[:, names.index('asserts')] > 0, right):.3f}, "
          f"listener {_f1(listened, right):.3f}, together {_f1(guess, right):.3f}")  # fmt: skip
    described = json.loads((MODEL / "listener.json").read_text(encoding="utf-8"))
    fitted = _regression(table, right)
    described["weights"] = {n: round(float(w), 4) for n, w in zip(names, fitted, strict=True)}
    (MODEL / "listener.json").write_text(json.dumps(described, indent=1) + "\n", encoding="utf-8")


def _rows(
    heard: Heard, tree: Tree, sayings: Sayings, told: Relations
) -> Iterator[tuple[dict[str, float], bool]]:
    """The clues for every pair of a possible source and a verb or noun, and whether it vouches."""
    known: dict[int, list[Saying]] = {}
    for saying in sayings:
        known.setdefault(anchor(saying), []).append(saying)
    vouched: dict[int, list[Span]] = {}
    for source, _, content, vouches in told:
        if vouches:
            vouched.setdefault(tree.token_at(source[0]), []).extend(content)
    for source in range(len(tree)):
        if source in known or (heard.speaks[source] > LEAST and may_speak(tree, source)):
            for i in range(len(tree)):
                if i != source and (tree.is_verb(i) or tree.is_noun(i)):
                    at = tree.starts[i]
                    right = any(low <= at < high for low, high in vouched.get(source, ()))
                    yield clues(heard, tree, sayings, source, i, known.get(source, [])), right


def _regression(table: np.ndarray, right: np.ndarray) -> np.ndarray:
    return trust.fit(table, right, ridge=RIDGE * len(right))


def _f1(guess: np.ndarray, right: np.ndarray) -> float:
    return float(2 * (guess & (right > 0)).sum() / (guess.sum() + right.sum()))


if __name__ == "__main__":
    FOLDER = encoder_folder("minilm", Path(sys.argv[2]))
    TOKENIZER, SIGNS = tokenizer(FOLDER)
    news, work = Path(sys.argv[1]), Path(sys.argv[2])
    work.mkdir(parents=True, exist_ok=True)
    for stage in sys.argv[3:] or ("silver", "gold", "export", "weigh"):
        if stage == "silver":
            teach_silver(news, work)
        elif stage == "gold":
            teach_gold(news, work)
        elif stage == "export":
            export(work)
        else:
            weigh()
