-- Briefs that were made, so that the next on the same pair can tell what is new since. The pair
-- stands in the order of the alphabet. entries: what it rested on and no earlier brief of the pair
-- did; statuses: what it said had become of each overture and ask, and the entries that make them.
CREATE TABLE briefs (
    brief    INTEGER NOT NULL,
    a        VARCHAR NOT NULL,
    b        VARCHAR NOT NULL,
    since    DATE,
    until    DATE,
    made     TIMESTAMP NOT NULL,
    headline VARCHAR NOT NULL,
    verdict  VARCHAR NOT NULL,
    entries  VARCHAR[] NOT NULL,
    statuses STRUCT(kind VARCHAR, status VARCHAR, entries VARCHAR[])[] NOT NULL
);
