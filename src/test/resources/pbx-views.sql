-- A PBX's own tables, with the indexes that such tables have, behind views of our names.
DROP DATABASE pbx_views;
CREATE DATABASE pbx_views CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
USE pbx_views;
CREATE TABLE te_tenants (te_id INT PRIMARY KEY AUTO_INCREMENT, te_name VARCHAR(100), te_code VARCHAR(40), KEY (te_code), KEY (te_name));
INSERT INTO te_tenants SELECT id, name, code FROM bulk.tenant;
CREATE TABLE ex_extensions (ex_id INT PRIMARY KEY AUTO_INCREMENT, ex_te_id INT, ex_number VARCHAR(40), ex_name VARCHAR(100),
  ex_tech VARCHAR(20), ex_webpassword VARCHAR(40), KEY (ex_te_id));
INSERT INTO ex_extensions SELECT id, tenant_id, number, name, tech, 's3cret' FROM bulk.extension WHERE tenant_id > 1;
CREATE TABLE se_settings (se_id INT PRIMARY KEY AUTO_INCREMENT, se_te_id INT, se_code VARCHAR(40), se_value TEXT, KEY (se_code));
INSERT INTO se_settings (se_te_id, se_code, se_value) SELECT id, 'APIKEY', CONCAT('key-', id) FROM bulk.tenant;
ANALYZE TABLE te_tenants, ex_extensions, se_settings;
CREATE VIEW tenant AS SELECT te_id AS id, te_code AS code, te_name AS name FROM te_tenants;
CREATE VIEW extension AS
  SELECT ex_id AS id, ex_te_id AS tenant_id, ex_number AS number, ex_name AS name, ex_tech AS tech FROM ex_extensions;
CREATE VIEW api_key AS
  SELECT se_id AS id, NULLIF(se_te_id, 0) AS tenant_id, UNHEX(SHA2(se_value, 256)) AS key_hash,
    IF(se_code = 'APIKEY', 'full', 'read_only') AS scope
  FROM se_settings WHERE se_code IN ('APIKEY', 'READONLYAPIKEY');
