-- Event data of other coders. A report is one row of a file; an act is what one or more reports
-- tell (ledger/merging.py says which). Reports are never changed; acts of a day are made anew
-- whenever a report of that day comes in.

-- digest: of all that the row says, so that the same row enters once. code is the file's, act the
-- code under which the same act stands whoever tells it, turned where the two go opposite ways
-- (a visit hosted). stem begins the codes that say the same more exactly. source_state: the
-- state that the actor is of. complete is false of rows drawn from more of their kind.
CREATE TABLE reports (
    digest       UBIGINT NOT NULL,
    run_id       INTEGER NOT NULL,
    coder        VARCHAR NOT NULL,
    record       VARCHAR NOT NULL,
    date         DATE NOT NULL,
    source_name  VARCHAR NOT NULL,
    source_id    VARCHAR,
    source_state VARCHAR,
    target_name  VARCHAR NOT NULL,
    target_id    VARCHAR,
    target_state VARCHAR,
    code         VARCHAR NOT NULL,
    act          VARCHAR NOT NULL,
    turned       BOOLEAN NOT NULL,
    stem         VARCHAR NOT NULL,
    type         VARCHAR,
    mode         VARCHAR,
    content      VARCHAR,
    quad         TINYINT,
    score        DOUBLE,
    goldstein    DOUBLE,
    contexts     VARCHAR[] NOT NULL,
    issues       VARCHAR[] NOT NULL,
    story        VARCHAR,
    sentence     VARCHAR,
    publisher    VARCHAR,
    url          VARCHAR,
    place        VARCHAR,
    confidence   DOUBLE,
    articles     INTEGER NOT NULL,
    outlets      INTEGER NOT NULL,
    complete     BOOLEAN NOT NULL,
    file         VARCHAR NOT NULL,
    line         INTEGER NOT NULL
);

-- further articles on an event, by its record; they wait where the event is not (yet) here
CREATE TABLE mentions (
    digest     UBIGINT NOT NULL,
    run_id     INTEGER NOT NULL,
    coder      VARCHAR NOT NULL,
    record     VARCHAR NOT NULL,
    date       DATE NOT NULL,
    publisher  VARCHAR,
    url        VARCHAR,
    sentence   VARCHAR,
    confidence DOUBLE,
    file       VARCHAR NOT NULL,
    line       INTEGER NOT NULL
);

-- days whose reports have changed since their acts were made
CREATE TABLE pending_days (
    coder VARCHAR NOT NULL,
    date  DATE NOT NULL
);

-- type, quad and score are NULL of statements, which are no acts of PLOVER's.
CREATE TABLE acts (
    act_id        VARCHAR NOT NULL,
    coder         VARCHAR NOT NULL,
    date          DATE NOT NULL,
    source        VARCHAR,
    source_code   VARCHAR,
    source_role   VARCHAR,
    source_person VARCHAR,
    source_name   VARCHAR NOT NULL,
    target        VARCHAR,
    target_code   VARCHAR,
    target_role   VARCHAR,
    target_person VARCHAR,
    target_name   VARCHAR NOT NULL,
    code          VARCHAR NOT NULL,
    type          VARCHAR,
    mode          VARCHAR,
    content       VARCHAR,
    quad          TINYINT,
    score         DOUBLE,
    goldstein     DOUBLE,
    contexts      VARCHAR[] NOT NULL,
    issues        VARCHAR[] NOT NULL,
    mutual        BOOLEAN NOT NULL,
    mirrored      BOOLEAN NOT NULL,  -- mutual because its coder wrote it in both directions
    reports       INTEGER NOT NULL,
    outlets       INTEGER NOT NULL,
    confidence    DOUBLE NOT NULL
);

-- which reports an act was made of
CREATE TABLE act_reports (
    act_id VARCHAR NOT NULL,
    coder  VARCHAR NOT NULL,
    date   DATE NOT NULL,
    digest UBIGINT NOT NULL
);
