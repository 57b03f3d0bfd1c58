-- The rows of bulk.sql in a PBX's own tables, with the indexes that such tables have.
DROP DATABASE pbx_bulk;
CREATE DATABASE pbx_bulk CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
USE pbx_bulk;
CREATE TABLE te_tenants (te_id INT PRIMARY KEY AUTO_INCREMENT, te_name VARCHAR(100), te_code VARCHAR(40), KEY (te_code), KEY (te_name));
INSERT INTO te_tenants SELECT id, name, code FROM bulk.tenant;
CREATE TABLE ex_extensions (ex_id INT PRIMARY KEY AUTO_INCREMENT, ex_te_id INT, ex_number VARCHAR(40), ex_name VARCHAR(100),
  ex_tech VARCHAR(20), ex_webpassword VARCHAR(40), KEY (ex_te_id));
INSERT INTO ex_extensions SELECT id, tenant_id, number, name, tech, 's3cret' FROM bulk.extension WHERE tenant_id > 1;
CREATE TABLE se_settings (se_id INT PRIMARY KEY AUTO_INCREMENT, se_te_id INT, se_code VARCHAR(40), se_value TEXT, KEY (se_code));
INSERT INTO se_settings (se_te_id, se_code, se_value) SELECT id, 'APIKEY', CONCAT('key-', id) FROM bulk.tenant;
ANALYZE TABLE te_tenants, ex_extensions, se_settings;
