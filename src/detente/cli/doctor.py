"""``detente doctor``: versions, models and tables, and whether they are what was measured."""

from __future__ import annotations

from collections.abc import Callable

import typer


def doctor() -> int:
    """Check the installation: versions, the language model and its hash, the tables."""
    import importlib.metadata
    import platform

    from detente.actors.gazetteer import gazetteer
    from detente.coding import coder_names
    from detente.coding.lexicon import nouns, verbs
    from detente.coding.neural.classifier import classifier
    from detente.coding.neural.listener import listener
    from detente.engine.encoder import SHA256, read_weights
    from detente.errors import ModelError
    from detente.text.parse import model_info

    lines = [("Python", platform.python_version()), ("platform", platform.platform())]
    lines += [
        (name, importlib.metadata.version(name))
        for name in ("detente", "duckdb", "spacy", "trafilatura", "pyarrow", "pyahocorasick")
    ]
    healthy = True
    try:
        model = model_info()
        state = "as measured" if model.verified else "official model, not the one measured"
        lines.append(("language model", f"{model.package} {model.version} ({state})"))
        lines.append(("model SHA-256", model.sha256))
    except ModelError as error:
        healthy = False
        lines.append(("language model", f"PROBLEM: {error}"))
    digests: dict[str, Callable[[], str]] = {
        "classifier": lambda: classifier().sha256,
        "listener": lambda: listener().sha256,
        "sentence encoder": lambda: SHA256 if read_weights() else "",
    }
    for name, digest in digests.items():
        try:
            lines.append((f"{name} SHA-256", digest()))
        except ModelError as error:
            healthy = False
            lines.append((name, f"PROBLEM: {error}"))
    lines.append(("coders", ", ".join(coder_names())))
    lines.append(("names of actors", f"{len(gazetteer().forms):,}"))
    senses = sum(map(len, verbs().values())) + sum(map(len, nouns().values()))
    lines.append(("senses of verbs and nouns", f"{senses:,}"))
    width = max(len(name) for name, _ in lines)
    for name, value in lines:
        typer.echo(f"{name:<{width}}  {value}")
    typer.echo("All is well." if healthy else "Something needs mending: see PROBLEM above.")
    return 0 if healthy else 1
