-- Keys whose times are none, texts and zero dates, and one that has no id.
SET sql_mode = '';
CREATE OR REPLACE TABLE tenant (id INT, code VARCHAR(20), name VARCHAR(20));
CREATE OR REPLACE TABLE extension (id INT, tenant_id INT, number VARCHAR(20), name VARCHAR(20), tech VARCHAR(20));
CREATE OR REPLACE TABLE api_key (id INT, tenant_id INT, key_hash BINARY(32), scope VARCHAR(20), not_before VARCHAR(20),
  expires_at VARCHAR(20), revoked_at DATETIME);
INSERT INTO api_key VALUES (1, NULL, UNHEX(SHA2('key-1', 256)), 'full', NULL, 'never', NULL),
  (2, NULL, UNHEX(SHA2('key-2', 256)), 'full', NULL, NULL, '0000-00-00'),
  (3, NULL, UNHEX(SHA2('key-3', 256)), 'full', 'soon', NULL, NULL),
  (4, NULL, UNHEX(SHA2('key-4', 256)), 'full', '2020-01-01', '2999-01-01', NULL),
  (NULL, NULL, UNHEX(SHA2('changeme', 256)), 'full', NULL, NULL, NULL);
