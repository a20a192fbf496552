-- What the pages of the explorer are made of, counted once when a ledger is published. A dyad is two
-- codes, ``a`` before ``b`` in the alphabet; ``way`` is 1 from a to b, -1 back, 0 of both together.
-- Acts are those of states, organisations and their organs that are trusted enough; what several
-- reports of coded texts tell of one day counts once.

CREATE SCHEMA summary;

-- Who stands on which side of an event: a party is a code with its organs, or one other role of it.
CREATE VIEW summary.sides AS
SELECT entry, side, code, role IS NULL OR role IN ({organs}) AS official,
       CASE WHEN official THEN code ELSE code || '-' || role END AS party
FROM participants
WHERE side IN ('source', 'target') AND code <> 'MED' AND role IS DISTINCT FROM 'MED';

CREATE TEMP TABLE doings AS
SELECT coder, least(one.party, other.party) AS a, greatest(one.party, other.party) AS b,
       CASE WHEN mutual THEN 0 WHEN one.party < other.party THEN 1 ELSE -1 END AS way,
       date, type, content, one.official AND other.official AS official,
       any_value(quad) AS quad, avg(score) AS score,
       list_distinct(flatten(list(issues))) AS issues
FROM live_events JOIN summary.sides AS one USING (entry) JOIN summary.sides AS other USING (entry)
WHERE one.party <> other.party AND date IS NOT NULL
    AND (modality = 'actual' OR (modality = 'planned' AND type = 'AGREE'))
    AND (mutual OR (one.side = 'source' AND other.side = 'target'))
GROUP BY ALL HAVING max(confidence) >= {least}
UNION ALL
SELECT coder, least(source, target), greatest(source, target),
       CASE WHEN mutual THEN 0 WHEN source < target THEN 1 ELSE -1 END,
       date, type, content, source_official AND target_official, quad, score, issues
FROM (SELECT * EXCLUDE (source, target),
             source_role IS NULL OR source_role IN ({organs}) AS source_official,
             target_role IS NULL OR target_role IN ({organs}) AS target_official,
             CASE WHEN source_official THEN source_code ELSE source_code || '-' || source_role END
                 AS source,
             CASE WHEN target_official THEN target_code ELSE target_code || '-' || target_role END
                 AS target
      FROM acts WHERE type IS NOT NULL AND confidence >= {least}
          AND source_code <> 'MED' AND source_role IS DISTINCT FROM 'MED'
          AND target_code <> 'MED' AND target_role IS DISTINCT FROM 'MED')
WHERE source <> target;

CREATE TEMP VIEW dealings AS
SELECT * EXCLUDE (official) FROM doings WHERE official;

-- Texts speak of days long before and after them: their coder's days are those of its documents.
CREATE TABLE summary.coders AS
SELECT coder, count(*) AS acts, coalesce(any_value(read.first), min(date)) AS first,
       coalesce(any_value(read.last), max(date)) AS last
FROM dealings LEFT JOIN (
    SELECT coder, min(date) AS first, max(date) AS last
    FROM codings JOIN documents USING (document_id) WHERE live GROUP BY coder) AS read USING (coder)
GROUP BY coder ORDER BY acts DESC, coder;

CREATE TABLE summary.dyad_months AS
SELECT coder, a, b, CAST(date_trunc('month', date) AS DATE) AS month, way, quad,
       count(*) AS acts, sum(score) AS score, sum(score * score) AS squares
FROM dealings GROUP BY ALL ORDER BY coder, a, b, month;

CREATE TABLE summary.dyads AS
SELECT coder, a, b, count(*) AS acts, count(*) FILTER (way = 1) AS a_to_b,
       count(*) FILTER (way = -1) AS b_to_a, count(*) FILTER (way = 0) AS together,
       count(*) FILTER (quad IN (1, 2)) AS cooperative, count(*) FILTER (quad IN (3, 4)) AS hostile,
       sum(score) AS score, min(date) AS first, max(date) AS last
FROM dealings GROUP BY ALL ORDER BY coder, acts DESC, a, b;

CREATE TABLE summary.actors AS
SELECT coder, code, count(*) AS acts, count(*) FILTER (way = 1) AS done,
       count(*) FILTER (way = -1) AS received, count(*) FILTER (way = 0) AS together,
       count(DISTINCT other) AS partners, min(date) AS first, max(date) AS last
FROM (SELECT coder, a AS code, b AS other, way, date FROM dealings
      UNION ALL SELECT coder, b, a, -way, date FROM dealings)
GROUP BY ALL ORDER BY coder, acts DESC, code;

DROP VIEW dealings;

-- The same of all parties, whoever they are: by issue, and where issue is NULL of all acts. An act
-- on two issues counts under both.
CREATE TABLE summary.dealt AS
SELECT coder, a, b, issue, CAST(date_trunc('month', date) AS DATE) AS month, way, quad,
       count(*) AS acts, sum(score) AS score, min(date) AS first, max(date) AS last
FROM (SELECT * REPLACE (NULL::VARCHAR AS issues) FROM doings
      UNION ALL SELECT * REPLACE (unnest(issues) AS issues) FROM doings) AS told
     (coder, a, b, way, date, type, content, official, quad, score, issue)
