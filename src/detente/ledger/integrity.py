"""Integrity: proof, by query, that every entry stands on the words that it quotes."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from detente.ledger.connection import fetch_row

_EVIDENCE = """
SELECT count(*) AS evidence,
       count(*) FILTER (
           WHERE documents.text IS NULL
              OR substring(documents.text, start_char + 1, end_char - start_char) <> evidence.text
       ) AS violations
FROM evidence
LEFT JOIN (SELECT entry, document_id FROM events
           UNION ALL SELECT entry, document_id FROM concerns) USING (entry)
LEFT JOIN documents USING (document_id)
"""
# The rule of Actor.same_side: one code, and one role or both of the executive.
_SAME_ACTOR = """
SELECT count(DISTINCT entry) AS same_actor
FROM (SELECT * FROM participants WHERE side = 'source') AS one
JOIN (SELECT * FROM participants WHERE side = 'target') AS other USING (entry, code)
WHERE one.role IS NOT DISTINCT FROM other.role
   OR (coalesce(one.role, 'GOV') IN ('GOV', 'HOS', 'HOG', 'MFA')
       AND coalesce(other.role, 'GOV') IN ('GOV', 'HOS', 'HOG', 'MFA'))
"""
_INCOMPLETE = """
SELECT
    (SELECT count(*) FROM events WHERE entry NOT IN
        (SELECT entry FROM participants WHERE side = 'source')
     OR entry NOT IN (SELECT entry FROM evidence WHERE part = 'quote')
     OR entry NOT IN (SELECT entry FROM evidence WHERE part = 'trigger'))
  + (SELECT count(*) FROM
        (SELECT entry FROM participants UNION ALL SELECT entry FROM evidence
         UNION ALL SELECT entry FROM attributions)
     WHERE entry NOT IN (SELECT entry FROM events UNION ALL SELECT entry FROM concerns))
    AS incomplete
"""


@dataclass(frozen=True, slots=True)
class Integrity:
    """What the proof found: ``evidence`` rows looked at, and what is wrong with the ledger.

    ``violations`` are quotes that do not stand in their document at their offsets,
    ``same_actor`` events with one will on both sides, ``incomplete`` events without source or
    quote and parts without their entry. All but ``evidence`` should be 0.
    """

    evidence: int
    violations: int
    same_actor: int
    incomplete: int

    @property
    def ok(self) -> bool:
        return self.violations == self.same_actor == self.incomplete == 0


def check_integrity(connection: duckdb.DuckDBPyConnection) -> Integrity:
    """Read all evidence against all texts, unseen readings included."""
    queries = (_EVIDENCE, _SAME_ACTOR, _INCOMPLETE)
    found = {k: v for query in queries for k, v in fetch_row(connection, query).items()}
    return Integrity(**found)
