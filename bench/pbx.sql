-- Creates a PBX's tables with the indexes that the PBX itself needs. Inserts @tenants tenants (T1, T2, …) with one key each
-- (key-1, key-2, …), @each extensions and 20 other settings per tenant, @keys additional keys, and the global key "global" with
-- the tenant id -1. If @large is set, every thousandth tenant has @large extensions instead.
CREATE TABLE te_tenants (
  te_id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  te_code VARCHAR(60),
  te_name VARCHAR(250),
  UNIQUE KEY (te_code)
) ENGINE = InnoDB CHARACTER SET latin1;
CREATE TABLE ex_extensions (
  ex_id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  ex_te_id INT,
  ex_number VARCHAR(40),
  ex_name VARCHAR(200),
  ex_tech VARCHAR(20),
  ex_webpassword VARCHAR(64),
  KEY (ex_te_id),
  KEY (ex_number)
) ENGINE = InnoDB CHARACTER SET latin1;
CREATE TABLE se_settings (
  se_id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  se_te_id INT,
  se_code VARCHAR(60),
  se_value VARCHAR(500),
  KEY (se_te_id),
  KEY (se_code)
) ENGINE = InnoDB CHARACTER SET latin1;

CREATE TEMPORARY TABLE n (seq INT PRIMARY KEY, extensions INT) AS
SELECT seq, IF(seq % 1000 = 1, COALESCE(@large, @each), @each) AS extensions FROM seq_1_to_100000 WHERE seq <= @tenants;
INSERT INTO te_tenants (te_id, te_code, te_name) SELECT seq, CONCAT('T', seq), CONCAT('Tenant ', seq, ' Ltd.') FROM n;
INSERT INTO ex_extensions (ex_te_id, ex_number, ex_name, ex_tech, ex_webpassword)
SELECT n.seq, 99 + e.seq,
  CONCAT(ELT(1 + e.seq % 4, 'Sales', 'Comptabilité', 'Reception', 'Büro'), ' ', e.seq),
  ELT(1 + e.seq % 4, 'PJSIP', 'SIP', 'VIRTUAL', 'CUSTOM'), MD5(CONCAT(n.seq, '-', e.seq))
FROM n JOIN seq_1_to_5000 e ON e.seq <= n.extensions
ORDER BY n.seq, e.seq;
INSERT INTO se_settings (se_te_id, se_code, se_value)
SELECT n.seq, CONCAT('SETTING', o.seq), 'a value' FROM n JOIN seq_1_to_20 o ORDER BY n.seq, o.seq;
INSERT INTO se_settings (se_te_id, se_code, se_value) SELECT seq, 'APIKEY', CONCAT('key-', seq) FROM n;
INSERT INTO se_settings (se_te_id, se_code, se_value)
SELECT 1 + seq % @tenants, 'READONLYAPIKEY', CONCAT('further-key-', seq) FROM seq_1_to_1000000 WHERE seq <= @keys;
INSERT INTO se_settings (se_te_id, se_code, se_value) VALUES (-1, 'READONLYAPIKEY', 'global');
ANALYZE TABLE te_tenants, ex_extensions, se_settings;
