-- Lays three views over an existing PBX, and makes a user who may read them and nothing else: see existing-pbx.md.
-- It writes nothing into the PBX's own database, and can be run again, to change a setting or the password.
-- To be set before it is run, by an administrator of the database, in the same session:
--   @global_te_id   the se_te_id under which se_settings keeps the global keys
--   @password       the new user's password
-- and, if they are others than these:
--   @pbx            the PBX's database: asterisk
--   @views          the database for the views: pbx_openapi
--   @user           the service's user: pbx_openapi
--   @host           where the service connects from: %

-- Quotes, literals and comparisons mean the same whatever the defaults of server and client are; the end restores these.
SET @session_sql_mode = @@sql_mode, @session_big_selects = @@sql_big_selects, @session_client = @@character_set_client,
  @session_results = @@character_set_results, @session_collation = @@collation_connection;
SET NAMES utf8mb4 COLLATE utf8mb4_general_ci, sql_mode = '', sql_big_selects = 1;

-- Not under the names that they have: MariaDB garbles a variable that is converted into itself.
SET @pbx_database = CONVERT(COALESCE(@pbx, 'asterisk') USING utf8mb4) COLLATE utf8mb4_general_ci;
SET @views_database = CONVERT(COALESCE(@views, 'pbx_openapi') USING utf8mb4) COLLATE utf8mb4_general_ci;
SET @service_user = CONVERT(COALESCE(@user, 'pbx_openapi') USING utf8mb4) COLLATE utf8mb4_general_ci;
SET @service_host = CONVERT(COALESCE(@host, '%') USING utf8mb4) COLLATE utf8mb4_general_ci;
SET @service_password = CONVERT(COALESCE(@password, '') USING utf8mb4) COLLATE utf8mb4_general_ci;
SET @global_id = CONVERT(COALESCE(@global_te_id, '') USING utf8mb4) COLLATE utf8mb4_general_ci;

-- What is wrong is told before anything is done.
SET @wrong = CASE
  WHEN NOT @global_id REGEXP '^-?[0-9]+$' THEN 'Set @global_te_id to a whole number first'
  WHEN @service_password = '' THEN 'Set @password first'
  WHEN @service_user = '' THEN 'Set @user to a name'
  WHEN @views_database = @pbx_database THEN 'Set @views to another database than @pbx'
  WHEN EXISTS (
    SELECT 1 FROM (
      SELECT grantee FROM information_schema.user_privileges WHERE privilege_type <> 'USAGE'
      UNION ALL SELECT grantee FROM information_schema.schema_privileges
      UNION ALL SELECT grantee FROM information_schema.column_privileges
      UNION ALL SELECT grantee FROM information_schema.table_privileges
        WHERE CONVERT(table_schema USING utf8mb4) COLLATE utf8mb4_general_ci <> @views_database OR privilege_type <> 'SELECT'
    ) granted
    WHERE CONVERT(grantee USING utf8mb4) COLLATE utf8mb4_general_ci = CONCAT('\'', @service_user, '\'@\'', @service_host, '\'')
  ) THEN 'Set @user to one of its own: this one has other rights'
END;
EXECUTE IMMEDIATE IF(@wrong IS NULL, 'DO 0', CONCAT('SIGNAL SQLSTATE \'45000\' SET MESSAGE_TEXT = ', QUOTE(@wrong)));

SET @tables = CONCAT('`', REPLACE(@pbx_database, '`', '``'), '`.'), @into = CONCAT('`', REPLACE(@views_database, '`', '``'), '`');
SET @reader = CONCAT(QUOTE(@service_user), '@', QUOTE(@service_host)), @owner = '\'pbx_openapi_views\'@\'localhost\'';

-- The views read by the rights of an account that nobody can log in to. It has those columns that the views need.
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

-- A key is compared by its bytes in UTF-8, whatever the PBX's character set. It is its tenant's if there is that tenant, else
-- global if it has the reserved id, else none: a row that has lost its tenant, or never had one, opens nothing. The scope has a
-- collation, since that of this session may not go with the service's.
EXECUTE IMMEDIATE CONCAT(@create, '.api_key AS
  SELECT se_id AS id, te_id AS tenant_id, UNHEX(SHA2(CONVERT(se_value USING utf8mb4), 256)) AS key_hash,
    CONVERT(IF(se_code = \'APIKEY\', \'full\', \'read_only\') USING utf8mb4) COLLATE utf8mb4_bin AS scope
  FROM ', @tables, 'se_settings LEFT JOIN ', @tables, 'te_tenants ON te_id = se_te_id
  WHERE se_code IN (\'APIKEY\', \'READONLYAPIKEY\') AND CHAR_LENGTH(TRIM(se_value)) > 0
    AND (te_id IS NOT NULL OR se_te_id = ', QUOTE(@global_id), ')'); -- as text: in a column of texts, any text equals the number 0

EXECUTE IMMEDIATE CONCAT('CREATE USER IF NOT EXISTS ', @reader, ' IDENTIFIED BY ', QUOTE(@service_password));
EXECUTE IMMEDIATE CONCAT('ALTER USER ', @reader, ' IDENTIFIED BY ', QUOTE(@service_password));
SET @password = NULL, @service_password = NULL;
EXECUTE IMMEDIATE CONCAT('GRANT SELECT ON ', @into, '.tenant TO ', @reader);
EXECUTE IMMEDIATE CONCAT('GRANT SELECT ON ', @into, '.extension TO ', @reader);
EXECUTE IMMEDIATE CONCAT('GRANT SELECT ON ', @into, '.api_key TO ', @reader);

-- What the service will see.
EXECUTE IMMEDIATE CONCAT('SELECT (SELECT COUNT(*) FROM ', @into, '.tenant) AS tenants,
  (SELECT COUNT(*) FROM ', @into, '.extension) AS extensions,
  (SELECT COUNT(*) FROM ', @into, '.api_key WHERE tenant_id IS NOT NULL) AS tenant_keys,
  (SELECT COUNT(*) FROM ', @into, '.api_key WHERE tenant_id IS NULL) AS global_keys');

SET character_set_client = @session_client, character_set_results = @session_results,
  collation_connection = @session_collation, sql_big_selects = @session_big_selects, sql_mode = @session_sql_mode;
