-- Lays three views over an existing PBX, and makes a user who may read them and nothing else: see existing-pbx.md.
-- It writes nothing into the PBX's own database, and can be run again, to change a setting or the password.
-- To be set before it is run, by an administrator of the database, in the same session:
--   @global_te_id   the se_te_id under which se_settings keeps the global keys
--   @password       the new user's password
-- and, if they are others:
SET @pbx = COALESCE(@pbx, 'asterisk');         -- the PBX's database
SET @views = COALESCE(@views, 'pbx_openapi');  -- the database for the views
SET @user = COALESCE(@user, 'pbx_openapi');    -- the service's user
SET @host = COALESCE(@host, '%');              -- where the service connects from

EXECUTE IMMEDIATE IF(@password <> '' AND @global_te_id REGEXP '^-?[0-9]+$', 'DO 0',
  'SIGNAL SQLSTATE ''45000'' SET MESSAGE_TEXT = ''Set @global_te_id, to a whole number, and @password first''');

SET @from = CONCAT(' FROM `', REPLACE(@pbx, '`', '``'), '`.'), @on = CONCAT(' ON `', REPLACE(@pbx, '`', '``'), '`.');
SET @into = CONCAT('`', REPLACE(@views, '`', '``'), '`'), @reader = CONCAT(QUOTE(@user), '@', QUOTE(@host));

-- The views read by the rights of an account that nobody can log in to. It has those columns that the views need.
CREATE USER IF NOT EXISTS 'pbx_openapi_views'@'localhost' ACCOUNT LOCK;
EXECUTE IMMEDIATE CONCAT('GRANT SELECT (te_id, te_code, te_name)', @on, 'te_tenants TO ''pbx_openapi_views''@''localhost''');
EXECUTE IMMEDIATE CONCAT('GRANT SELECT (ex_id, ex_te_id, ex_number, ex_name, ex_tech)', @on,
  'ex_extensions TO ''pbx_openapi_views''@''localhost''');
EXECUTE IMMEDIATE CONCAT('GRANT SELECT (se_id, se_te_id, se_code, se_value)', @on,
  'se_settings TO ''pbx_openapi_views''@''localhost''');

EXECUTE IMMEDIATE CONCAT('CREATE DATABASE IF NOT EXISTS ', @into);
SET @create = CONCAT('CREATE OR REPLACE DEFINER = ''pbx_openapi_views''@''localhost'' SQL SECURITY DEFINER VIEW ', @into, '.');

EXECUTE IMMEDIATE CONCAT(@create, 'tenant AS SELECT te_id AS id, te_code AS code, te_name AS name', @from, 'te_tenants');

EXECUTE IMMEDIATE CONCAT(@create, 'extension AS
  SELECT ex_id AS id, ex_te_id AS tenant_id, ex_number AS number, ex_name AS name, ex_tech AS tech', @from, 'ex_extensions');

-- A key is compared by its bytes in UTF-8, whatever the PBX's character set. A row without a tenant's id is no global key.
EXECUTE IMMEDIATE CONCAT(@create, 'api_key AS
  SELECT se_id AS id, NULLIF(se_te_id, ', @global_te_id, ') AS tenant_id,
    UNHEX(SHA2(CONVERT(se_value USING utf8mb4), 256)) AS key_hash,
    IF(se_code = ''APIKEY'', ''full'', ''read_only'') AS scope', @from, 'se_settings
  WHERE se_code IN (''APIKEY'', ''READONLYAPIKEY'') AND se_value <> '''' AND se_te_id IS NOT NULL');

EXECUTE IMMEDIATE CONCAT('CREATE USER IF NOT EXISTS ', @reader);
EXECUTE IMMEDIATE CONCAT('ALTER USER ', @reader, ' IDENTIFIED BY ', QUOTE(@password));
EXECUTE IMMEDIATE CONCAT('GRANT SELECT ON ', @into, '.tenant TO ', @reader);
EXECUTE IMMEDIATE CONCAT('GRANT SELECT ON ', @into, '.extension TO ', @reader);
EXECUTE IMMEDIATE CONCAT('GRANT SELECT ON ', @into, '.api_key TO ', @reader);
SET @password = NULL;
