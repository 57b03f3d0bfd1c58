-- Somebody's tables without a constraint, and what gets into such tables.
CREATE OR REPLACE TABLE tenant (id INT, code VARCHAR(20) COLLATE utf8mb4_bin, name VARCHAR(20) COLLATE utf8mb4_general_ci)
  CHARACTER SET utf8mb4;
INSERT INTO tenant VALUES (1, 'A', 'First'), (2, 'A', 'Twin'), (3, 'C', 'twin'), (6, 'D', ''), (6, 'E', NULL), (5, '', 'A');
CREATE OR REPLACE TABLE extension (id INT, tenant_id INT, number VARCHAR(20), name VARCHAR(20), tech VARCHAR(20))
  CHARACTER SET utf8mb4;
INSERT INTO extension VALUES (1, 1, '100', '', 'SIP'), (1, 1, '100', '', 'SIP'), (2, 1, NULL, '', ''), (3, 1, NULL, '', ''),
  (4, 77, '1', '', ''), (5, NULL, '1', '', ''), (NULL, 1, '2', '', '');
CREATE OR REPLACE TABLE api_key (id INT, tenant_id INT, key_hash VARBINARY(64), scope VARCHAR(20), weak BOOLEAN)
  CHARACTER SET latin1;
INSERT INTO api_key VALUES
  (1, 1, SHA2('a', 256), 'full', NULL), (2, 1, NULL, 'full', NULL),
  (3, NULL, UNHEX(SHA2('some-b', 256)), 'full', NULL), (4, 1, UNHEX(SHA2('some-b', 256)), 'full', NULL),
  (5, NULL, UNHEX(SHA2('some-c', 256)), 'full', NULL), (6, NULL, UNHEX(SHA2('some-c', 256)), 'full', NULL),
  (7, 1, UNHEX(SHA2('some-d', 256)), 'write_only', NULL), (8, 1, UNHEX(SHA2('some-e', 256)), NULL, NULL),
  (9, 99, UNHEX(SHA2('some-f', 256)), 'read_only', FALSE), (10, 1, UNHEX(SHA2('some-g', 256)), 'read_only', TRUE),
  (NULL, 1, UNHEX(SHA2('some-h', 256)), 'full', NULL);
