-- The rows of fixture.sql in a PBX's own tables, as far as their columns are publicly known; and rows that such tables may have.

CREATE TABLE te_tenants (te_id INT UNSIGNED PRIMARY KEY AUTO_INCREMENT, te_name VARCHAR(100), te_code VARCHAR(40), KEY (te_code))
  CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
INSERT INTO te_tenants SELECT id, name, code FROM pbx.tenant;

CREATE TABLE ex_extensions (ex_id INT UNSIGNED PRIMARY KEY AUTO_INCREMENT, ex_te_id INT, ex_number VARCHAR(40),
  ex_name VARCHAR(100), ex_tech VARCHAR(20), ex_tech_id INT, ex_webpassword VARCHAR(40), KEY (ex_te_id))
  CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
INSERT INTO ex_extensions SELECT id, tenant_id, number, NULLIF(name, ''), tech, id, 's3cret' FROM pbx.extension;

CREATE TABLE se_settings (se_id INT PRIMARY KEY AUTO_INCREMENT, se_te_id INT, se_code VARCHAR(40), se_value TEXT, KEY (se_code))
  CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
INSERT INTO se_settings (se_te_id, se_code, se_value) VALUES
  (0, 'APIKEY', 'global-full-valid'), (0, 'READONLYAPIKEY', 'global-read-only-valid'),
  (1, 'APIKEY', 'acme-full-valid'), (1, 'READONLYAPIKEY', 'acme-read-only-valid'),
  (2, 'APIKEY', 'globex-full-valid'), (3, 'APIKEY', 'empty-full-valid'), (5, 'APIKEY', 'twin-b-full-valid'),
  (6, 'APIKEY', 'shadow-full-valid'), (0, 'APIKEY', 'two words'), (0, 'APIKEY', 'ключ +&=%?#"😀'),
  (0, 'APIKEY', 'global-in-its-time'),
  (NULL, 'APIKEY', 'of-nobody'), (4711, 'APIKEY', 'of-a-tenant-that-is-gone'), (1, 'APIKEY', ''), (2, 'APIKEY', NULL),
  (1, 'LANGUAGE', 'no-key'), (0, 'APIKEYS', 'no-key-either');