GROUP BY ALL ORDER BY coder, issue NULLS FIRST, a, b, month;

DROP TABLE doings;

-- What was read, by the coder that imports have it from ('' of documents); a document counts for
-- every outlet that it cites, and once where outlet is NULL, the year's total.
CREATE TABLE summary.coverage AS
SELECT '' AS coder, year(date) AS year, outlet, count(*) AS reports
FROM (SELECT date, unnest(list_distinct(list_concat([coalesce(outlet, outlets[1], '')], outlets)))
             AS outlet
      FROM documents WHERE date IS NOT NULL)
GROUP BY ALL
UNION ALL SELECT '', year(date), NULL, count(*) FROM documents WHERE date IS NOT NULL GROUP BY ALL
UNION ALL SELECT coder, year(date), coalesce(publisher, ''), count(*) FROM reports GROUP BY ALL
UNION ALL SELECT coder, year(date), NULL, count(*) FROM reports GROUP BY ALL;

-- Which codes were seen at all in which year, by whom.
CREATE TABLE summary.presence AS SELECT * FROM ({presence}) ORDER BY code, coder, year;

CREATE TABLE summary.years AS {years};

-- Names: of every actor of the ledger and every code in it, as headings and sentences have them.
CREATE TABLE summary.naming AS
SELECT DISTINCT ON (actor_id) actor_id, name, prose
FROM naming SEMI JOIN (SELECT actor_id FROM actors UNION SELECT code FROM actors) USING (actor_id);

-- Who they are: what kind of actor a code is and of which country, how its names are written, who
-- held which office of it, and who belongs to it.
CREATE TABLE summary.kinds AS
SELECT kinds.* FROM kinds SEMI JOIN summary.naming ON actor_id = kinds.code;

CREATE TABLE summary.aliases AS
SELECT DISTINCT aliases.* FROM aliases SEMI JOIN summary.naming USING (actor_id)
ORDER BY actor_id, alias;

CREATE TABLE summary.offices AS
SELECT offices.* FROM offices SEMI JOIN summary.naming ON actor_id = offices.code
ORDER BY code, role, since, until;

CREATE TABLE summary.members AS
SELECT members.* FROM members SEMI JOIN summary.naming ON actor_id IN (members.code, members.member)
ORDER BY code, member, since;

CREATE TEMP TABLE occurring AS
SELECT actor_id, count(*) AS n FROM (
    SELECT actor_id FROM participants WHERE side IN ('source', 'target')
    UNION ALL SELECT source FROM acts WHERE source IS NOT NULL
    UNION ALL SELECT target FROM acts WHERE target IS NOT NULL)
GROUP BY actor_id;

CREATE TEMP TABLE weighed AS
SELECT actor_id, greatest(coalesce(n, 0), coalesce(acts, 0)) AS weight
FROM summary.naming LEFT JOIN occurring USING (actor_id)
LEFT JOIN (SELECT code AS actor_id, max(acts) AS acts FROM summary.actors GROUP BY code)
    USING (actor_id);

-- What a search looks through: form is the name or alias without case and accents.
CREATE TABLE summary.searched AS
SELECT 'actor' AS kind, actor_id AS id, name, form, CAST(weight AS BIGINT) AS weight,
       CAST(NULL AS DATE) AS date
FROM (SELECT actor_id, lower(strip_accents(name)) AS form FROM summary.naming
      UNION SELECT actor_id, lower(strip_accents(alias)) FROM aliases
      UNION SELECT actor_id, lower(actor_id) FROM summary.naming)
JOIN summary.naming USING (actor_id) JOIN weighed USING (actor_id)
UNION ALL
SELECT 'outlet', outlet, outlet, lower(strip_accents(outlet)),
       CAST(sum(reports) AS BIGINT), NULL
FROM summary.coverage WHERE outlet <> '' GROUP BY outlet
UNION ALL
SELECT 'headline', document_id, headline, lower(strip_accents(headline)), 1, date
FROM (SELECT document_id, date, {headline} AS headline FROM documents);

DROP TABLE occurring;
DROP TABLE weighed;

CREATE TABLE summary.made AS
SELECT CAST(? AS TIMESTAMP) AS made, CAST({least} AS DOUBLE) AS min_confidence,
       (SELECT count(*) FROM documents) AS documents, (SELECT count(*) FROM live_events WHERE coding >= 0) AS events,
       (SELECT count(*) FROM acts) AS acts, (SELECT count(*) FROM reports) AS reports,
       (SELECT count(*) FROM runs) AS runs;

-- Events with their parties, proof and documents, put together once: their tables, which pages would
-- otherwise join anew each time, take longer to plan than to read. Those of a dyad lie together, so
-- that a page of one passes over the rest.
CREATE TABLE summary.entries AS SELECT * FROM ({entries})
ORDER BY least(source[1], target[1]), greatest(source[1], target[1]), document_id, entry;

-- Which version of all this it is.
CREATE TABLE summary.layout AS SELECT '{layout}' AS layout;
