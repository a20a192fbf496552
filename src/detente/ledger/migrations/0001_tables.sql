-- The first schema. `coding` numbers one coder's reading of one document; `entry` numbers events
-- and concerns together, so that participants, attributions and evidence serve both. Offsets are
-- characters (code points) of documents.text, from 0, the end excluded.

CREATE TABLE documents (
    document_id VARCHAR PRIMARY KEY,
    digest      VARCHAR NOT NULL UNIQUE,
    text        VARCHAR NOT NULL,
    title       VARCHAR,
    outlet      VARCHAR,
    outlets     VARCHAR[] NOT NULL,
    author      VARCHAR,
    date        DATE,
    genre       VARCHAR NOT NULL,
    url         VARCHAR,
    source      VARCHAR NOT NULL
);

CREATE TABLE runs (
    run_id  INTEGER NOT NULL,
    started TIMESTAMP NOT NULL,
    ended   TIMESTAMP,
    coder   VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    options JSON NOT NULL,
    status  VARCHAR NOT NULL  -- running | done | interrupted | failed
);

-- live: readers see what it holds. A re-coding stays unseen until its run has finished.
CREATE TABLE codings (
    coding      BIGINT NOT NULL,
    document_id VARCHAR NOT NULL,
    coder       VARCHAR NOT NULL,
    version     VARCHAR NOT NULL,
    run_id      INTEGER NOT NULL,
    live        BOOLEAN NOT NULL
);

CREATE TABLE passages (
    coding      BIGINT NOT NULL,
    document_id VARCHAR NOT NULL,
    idx         INTEGER NOT NULL,
    start_char  INTEGER NOT NULL,
    end_char    INTEGER NOT NULL
);

CREATE TABLE actors (
    actor_id VARCHAR PRIMARY KEY,
    code     VARCHAR NOT NULL,
    role     VARCHAR,
    person   VARCHAR,
    name     VARCHAR
);

CREATE TABLE events (
    entry           BIGINT NOT NULL,
    event_id        VARCHAR NOT NULL,
    coding          BIGINT NOT NULL,
    document_id     VARCHAR NOT NULL,
    coder           VARCHAR NOT NULL,
    version         VARCHAR NOT NULL,
    type            VARCHAR NOT NULL,
    mode            VARCHAR,
    quad            TINYINT NOT NULL,
    score           DOUBLE NOT NULL,
    content         VARCHAR,
    modality        VARCHAR NOT NULL,
    mutual          BOOLEAN NOT NULL,
    issues          VARCHAR[] NOT NULL,
    contexts        VARCHAR[] NOT NULL,
    date            DATE,  -- the day it counts under: date_start, else the publication date
    date_start      DATE,
    date_end        DATE,
    granularity     VARCHAR,
    date_origin     VARCHAR,
    place           VARCHAR,
    amount_value    DOUBLE,
    amount_unit     VARCHAR,
    amount_currency VARCHAR,
    amount_text     VARCHAR,
    confidence      DOUBLE NOT NULL,
    run_id          INTEGER NOT NULL
);

CREATE TABLE concerns (
    entry       BIGINT NOT NULL,
    concern_id  VARCHAR NOT NULL,
    coding      BIGINT NOT NULL,
    document_id VARCHAR NOT NULL,
    coder       VARCHAR NOT NULL,
    version     VARCHAR NOT NULL,
    issues      VARCHAR[] NOT NULL,
    date        DATE,
    confidence  DOUBLE NOT NULL,
    run_id      INTEGER NOT NULL
);

-- side: source | target | object | content_source | content_target, or of a concern
-- holder | actor
CREATE TABLE participants (
    entry    BIGINT NOT NULL,
    side     VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    actor_id VARCHAR NOT NULL,
    code     VARCHAR NOT NULL,
    role     VARCHAR,
    person   VARCHAR
);

CREATE TABLE attributions (
    entry    BIGINT NOT NULL,
    depth    INTEGER NOT NULL,
    kind     VARCHAR NOT NULL,
    name     VARCHAR NOT NULL,
    actor_id VARCHAR,
    cue      VARCHAR,
    quoted   BOOLEAN NOT NULL,
    named    BOOLEAN NOT NULL
);

-- part: quote | trigger | source | target, or of a concern quote | about
CREATE TABLE evidence (
    entry      BIGINT NOT NULL,
    part       VARCHAR NOT NULL,
    position   INTEGER NOT NULL,
    start_char INTEGER NOT NULL,
    end_char   INTEGER NOT NULL,
    text       VARCHAR NOT NULL
);

-- digest: of a document that its coder itself refused, which the same version is not asked again
CREATE TABLE rejects (
    run_id INTEGER NOT NULL,
    source VARCHAR NOT NULL,
    stage  VARCHAR NOT NULL,
    code   VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    digest VARCHAR
);

CREATE VIEW live_events AS
SELECT events.* FROM events SEMI JOIN (SELECT coding FROM codings WHERE live) USING (coding);

CREATE VIEW live_concerns AS
SELECT concerns.* FROM concerns SEMI JOIN (SELECT coding FROM codings WHERE live) USING (coding);
