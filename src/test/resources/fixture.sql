-- Every extension's name starts with the code of its tenant, so that a stray one is seen.
-- Only the contract's base columns are used, but for the keys whose time is what is tested.

INSERT INTO tenant (id, code, name) VALUES
  (1, 'ACME', 'Acme Inc.'),
  (2, 'GLOBEX', 'Globex & Söhne'),
  (3, 'EMPTY', 'Nobody'),
  (4, 'TWIN-A', 'Twin'),
  (5, 'TWIN-B', 'Twin'),
  (6, 'SHADOW', 'ACME'),
  (7, 'ÜBUNG', 'Straße 東京 😀'),
  (8, '50%_"''\\;#|', '<script>&amp;'),
  (9, 'Σίσυφος', '�');

INSERT INTO extension (id, tenant_id, number, name, tech) VALUES
  (101, 1, '100', 'ACME Reception', 'PJSIP'),
  (102, 1, '101', 'ACME Büro "Süd" \\ 東京 😀', 'SIP'),
  (105, 1, '0102', 'ACME Fax', 'VIRTUAL'),
  (104, 1, '*99', '', 'CUSTOM'),
  (103, 2, '100', 'GLOBEX Reception', 'PJSIP'),
  (201, 4, '100', 'TWIN-A Reception', 'PJSIP'),
  (202, 5, '100', 'TWIN-B Reception', 'PJSIP'),
  (203, 6, '100', 'SHADOW Reception', 'SIP'),
  (204, 7, '100', 'ÜBUNG Empfang', 'SIP'),
  (205, 8, '100', '50% Reception', 'SIP'),
  (206, 9, '100', 'Σίσυφος Reception', 'SIP');

INSERT INTO api_key (tenant_id, key_hash, scope) VALUES
  (NULL, UNHEX(SHA2('global-full-valid', 256)), 'full'),
  (NULL, UNHEX(SHA2('global-read-only-valid', 256)), 'read_only'),
  (1, UNHEX(SHA2('acme-full-valid', 256)), 'full'),
  (1, UNHEX(SHA2('acme-read-only-valid', 256)), 'read_only'),
  (2, UNHEX(SHA2('globex-full-valid', 256)), 'full'),
  (3, UNHEX(SHA2('empty-full-valid', 256)), 'full'),
  (5, UNHEX(SHA2('twin-b-full-valid', 256)), 'full'),
  (6, UNHEX(SHA2('shadow-full-valid', 256)), 'full'),
  (NULL, UNHEX(SHA2('ключ +&=%?#"😀', 256)), 'full'),
  (NULL, UNHEX(SHA2(UNHEX('FF80C328'), 256)), 'full'),
  (NULL, UNHEX(SHA2('two words', 256)), 'full');

INSERT INTO api_key (tenant_id, key_hash, scope, not_before, expires_at, revoked_at) VALUES
  (NULL, UNHEX(SHA2('global-full-expired', 256)), 'full', NULL, UTC_TIMESTAMP() - INTERVAL 1 MINUTE, NULL),
  (NULL, UNHEX(SHA2('global-full-revoked', 256)), 'full', NULL, NULL, UTC_TIMESTAMP()),
  (NULL, UNHEX(SHA2('global-full-not-yet', 256)), 'full', UTC_TIMESTAMP() + INTERVAL 1 HOUR, NULL, NULL),
  (NULL, UNHEX(SHA2('global-read-only-expired', 256)), 'read_only', NULL, UTC_TIMESTAMP() - INTERVAL 1 MINUTE, NULL),
  (NULL, UNHEX(SHA2('global-read-only-revoked', 256)), 'read_only', NULL, NULL, UTC_TIMESTAMP()),
  (NULL, UNHEX(SHA2('global-read-only-not-yet', 256)), 'read_only', UTC_TIMESTAMP() + INTERVAL 1 HOUR, NULL, NULL),
  (1, UNHEX(SHA2('acme-full-expired', 256)), 'full', NULL, UTC_TIMESTAMP() - INTERVAL 1 MINUTE, NULL),
  (1, UNHEX(SHA2('acme-full-revoked', 256)), 'full', NULL, NULL, UTC_TIMESTAMP()),
  (1, UNHEX(SHA2('acme-full-not-yet', 256)), 'full', UTC_TIMESTAMP() + INTERVAL 1 HOUR, NULL, NULL),
  (1, UNHEX(SHA2('acme-read-only-expired', 256)), 'read_only', NULL, UTC_TIMESTAMP() - INTERVAL 1 MINUTE, NULL),
  (1, UNHEX(SHA2('acme-read-only-revoked', 256)), 'read_only', NULL, NULL, UTC_TIMESTAMP()),
  (1, UNHEX(SHA2('acme-read-only-not-yet', 256)), 'read_only', UTC_TIMESTAMP() + INTERVAL 1 HOUR, NULL, NULL),
  (NULL, UNHEX(SHA2('global-in-its-time', 256)), 'full', UTC_TIMESTAMP() - INTERVAL 1 HOUR, UTC_TIMESTAMP() + INTERVAL 1 HOUR, NULL);
