-- Inserts @tenants tenants (T1, T2, …) with one key each (key-1, key-2, …) and @each extensions per tenant, and the global key
-- "global". If @large is set, every thousandth tenant has @large extensions instead.
CREATE TEMPORARY TABLE n (seq INT PRIMARY KEY, extensions INT) AS
SELECT seq, IF(seq % 1000 = 1, COALESCE(@large, @each), @each) AS extensions FROM seq_1_to_100000 WHERE seq <= @tenants;
INSERT INTO tenant (id, code, name) SELECT seq, CONCAT('T', seq), CONCAT('Tenant ', seq, ' Ltd.') FROM n;
INSERT INTO api_key (tenant_id, key_hash, scope) SELECT seq, UNHEX(SHA2(CONCAT('key-', seq), 256)), 'full' FROM n;
INSERT INTO api_key (tenant_id, key_hash, scope) VALUES (NULL, UNHEX(SHA2('global', 256)), 'read_only');
INSERT INTO extension (tenant_id, number, name, tech)
SELECT n.seq, 99 + e.seq,
  CONCAT(ELT(1 + e.seq % 8, 'Sales', 'Vertrieb', 'Comptabilité', 'Поддержка', '営業部', 'Reception', 'Support', 'Office'), ' ', e.seq),
  ELT(1 + e.seq % 4, 'PJSIP', 'SIP', 'VIRTUAL', 'CUSTOM')
FROM n JOIN seq_1_to_5000 e ON e.seq <= n.extensions
ORDER BY n.seq, e.seq;
ANALYZE TABLE tenant, extension, api_key;
