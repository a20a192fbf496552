"""GraphML: the graph of actors for networkx, igraph, yEd and Gephi."""

from __future__ import annotations

from pathlib import Path

from detente.ledger.selection import Selection
from detente.report.export.files import text_file
from detente.report.export.gexf import EDGE_FIELDS, NODE_FIELDS, Xml
from detente.report.export.graph import Edge, read_edges, read_nodes

_KINDS = {"integer": "int", "double": "double", "string": "string"}
_NODES = {**NODE_FIELDS, "first": "string", "last": "string"}
_EDGES = {"weight": "integer", **EDGE_FIELDS, "months": "string"}


def write_graphml(selection: Selection, path: Path) -> list[Path]:
    """Write actors and dyads; ``months`` of an edge reads ``2009-09:3 2009-10:1``."""
    with text_file(path) as stream:
        xml = Xml(stream)
        with xml.element("graphml", xmlns="http://graphml.graphdrawing.org/xmlns"):
            for of, fields in (("node", _NODES), ("edge", _EDGES)):
                for name, kind in fields.items():
                    key = {"id": f"{of}_{name}", "for_": of}
                    xml.leaf("key", **key, **{"attr.name": name, "attr.type": _KINDS[kind]})
            with xml.element("graph", id="actors", edgedefault="directed"):
                for node in read_nodes(selection):
                    with xml.element("node", id=node.id):
                        _write_data(xml, "node", _NODES, node)
                for edge in read_edges(selection):
                    with xml.element("edge", source=edge.source, target=edge.target):
                        _write_data(xml, "edge", _EDGES, edge)
        xml.end()
    return [path]


def _write_data(xml: Xml, of: str, fields: dict[str, str], holder: object) -> None:
    for name in fields:
        value = getattr(holder, name)
        if isinstance(holder, Edge) and name == "months":
            value = " ".join(f"{m:%Y-%m}:{n}" for m, n in sorted(holder.months.items()))
        xml.leaf("data", "" if value is None else str(value), key=f"{of}_{name}")
