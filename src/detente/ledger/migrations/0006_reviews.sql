-- What analysts said of the coding (ledger/reviewed.py), taken over from the journal beside the
-- ledger, which is what counts: all this can be made anew from it. The rows of coders are never
-- changed; a reviewed event is a row of its own in `events`, numbered downwards from -1, once for
-- every coder of its document, so that it counts where that coder's entries do: of the coding 0,
-- and of -1 for every further coder.

ALTER TABLE events ADD COLUMN reviewer VARCHAR;

-- record: the review as the journal has it. event_id: the entry that came out of it, if it counts.
CREATE TABLE reviews (
    place       INTEGER NOT NULL,
    review_id   VARCHAR NOT NULL,
    record      VARCHAR NOT NULL,
    state       VARCHAR NOT NULL,
    detail      VARCHAR NOT NULL,
    disputed    BOOLEAN NOT NULL,
    document_id VARCHAR,
    event_id    VARCHAR
);

-- entries of coders in whose place a review stands
CREATE TABLE overruled (
    entry BIGINT NOT NULL
);

-- entries that a reviewer called one act (joined), or two; in both directions
CREATE TABLE story_marks (
    event_id VARCHAR NOT NULL,
    other    VARCHAR NOT NULL,
    joined   BOOLEAN NOT NULL
);

-- what the tables above were made of, and their digest
CREATE TABLE reviewing (
    journal VARCHAR NOT NULL,
    codings VARCHAR NOT NULL,
    digest  VARCHAR NOT NULL
);

CREATE OR REPLACE VIEW coded_events AS
SELECT events.*, coder || '/' || version AS coded_by
FROM events SEMI JOIN (SELECT coding FROM codings WHERE live) USING (coding);

CREATE OR REPLACE VIEW live_events AS
SELECT events.*,
       CASE WHEN reviewer IS NULL THEN coder || '/' || version ELSE 'review/' || reviewer END
       AS coded_by
FROM events SEMI JOIN (SELECT coding FROM codings WHERE live UNION ALL SELECT unnest([0, -1]))
    USING (coding)
ANTI JOIN overruled USING (entry);

CREATE OR REPLACE VIEW coded_concerns AS
SELECT concerns.*, CAST(NULL AS VARCHAR) AS reviewer
FROM concerns SEMI JOIN (SELECT coding FROM codings WHERE live) USING (coding);

CREATE OR REPLACE VIEW live_concerns AS
SELECT * FROM coded_concerns ANTI JOIN overruled USING (entry);
