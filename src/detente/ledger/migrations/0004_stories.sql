-- Which story each document reports (analysis/storylines): story is the id of the document that
-- opened it, copy_of that of the first document with the same text, NULL of a report of its own.
CREATE TABLE document_stories (
    document_id VARCHAR PRIMARY KEY,
    story       VARCHAR NOT NULL,
    copy_of     VARCHAR
);
