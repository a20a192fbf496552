"""A run in a process of its own: ``coding_run.py LEDGER DOCUMENTS CODER``; says how far it is."""

from __future__ import annotations

import sys

from detente.engine.local import Progress, run
from detente.ledger import Ledger
from engine import fakes


def say(progress: Progress) -> None:
    print(progress.documents, flush=True)


if __name__ == "__main__":
    path, count, coder = sys.argv[1:]
    with Ledger.open(path) as ledger:
        try:
            run(fakes.corpus(int(count)), ledger, getattr(fakes, coder), workers=2, progress=say)
        except KeyboardInterrupt:
            sys.exit(130)
