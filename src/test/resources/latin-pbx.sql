-- The tables of a PBX of another time: latin1, and numbers in a column of texts.
CREATE OR REPLACE TABLE te_tenants (te_id INT PRIMARY KEY, te_code VARCHAR(40), te_name VARCHAR(100)) CHARACTER SET latin1;
INSERT INTO te_tenants VALUES (1, 'ACME', 'Müller'), (2, NULL, 'it''s \\ "quoted"');
CREATE OR REPLACE TABLE ex_extensions (ex_id INT PRIMARY KEY, ex_te_id INT, ex_number VARCHAR(40), ex_name VARCHAR(100),
  ex_tech CHAR(20)) CHARACTER SET latin1 COLLATE latin1_german1_ci;
INSERT INTO ex_extensions VALUES (1, 1, '100', 'Réception', 'SIP'), (2, 2, NULL, NULL, NULL);
CREATE OR REPLACE TABLE se_settings (se_id INT PRIMARY KEY, se_te_id VARCHAR(10), se_code CHAR(40), se_value TEXT)
  CHARACTER SET latin1;
INSERT INTO se_settings VALUES (1, '-1', 'APIKEY', 'global'), (2, '1', 'READONLYAPIKEY', 'clé'), (3, '1', 'APIKEY', ' '),
  (4, '1', 'apikey', 'of-acme'), (5, 'x', 'APIKEY', 'of-nobody'), (6, '1', 'OTHER', 'no-key');
