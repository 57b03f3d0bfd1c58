<?php
// The PHP alternative to the service, over a PBX's own tables. It serves the list of one tenant, which is given by its code. It
// has no lookup by name, no filters, no pages and no list of all tenants. It looks a key up among the tenant's keys and the
// global keys, which have an index. So it can't distinguish another tenant's key from an unknown key.

header('Content-Type: application/json');
header('Access-Control-Allow-Origin: *');

function refuse(int $status, string $code, string $message): never
{
    http_response_code($status);
    exit(json_encode(['error' => ['code' => $code, 'message' => $message]]));
}

$key = $_GET['key'] ?? $_SERVER['HTTP_X_API_KEY'] ?? '';
if ($key === '') {
    refuse(401, 'missing_api_key', 'Missing API key.');
}

// PDO's default emulates prepared statements in PHP: a query takes one round trip to MariaDB instead of two or three.
$database = new PDO(
    'mysql:unix_socket=' . getenv('DATABASE_SOCKET') . ';dbname=asterisk;charset=utf8mb4',
    'bench',
    'bench',
    [PDO::ATTR_PERSISTENT => true],
);

// Global keys have the tenant id -1. As a parameter, -1 would be a string, and MariaDB would use no index for IN.
$admission = $database->prepare(
    "SELECT te_id FROM te_tenants JOIN se_settings ON se_te_id IN (te_id, -1)
    WHERE te_code = ? AND se_code IN ('APIKEY', 'READONLYAPIKEY') AND se_value = BINARY ? LIMIT 1",
);
$admission->execute([$_GET['tenant'] ?? '', $key]);
$tenant = $admission->fetchColumn();
if ($tenant === false) {
    refuse(401, 'invalid_api_key', 'Invalid API key.');
}

$list = $database->prepare(
    'SELECT ex_id AS id, ex_number AS number, ex_name AS name, ex_tech AS tech FROM ex_extensions
    WHERE ex_te_id = ? ORDER BY ex_id',
);
$list->execute([$tenant]);
echo json_encode($list->fetchAll(PDO::FETCH_ASSOC), JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);
