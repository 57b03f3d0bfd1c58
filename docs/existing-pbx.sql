-- Creates three views over an existing PBX's tables, and a user who can read only these views. See existing-pbx.md.
-- The script writes nothing to the PBX's database. Run it again to change a setting or the password.
-- An administrator of the database must run it, and must set these variables in the same session before:
--   @global_te_id   the se_te_id of the global keys in se_settings
--   @password       the password of the new user
-- Optional variables and their defaults:
--   @pbx            the PBX's database: asterisk
--   @views          the database for the views: pbx_openapi
--   @user           the service's user: pbx_openapi
--   @host           the host from which the service connects: %

-- Makes quotes, literals and comparisons independent of the defaults of server and client. The end of the script restores the
-- session's values.
SET @session_sql_mode = @@sql_mode, @session_big_selects = @@sql_big_selects, @session_client = @@character_set_client,
  @session_results = @@character_set_results, @session_collation = @@collation_connection;
SET NAMES utf8mb4 COLLATE utf8mb4_general_ci, sql_mode = '', sql_big_selects = 1;

-- The results need new variables: MariaDB garbles a variable that is set to a conversion of itself.
SET @pbx_database = CONVERT(COALESCE(@pbx, 'asterisk') USING utf8mb4) COLLATE utf8mb4_general_ci;
SET @views_database = CONVERT(COALESCE(@views, 'pbx_openapi') USING utf8mb4) COLLATE utf8mb4_general_ci;
SET @service_user = CONVERT(COALESCE(@user, 'pbx_openapi') USING utf8mb4) COLLATE utf8mb4_general_ci;
SET @service_host = CONVERT(COALESCE(@host, '%') USING utf8mb4) COLLATE utf8mb4_general_ci;
SET @service_password = CONVERT(COALESCE(@password, '') USING utf8mb4) COLLATE utf8mb4_general_ci;
SET @global_id = CONVERT(COALESCE(@global_te_id, '') USING utf8mb4) COLLATE utf8mb4_general_ci;

-- Rejects invalid settings before the first change.
SET @wrong = CASE
  WHEN NOT @global_id REGEXP '^-?[0-9]+$' THEN 'Set @global_te_id to a whole number first'
  WHEN @service_password = '' THEN 'Set @password first'
  WHEN @service_user = '' THEN 'Set @user to a name'
  WHEN @views_database = @pbx_database THEN 'Set @views to a database other than @pbx'
  WHEN EXISTS (
    SELECT 1 FROM (
      SELECT grantee FROM information_schema.user_privileges WHERE privilege_type <> 'USAGE'
      UNION ALL SELECT grantee FROM information_schema.schema_privileges
      UNION ALL SELECT grantee FROM information_schema.column_privileges
      UNION ALL SELECT grantee FROM information_schema.table_privileges
        WHERE CONVERT(table_schema USING utf8mb4) COLLATE utf8mb4_general_ci <> @views_database OR privilege_type <> 'SELECT'
    ) granted
    WHERE CONVERT(grantee USING utf8mb4) COLLATE utf8mb4_general_ci = CONCAT('\'', @service_user, '\'@\'', @service_host, '\'')
  ) THEN 'Set @user to a dedicated user: this user has other privileges'
END;
EXECUTE IMMEDIATE IF(@wrong IS NULL, 'DO 0', CONCAT('SIGNAL SQLSTATE \'45000\' SET MESSAGE_TEXT = ', QUOTE(@wrong)));

SET @tables = CONCAT('`', REPLACE(@pbx_database, '`', '``'), '`.'), @into = CONCAT('`', REPLACE(@views_database, '`', '``'), '`');
SET @reader = CONCAT(QUOTE(@service_user), '@', QUOTE(@service_host)), @owner = '\'pbx_openapi_views\'@\'localhost\'';

-- The views have the privileges of a locked account. It can read only the columns that the views need.
EXECUTE IMMEDIATE CONCAT('CREATE USER IF NOT EXISTS ', @owner,
  ' IDENTIFIED BY ', QUOTE(CONCAT(TO_BASE64(RANDOM_BYTES(30)), '-Aa1')), ' ACCOUNT LOCK');
