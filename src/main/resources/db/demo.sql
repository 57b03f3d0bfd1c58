-- Demo data for development and trials: three tenants, one key of each kind and scope, a few hundred extensions.
-- Never load it into a database that others can reach: its keys are public.

START TRANSACTION;

INSERT INTO tenant (id, code, name) VALUES
  (1, 'ACME', 'Acme Inc.'),
  (2, 'MUELLER', 'Müller & Söhne'),
  (3, 'TOKYO', '東京支店');

INSERT INTO api_key (tenant_id, key_hash, scope, label) VALUES
  (NULL, UNHEX(SHA2('demo-global-full', 256)), 'full', 'Demo, global, full'),
  (NULL, UNHEX(SHA2('demo-global-read-only', 256)), 'read_only', 'Demo, global, read-only'),
  (1, UNHEX(SHA2('demo-acme-full', 256)), 'full', 'Demo, Acme, full'),
  (1, UNHEX(SHA2('demo-acme-read-only', 256)), 'read_only', 'Demo, Acme, read-only');

INSERT INTO extension (id, tenant_id, number, name, tech) VALUES
  (101, 1, '100', 'Reception', 'PJSIP'),
  (102, 1, '101', 'Office', 'SIP');

INSERT INTO extension (id, tenant_id, number, name, tech)
SELECT tenant.id * 1000 + n.seq, tenant.id, 200 + n.seq,
  CONCAT(ELT(1 + n.seq % 8, 'Sales', 'Vertrieb', 'Comptabilité', 'Поддержка', '営業部', 'المبيعات', 'Λογιστήριο', '☎️ Hotline 😀'), ' ', n.seq),
  ELT(1 + n.seq % 4, 'PJSIP', 'SIP', 'VIRTUAL', 'CUSTOM')
FROM tenant JOIN seq_1_to_100 n
ORDER BY tenant.id, n.seq;

COMMIT;
