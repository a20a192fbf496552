"""The texts of a language's catalogue, one by one."""

from __future__ import annotations

from collections.abc import Iterator


def forms_of(message: object) -> Iterator[str]:
    """All texts of a message, of a plural, or of a table of phrases."""
    if isinstance(message, str):
        yield message
    elif isinstance(message, dict | list):
        for one in message.values() if isinstance(message, dict) else message:
            yield from forms_of(one)