EXECUTE IMMEDIATE CONCAT('GRANT SELECT (te_id, te_code, te_name) ON ', @tables, 'te_tenants TO ', @owner);
EXECUTE IMMEDIATE CONCAT('GRANT SELECT (ex_id, ex_te_id, ex_number, ex_name, ex_tech) ON ', @tables, 'ex_extensions TO ', @owner);
EXECUTE IMMEDIATE CONCAT('GRANT SELECT (se_id, se_te_id, se_code, se_value) ON ', @tables, 'se_settings TO ', @owner);

EXECUTE IMMEDIATE CONCAT('CREATE DATABASE IF NOT EXISTS ', @into);
SET @create = CONCAT('CREATE OR REPLACE DEFINER = ', @owner, ' SQL SECURITY DEFINER VIEW ', @into);

EXECUTE IMMEDIATE CONCAT(@create, '.tenant AS SELECT te_id AS id, te_code AS code, te_name AS name FROM ', @tables, 'te_tenants');

EXECUTE IMMEDIATE CONCAT(@create, '.extension AS
  SELECT ex_id AS id, ex_te_id AS tenant_id, ex_number AS number, ex_name AS name, ex_tech AS tech
  FROM ', @tables, 'ex_extensions');

-- A key is hashed as UTF-8, whatever the PBX's character set. If its tenant exists, it is a key of that tenant. Otherwise it is
-- global if its se_te_id is @global_te_id. Keys of a deleted tenant and keys without a tenant grant no access. The scope has an
-- explicit collation, because the session's collation may be incompatible with the service's.
EXECUTE IMMEDIATE CONCAT(@create, '.api_key AS
  SELECT se_id AS id, te_id AS tenant_id, UNHEX(SHA2(CONVERT(se_value USING utf8mb4), 256)) AS key_hash,
    CONVERT(IF(se_code = \'APIKEY\', \'full\', \'read_only\') USING utf8mb4) COLLATE utf8mb4_bin AS scope
  FROM ', @tables, 'se_settings LEFT JOIN ', @tables, 'te_tenants ON te_id = se_te_id
  WHERE se_code IN (\'APIKEY\', \'READONLYAPIKEY\') AND CHAR_LENGTH(TRIM(se_value)) > 0
    AND (te_id IS NOT NULL OR se_te_id = ', QUOTE(@global_id), ')'); -- as a string: in a text column, any text equals the number 0

EXECUTE IMMEDIATE CONCAT('CREATE USER IF NOT EXISTS ', @reader, ' IDENTIFIED BY ', QUOTE(@service_password));
EXECUTE IMMEDIATE CONCAT('ALTER USER ', @reader, ' IDENTIFIED BY ', QUOTE(@service_password));
SET @password = NULL, @service_password = NULL;
EXECUTE IMMEDIATE CONCAT('GRANT SELECT ON ', @into, '.tenant TO ', @reader);
EXECUTE IMMEDIATE CONCAT('GRANT SELECT ON ', @into, '.extension TO ', @reader);
EXECUTE IMMEDIATE CONCAT('GRANT SELECT ON ', @into, '.api_key TO ', @reader);

-- Shows what the service will see.
EXECUTE IMMEDIATE CONCAT('SELECT (SELECT COUNT(*) FROM ', @into, '.tenant) AS tenants,
  (SELECT COUNT(*) FROM ', @into, '.extension) AS extensions,
  (SELECT COUNT(*) FROM ', @into, '.api_key WHERE tenant_id IS NOT NULL) AS tenant_keys,
  (SELECT COUNT(*) FROM ', @into, '.api_key WHERE tenant_id IS NULL) AS global_keys');

SET character_set_client = @session_client, character_set_results = @session_results,
  collation_connection = @session_collation, sql_big_selects = @session_big_selects, sql_mode = @session_sql_mode;
