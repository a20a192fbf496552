-- how a voice's words are given: direct, mixed or indirect
ALTER TABLE attributions ADD COLUMN form VARCHAR DEFAULT 'indirect';
