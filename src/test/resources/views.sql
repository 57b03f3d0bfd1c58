-- Somebody else's tables, as far from ours as views can bridge, and a user who may but read the views.
-- The views have the contract's base columns and no others.

CREATE TABLE customer (no INT UNSIGNED PRIMARY KEY, short VARCHAR(80), title VARCHAR(200))
  CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci
  SELECT id AS no, code AS short, name AS title FROM pbx.tenant;
CREATE TABLE line (line_id INT UNSIGNED PRIMARY KEY, customer_no VARCHAR(11) CHARACTER SET latin1, dial VARCHAR(40), label VARCHAR(100), kind VARCHAR(10), secret VARCHAR(40))
  CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci
  SELECT id AS line_id, tenant_id AS customer_no, number AS dial, NULLIF(name, '') AS label, tech AS kind, 's3cret' AS secret
  FROM pbx.extension;
CREATE TABLE setting (id INT AUTO_INCREMENT PRIMARY KEY, customer_no INT, code VARCHAR(40), value VARCHAR(200))
  CHARACTER SET latin1;
INSERT INTO setting (customer_no, code, value) VALUES
  (-1, 'APIKEY', 'global-full-valid'), (-1, 'READONLYAPIKEY', 'global-read-only-valid'),
  (1, 'APIKEY', 'acme-full-valid'), (1, 'READONLYAPIKEY', 'acme-read-only-valid'),
  (2, 'APIKEY', 'globex-full-valid'), (3, 'APIKEY', 'empty-full-valid'), (5, 'APIKEY', 'twin-b-full-valid'),
  (6, 'APIKEY', 'shadow-full-valid'), (-1, 'APIKEY', 'two words'), (1, 'SOMETHING', 'else');

CREATE VIEW tenant AS SELECT no AS id, short AS code, title AS name FROM customer;
CREATE VIEW extension AS
  SELECT line_id AS id, customer_no AS tenant_id, dial AS number, label AS name, kind AS tech FROM line;
CREATE VIEW api_key AS
  SELECT id, NULLIF(customer_no, -1) AS tenant_id, UNHEX(SHA2(value, 256)) AS key_hash,
    IF(code = 'APIKEY', 'full', 'read_only') AS scope
  FROM setting WHERE code IN ('APIKEY', 'READONLYAPIKEY');

CREATE USER 'reader'@'%' IDENTIFIED BY 'reader';
GRANT SELECT ON tenant TO 'reader'@'%';
GRANT SELECT ON extension TO 'reader'@'%';
GRANT SELECT ON api_key TO 'reader'@'%';

-- Very old tables: their character set has no Cyrillic, let alone emoji, of the columns that limit a key's time there is
-- but one, and tenants have columns that are called as those of keys.
CREATE DATABASE old CHARACTER SET latin1;
CREATE TABLE old.tenant (id BIGINT PRIMARY KEY, code VARCHAR(64), name VARCHAR(255), label VARCHAR(20), created_at DATETIME,
  expires_at DATETIME, revoked_at DATETIME, scope INT, tenant_id INT) CHARACTER SET latin1;
INSERT INTO old.tenant (id, code, name) VALUES (1, 'ACME', 'Müller'), (2, NULL, 'Twin'), (3, 'OTHER', 'Twin');
CREATE TABLE old.extension (id BIGINT, tenant_id BIGINT, number VARCHAR(32), name VARCHAR(255), tech VARCHAR(32));
INSERT INTO old.extension VALUES (1, 1, NULL, NULL, NULL), (2, 2, '200', 'Of the first twin', 'SIP');
CREATE TABLE old.api_key (id BIGINT, tenant_id BIGINT, key_hash BINARY(32), scope VARCHAR(16), expires_at DATETIME);
INSERT INTO old.api_key VALUES
  (1, NULL, UNHEX(SHA2('global-full-valid', 256)), 'full', NULL),
  (2, NULL, UNHEX(SHA2('expired', 256)), 'full', '2020-01-01'),
  (3, NULL, UNHEX(SHA2('odd-scope', 256)), 'write_only', NULL),
  (4, NULL, UNHEX(SHA2('no-scope', 256)), NULL, NULL);
