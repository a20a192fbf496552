"""Markup: pages that were made to break their reader, by name."""

from __future__ import annotations

DEPTH = 200_000


def hostile_pages() -> dict[str, str]:
    """The pages; whatever they hold besides is one sentence that has the word ``Geneva``."""
    words = "<p>Talks between the two governments resumed in Geneva on Monday, officials said.</p>"
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    external = (
        '<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y SYSTEM "http://127.0.0.1:9/y">'
        '<!ENTITY % z SYSTEM "http://127.0.0.1:9/z.dtd">%z;'
    )
    attributes = " ".join(f'a{n}="x"' for n in range(DEPTH // 2))
    return {
        "200,000 nested elements": _page("<div>" * DEPTH + words + "</div>" * DEPTH),
        "200,000 nested elements, never closed": _page("<b>" * DEPTH + words),
        "200,000 nested tables": _page("<table><tr><td>" * DEPTH + words),
        "200,000 nested elements of XHTML": _xhtml("", "<div>" * DEPTH + words + "</div>" * DEPTH),
        "a billion laughs": _xhtml(f'[<!ENTITY l0 "ha">{laughs}]', f"<p>&l9;</p>{words}"),
        "quadratic blow-up": _xhtml(
            f'[<!ENTITY a "{"x" * 50_000}">]', f"<p>{'&a;' * 50_000}</p>{words}"
        ),
        "external entities and parameters": _xhtml(f"[{external}]", f"<p>&x; &y;</p>{words}"),
        "an external document type": _xhtml('SYSTEM "http://127.0.0.1:9/html.dtd"', words),
        "a style sheet and an inclusion": (
            '<?xml version="1.0"?><?xml-stylesheet href="http://127.0.0.1:9/a.xsl"?><html'
            ' xmlns:xi="http://www.w3.org/2001/XInclude"><body><xi:include'
            f' href="file:///etc/passwd" parse="text"/>{words}</body></html>'
        ),
        "pictures, frames and sheets of other hosts": _page(
            '<link rel="stylesheet" href="http://127.0.0.1:9/a.css"><img src="file:///etc/passwd">'
            f'<iframe src="http://127.0.0.1:9/"></iframe>{words}'
        ),
        "100,000 attributes": _page(f"<p {attributes}>{words}"),
        "1 MB of open comments": _page("<!--" * (DEPTH + 50_000) + words),
        "1 MB of brackets": "<" * 1_000_000 + words,
        "1 MB of quotation marks": _page("<p a='" + "\"'" * 500_000 + words),
    }


def _page(body: str) -> str:
    return f"<!DOCTYPE html><html><head><title>Talks</title></head><body>{body}</body></html>"


def _xhtml(subset: str, body: str) -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html {subset}>'
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>Talks</title></head>'
        f"<body>{body}</body></html>"
    )
