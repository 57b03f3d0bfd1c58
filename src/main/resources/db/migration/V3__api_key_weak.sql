-- A key is seen only once, when it is made or imported: that is when it is judged.
ALTER TABLE api_key
  ADD COLUMN weak BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'Imported although it is easy to guess';
