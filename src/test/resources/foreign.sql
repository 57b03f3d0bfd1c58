CREATE TABLE te_tenants (te_id INT PRIMARY KEY, te_code VARCHAR(20), te_name VARCHAR(100));
INSERT INTO te_tenants VALUES (1, 'ACME', 'Acme');
