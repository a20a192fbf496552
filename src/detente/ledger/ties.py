"""Ties: what actors did towards each other by month, events and imported acts alike."""

from __future__ import annotations

# A mutual event holds between any two of its parties, in both directions; an actor whom no table
# knows stands by its name. What several reports tell of one day counts once.
TIES = """
WITH chosen AS MATERIALIZED ({events}), parties AS (
    SELECT entry, side, position, actor_id FROM participants
    WHERE side IN ('source', 'target') AND entry IN (SELECT entry FROM chosen)
), told AS (
    SELECT coalesce(source, source_name) AS one, coalesce(target, target_name) AS other, mutual,
           coder, date, type, content, quad, score
    FROM ({acts}) WHERE type IS NOT NULL
), dealt AS (
    SELECT one.actor_id AS source, other.actor_id AS target, mutual, coder, date, type, content,
           quad, score
    FROM chosen JOIN parties AS one USING (entry) JOIN parties AS other USING (entry)
    WHERE mutual OR (one.side = 'source' AND other.side = 'target')
    UNION ALL SELECT one, other, * EXCLUDE (one, other) FROM told
    UNION ALL SELECT other, one, * EXCLUDE (one, other) FROM told WHERE mutual
), once AS (
    SELECT source, target, mutual, coder, date, type, content, any_value(quad) AS quad,
           avg(score) AS score
    FROM dealt WHERE source <> target AND source <> '' AND target <> '' GROUP BY ALL
)
SELECT source, target, CAST(date_trunc('month', date) AS DATE) AS month,
       count(*) FILTER (WHERE NOT mutual) AS acts, count(*) FILTER (WHERE mutual) AS together,
       count(*) FILTER (WHERE quad IN (1, 2)) AS cooperative,
       count(*) FILTER (WHERE quad IN (3, 4)) AS hostile,
       sum(score) AS score, min(date) AS first, max(date) AS last
FROM once GROUP BY source, target, month ORDER BY source, target, month NULLS LAST
"""
