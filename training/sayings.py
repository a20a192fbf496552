"""Sayings: passages whose sources, cues and contents are marked, written for this project or read.

    python -m training.sayings check FILE [FILE ...]
    python -m training.sayings offsets FILE [FILE ...] > real.jsonl
    python -m training.sayings chains > UNSEEN.jsonl

`training/sayings/written_*.txt` hold written passages, each behind a line of what its document is:

    ## report | Reuters | - | 2023-05-11
    <s1>Ghana's minister, Kwesi Amponsah,</s1> <q1>said</q1> on Thursday <c1>that
    <s2 is="Adama Zongo">his counterpart</s2> <q2>had told</q2> him <c2>the junta would
    <m>reopen</m> the border post</c2></c1>.

`<s1>` is the source of saying 1, `<q1>` its cue, `<c1>` its content, in one part or several; `is`
names whom a pronoun or role stands for. A cue whose source does not vouch for the content
(`demanded that`) is `<q1 wish>`; one without source (`it emerged that`) has no `<s1>`. `<m>` marks
one word whose chain of speakers the passage is about; a word inside no content has no speakers.
`real.jsonl` has the same marks over real passages, as offsets without the text (`offsets` makes it
of marked texts). An eighth of the written passages is held out of training, to weigh listener and
grammar against each other; `unseen_*.txt` are in the same form and measure only: `chains` writes
them as a set of task `chains`.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from detente.records import Document
from detente.sources import read

HERE = Path(__file__).parent / "sayings"
_TAG = re.compile(r'<(/?)([sqcm])(\d*)((?:\s+(?:wish|is="[^"]*"))*)>')

Span = tuple[int, int]  # characters, half-open


@dataclass(slots=True)
class Marked:
    """One saying of a passage; ``who`` is whom its source stands for, if it says so."""

    source: Span | None = None
    cue: list[Span] = field(default_factory=list)
    content: list[Span] = field(default_factory=list)
    who: str | None = None
    asserts: bool = True


@dataclass(slots=True)
class Passage:
    """A text, what document it is of, and the sayings in it."""

    name: str
    text: str
    sayings: dict[int, Marked]
    mark: Span | None = None
    head: tuple[str, str | None, str | None, str | None] = ("report", None, None, None)

    @property
    def held(self) -> bool:
        """Whether it is kept out of training."""
        number = int(hashlib.md5(self.name.encode(), usedforsecurity=False).hexdigest(), 16)
        return self.name.startswith("written") and number % 8 == 0

    def chain(self, at: int) -> list[Marked]:
        """The sayings that vouch for what stands at character ``at``, outermost first."""
        here = [s for s in self.sayings.values()
                if s.asserts and any(a <= at < b for a, b in s.content)]  # fmt: skip
        return sorted(here, key=lambda s: -sum(b - a for a, b in s.content))


# -- written passages ------------------------------------------------------------------------


def written() -> Iterator[Passage]:
    """All passages written to learn from; raises ``ValueError`` with the place of a bad one."""
    for path in sorted(HERE.glob("written_*.txt")):
        yield from passages_of(path)


def unseen() -> Iterator[Passage]:
    """All passages written to measure."""
    for path in sorted(HERE.glob("unseen_*.txt")):
        yield from passages_of(path)


def passages_of(path: Path) -> Iterator[Passage]:
    """The passages of one file."""
    for number, (head, body) in enumerate(_blocks(path)):
        parts = [part.strip() for part in head.split("|")]
        if len(parts) != 4:
            raise ValueError(f"{path.name}: {head!r} is not `genre | outlet | author | date`")
        try:
            passage = parse(f"{path.stem}:{number}", body)
        except ValueError as error:
            raise ValueError(f"{path.name}, passage {number + 1} ({head}): {error}") from None
        outlet, author, date = (None if part == "-" else part for part in parts[1:])
        passage.head = parts[0], outlet, author, date
        yield passage


def _blocks(path: Path) -> Iterator[tuple[str, str]]:
    for block in re.split(r"^## ", path.read_text("utf-8"), flags=re.M)[1:]:
        head, _, body = block.partition("\n")
        yield head, body.strip()


def parse(name: str, marked: str) -> Passage:
    """The passage of a marked text; raises ``ValueError`` where marks do not fit together."""
    passage = Passage(name, "", {})
    open_marks: list[tuple[str, str, int, str]] = []
    last = 0
    for tag in _TAG.finditer(marked):
        passage.text += marked[last : tag.start()]
        last = tag.end()
        closing, kind, number, extra = tag.groups()
        if not closing:
            open_marks.append((kind, number, len(passage.text), extra))
        elif open_marks and open_marks[-1][:2] == (kind, number):
            _, _, start, extra = open_marks.pop()
            _keep(passage, kind, number, (start, len(passage.text)), extra)
        else:
            near = marked[max(0, tag.start() - 40) : tag.end()]
            raise ValueError(f"{tag.group()} closes nothing near {near!r}")
    passage.text += marked[last:]
    if open_marks:
        raise ValueError(f"<{open_marks[-1][0]}{open_marks[-1][1]}> is not closed")
    if re.search(r"<[^>]{0,20}>", passage.text):
        raise ValueError(f"a mark that cannot be read: {passage.text!r}")
    for number, saying in passage.sayings.items():
        if not saying.cue or not saying.content:
            raise ValueError(f"saying {number} lacks its cue or content")
    return passage


def _keep(passage: Passage, kind: str, number: str, span: Span, extra: str) -> None:
    if kind == "m":
        if passage.mark is not None:
            raise ValueError("two words are marked with <m>")
        passage.mark = span
        return
    saying = passage.sayings.setdefault(int(number or "0"), Marked())
    if kind == "s":
        if saying.source is not None:
            raise ValueError(f"saying {number} has two sources")
        who = re.search(r'is="([^"]*)"', extra)
        saying.source, saying.who = span, who.group(1) if who else None
    elif kind == "q":
        saying.cue.append(span)
        saying.asserts = saying.asserts and "wish" not in extra
    else:
        saying.content.append(span)


# -- real passages ---------------------------------------------------------------------------


def real(news: Path) -> Iterator[Passage]:
    """The marked real passages, joined with their texts."""
    rows = [json.loads(line) for line in (HERE / "real.jsonl").read_text("utf-8").splitlines()]
    of_file: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        of_file[row["file"]][row["doc"]].append(row)
    for name, of_document in sorted(of_file.items()):
        for item in read([str(news / f"{name}.jsonl.gz")]):
            if isinstance(item, Document) and item.id in of_document:
                for row in of_document[item.id]:
                    yield _joined(row, item.text)


def _joined(row: dict[str, Any], text: str) -> Passage:
    sayings = {
        number: Marked(
            tuple(said["source"]) if said["source"] else None,
            [(a, b) for a, b in said["cue"]],
            [(a, b) for a, b in said["content"]],
            asserts=said["asserts"],
        )
        for number, said in enumerate(row["sayings"])
    }
    return Passage(f"real:{row['doc']}:{row['start']}", text[row["start"] : row["end"]], sayings)


def offsets(marked: Path) -> Iterator[dict[str, Any]]:
    """Rows of `real.jsonl` from a file of marked passages (`## file doc start end | ...`)."""
    for head, body in _blocks(marked):
        file, doc, start, end = head.partition("|")[0].split()
        passage = parse(doc, body)
        if len(passage.text) != int(end) - int(start):
            raise ValueError(f"{marked.name}: the text of {head!r} was changed")
        sayings = [
            {"source": s.source, "cue": s.cue, "content": s.content, "asserts": s.asserts}
            for s in passage.sayings.values()
        ]
        yield {"file": file, "doc": doc, "start": int(start), "end": int(end), "sayings": sayings}


# -- commands --------------------------------------------------------------------------------


def _check(path: Path) -> None:
    lengths: dict[int, int] = defaultdict(int)
    count = 0
    for number, (_, body) in enumerate(_blocks(path), 1):
        try:
            passage = parse(str(number), body)
        except ValueError as error:
            print(f"{path.name}, passage {number}: {error}")
            continue
        count += 1
        if passage.mark is not None:
            lengths[len(passage.chain(passage.mark[0]))] += 1
    print(f"{path.name}: {count} passages; marked words by length of chain: "
          f"{dict(sorted(lengths.items()))}")  # fmt: skip


def chains() -> Iterator[dict[str, Any]]:
    """The unseen passages as rows of task `chains`."""
    for passage in unseen():
        if passage.mark is not None:
            yield _row(passage, passage.mark)


def _row(passage: Passage, mark: Span) -> dict[str, Any]:
    text, (genre, outlet, author, date) = passage.text, passage.head
    word = text[slice(*mark)]
    places = [m.start() for m in re.finditer(rf"\b{re.escape(word)}\b", text)]
    chain = [
        {"who": [*([s.who] if s.who else []),
                 *([text[slice(*s.source)]] if s.source else
                   ["unnamed sources", text[slice(*s.cue[0])]])]}
        for s in passage.chain(mark[0])
    ]  # fmt: skip
    day = date if date and re.fullmatch(r"\d{4}-\d\d-\d\d", date) else None
    return {"id": passage.name, "text": text, "genre": genre, "outlet": outlet, "author": author,
            "date": day, "mark": word, "nth": places.index(mark[0]) + 1,
            "chain": chain}  # fmt: skip


if __name__ == "__main__":
    command, *given = sys.argv[1:]
    if command == "check":
        for name in given:
            _check(Path(name))
    elif command == "chains":
        for row in chains():
            print(json.dumps(row, ensure_ascii=False))
    elif command == "offsets":
        for name in given:
            for row in offsets(Path(name)):
                print(json.dumps(row))
