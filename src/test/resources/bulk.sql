-- Many tenants, one of them with a list too long for a cache or a socket to take at once.
INSERT INTO tenant (id, code, name) VALUES (1, 'BIG', 'Big');
INSERT INTO tenant (id, code, name) SELECT seq, CONCAT('T', seq), CONCAT('Tenant ', seq) FROM seq_2_to_2000;
INSERT INTO api_key (tenant_id, key_hash, scope) SELECT id, UNHEX(SHA2(CONCAT('key-', id), 256)), 'full' FROM tenant;
INSERT INTO api_key (tenant_id, key_hash, scope) VALUES (NULL, UNHEX(SHA2('global', 256)), 'read_only');
INSERT INTO extension (id, tenant_id, number, name, tech)
SELECT seq, 1, seq, CONCAT('Empfang ''', seq, ''' 受付'), 'PJSIP' FROM seq_1_to_200000;
INSERT INTO extension (id, tenant_id, number, name, tech)
SELECT 1000000 + t.seq * 50 + n.seq, t.seq, 100 + n.seq,
  CONCAT(ELT(1 + n.seq % 3, 'Sales', 'Büro', 'VERTRIEB 100%_'), ' ', t.seq, '.', n.seq), ELT(1 + n.seq % 3, 'SIP', 'PJSIP', 'VIRTUAL')
FROM seq_2_to_2000 t JOIN seq_1_to_50 n;
ANALYZE TABLE tenant, extension, api_key;
