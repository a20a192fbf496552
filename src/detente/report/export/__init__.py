"""Export: entries, stories and imported acts in the formats of other tools, a module a kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from detente.ledger.selection import Selection
from detente.report.export.coded import Naming, PartyCells, plain_name
from detente.report.export.files import METADATA, check_free

__all__ = ["FORMATS", "Exported", "Format", "Naming", "PartyCells", "export", "find_format"]

Writer = Callable[..., list[Path]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: where its writer is, and what it can hold.

    ``asserted`` formats know no modality, so that only what is said to have happened belongs in
    them. ``holds`` names what they can hold besides events. ``folder`` may be a folder of tables;
    a flat file of it holds events and acts. ``beside`` ends the name of a second file.
    """

    module: str
    asserted: bool = False
    holds: frozenset[str] = frozenset({"acts"})
    folder: bool = False
    beside: str = ""


_ALL = frozenset({"acts", "concerns", "stories"})
FORMATS = {
    "parquet": Format("tables", holds=_ALL, folder=True),
    "csv": Format("tables", holds=_ALL, folder=True),
    "jsonl": Format("lines", holds=_ALL),
    "sqlite": Format("database", holds=_ALL, beside=METADATA),
    "polecat": Format("coded", asserted=True),
    "icews": Format("coded", asserted=True),
    "gexf": Format("gexf", asserted=True),
    "graphml": Format("graphml", asserted=True),
    "annotations": Format("annotations", holds=frozenset({"concerns"})),
    "prodigy": Format("tasks", holds=frozenset()),
    "labelstudio": Format("tasks", holds=frozenset()),
}


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: the files, and how many there are of each kind that they can hold."""

    files: tuple[Path, ...]
    events: int
    acts: int
    concerns: int
    stories: int


def find_format(name: str) -> Format:
    """A format by its name; raises ``ValueError`` naming those that there are."""
    if name not in FORMATS:
        raise ValueError(f"no such format: {name!r} (there are {', '.join(FORMATS)})")
    return FORMATS[name]


def export(
    selection: Selection,
    format: str,
    output: str | Path,
    *,
    force: bool = False,
    naming: Naming = plain_name,
) -> Exported:
    """Write a selection; a file appears whole or not at all.

    ``parquet`` and ``csv`` make a folder of tables where ``output`` has no suffix, else one flat
    file. ``naming`` writes actors for ``polecat`` and ``icews``. Raises ``ValueError`` for an
    unknown format, ``FileExistsError`` where something stands and ``force`` is false.
    """
    chosen, path = find_format(format), Path(output)
    _check_place(chosen, format, path, force)
    write: Writer = getattr(
        import_module(f"detente.report.export.{chosen.module}"), f"write_{format}"
    )
    files = write(selection, path, naming) if chosen.module == "coded" else write(selection, path)
    holds = chosen.holds & {"acts"} if chosen.folder and path.suffix else chosen.holds
    counts = {kind: getattr(selection, kind) if kind in holds else 0 for kind in _ALL}
    return Exported(tuple(files), selection.events, **counts)


def _check_place(chosen: Format, format: str, path: Path, force: bool) -> None:
    if not path.absolute().parent.is_dir():
        raise FileNotFoundError(f"the folder {path.parent} does not exist")
    if not chosen.folder or path.suffix:
        check_free(path, force=force)
        if chosen.beside:
            check_free(path.with_suffix(chosen.beside), force=force)
        return
    from detente.report.export.tables import folder_files

    if path.exists() and not path.is_dir():
        raise FileExistsError(f"{path} is a file; name a folder, or a file with a suffix")
    for name in folder_files(format):
        check_free(path / name, force=force)
