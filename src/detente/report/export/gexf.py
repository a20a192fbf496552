"""GEXF: the graph of actors for Gephi, with the times at which its edges live.

Version 1.2draft, which networkx reads too; times are days, both ends included. Source: the
GEXF primer, gexf.net, on dynamics.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from detente.ledger.selection import Selection
from detente.report.export.files import text_file
from detente.report.export.graph import Edge, Node, last_of, read_edges, read_nodes, xml_text

NODE_FIELDS = {"name": "string", "code": "string", "role": "string"}
EDGE_FIELDS = {
    "acts": "integer", "together": "integer", "cooperative": "integer", "hostile": "integer",
    "mean_score": "double", "first": "string", "last": "string",
}  # fmt: skip
_IN_MONTH = "in_month"


def write_gexf(selection: Selection, path: Path) -> list[Path]:
    """Write actors and dyads; ``in_month`` of an edge is the number of acts, month by month."""
    with text_file(path) as stream:
        xml = Xml(stream)
        with xml.element("gexf", xmlns="http://www.gexf.net/1.2draft", version="1.2"):
            graph = {"mode": "dynamic", "defaultedgetype": "directed", "timeformat": "date"}
            with xml.element("graph", **graph):
                _declare(xml, "node", "static", NODE_FIELDS)
                _declare(xml, "edge", "static", EDGE_FIELDS)
                _declare(xml, "edge", "dynamic", {_IN_MONTH: "integer"})
                with xml.element("nodes"):
                    for node in read_nodes(selection):
                        _write_node(xml, node)
                with xml.element("edges"):
                    for number, edge in enumerate(read_edges(selection)):
                        _write_edge(xml, number, edge)
        xml.end()
    return [path]


class Xml:
    """Elements written as they open and close, so that nothing is kept."""

    def __init__(self, stream: Any) -> None:
        self._writer = XMLGenerator(stream, "utf-8", short_empty_elements=True)
        self._writer.startDocument()

    @contextmanager
    def element(self, name: str, **attributes: object) -> Iterator[None]:
        """An element around what is written meanwhile; attributes that are ``None`` are not."""
        held = {key.rstrip("_"): xml_text(str(v)) for key, v in attributes.items() if v is not None}
        self._writer.startElement(name, AttributesImpl(held))
        yield
        self._writer.endElement(name)

    def leaf(self, name: str, content: str = "", **attributes: object) -> None:
        """An element with nothing but text in it."""
        with self.element(name, **attributes):
            if content:
                self._writer.characters(xml_text(content))
        self._writer.ignorableWhitespace("\n")

    def end(self) -> None:
        self._writer.endDocument()


def _declare(xml: Xml, of: str, mode: str, fields: dict[str, str]) -> None:
    with xml.element("attributes", class_=of, mode=mode):
        for name, kind in fields.items():
            xml.leaf("attribute", id=name, title=name, type=kind)


def _write_node(xml: Xml, node: Node) -> None:
    with (
        xml.element("node", id=node.id, label=node.name, start=node.first, end=node.last),
        xml.element("attvalues"),
    ):
        for name in NODE_FIELDS:
            xml.leaf("attvalue", for_=name, value=getattr(node, name))


def _write_edge(xml: Xml, number: int, edge: Edge) -> None:
    ends = {"source": edge.source, "target": edge.target}
    with xml.element("edge", id=number, **ends, weight=float(edge.weight)):
        with xml.element("attvalues"):
            for name in EDGE_FIELDS:
                value = getattr(edge, name)
                xml.leaf("attvalue", for_=name, value="" if value is None else value)
            for month, count in sorted(edge.months.items()):
                end = last_of(month)
                xml.leaf("attvalue", for_=_IN_MONTH, value=count, start=month, end=end)
        with xml.element("spells"):
            for start, end in edge.spells():
                xml.leaf("spell", start=start, end=end)
