-- Character sets and collations are spelt out: a server's defaults may be latin1.
-- nopad_bin compares exactly; nopad_as_ci ignores case, but neither accents nor trailing blanks.

CREATE TABLE tenant (
  id   BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
  code VARCHAR(64)  NOT NULL,
  name VARCHAR(255) NOT NULL,
  UNIQUE KEY tenant_code (code),
  KEY tenant_name (name)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_nopad_as_ci;

CREATE TABLE extension (
  id        BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
  tenant_id BIGINT       NOT NULL,
  number    VARCHAR(32)  COLLATE utf8mb4_nopad_bin NOT NULL,
  name      VARCHAR(255) NOT NULL,
  tech      VARCHAR(32)  COLLATE utf8mb4_nopad_bin NOT NULL,
  UNIQUE KEY extension_number (tenant_id, number),
  KEY extension_tenant (tenant_id, id),
  CONSTRAINT extension_tenant FOREIGN KEY (tenant_id) REFERENCES tenant (id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_nopad_as_ci;

-- Times are UTC.
CREATE TABLE api_key (
  id         BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
  tenant_id  BIGINT       NULL COMMENT 'NULL: a global key',
  key_hash   BINARY(32)   NOT NULL COMMENT 'SHA-256 of the key',
  scope      VARCHAR(16)  COLLATE utf8mb4_nopad_bin NOT NULL,
  label      VARCHAR(255) NULL,
  created_at DATETIME(6)  NOT NULL DEFAULT UTC_TIMESTAMP(6),
  not_before DATETIME(6)  NULL,
  expires_at DATETIME(6)  NULL,
  revoked_at DATETIME(6)  NULL,
  UNIQUE KEY api_key_hash (key_hash),
  CONSTRAINT api_key_tenant FOREIGN KEY (tenant_id) REFERENCES tenant (id),
  CONSTRAINT api_key_scope CHECK (scope IN ('full', 'read_only'))
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_nopad_as_ci;
