<?php
// The PHP alternative to the service, over the service's own tables. It serves the list of one tenant, which is given by its
// code. It has no lookup by name, no filters, no pages and no list of all tenants.

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
    'mysql:unix_socket=' . getenv('DATABASE_SOCKET') . ';dbname=own;charset=utf8mb4',
    'bench',
    'bench',
    [PDO::ATTR_PERSISTENT => true],
);

$admission = $database->prepare(
    'SELECT tenant_id, tenant.id FROM api_key LEFT JOIN tenant ON code = ?
    WHERE key_hash = UNHEX(?) AND revoked_at IS NULL
    AND (not_before IS NULL OR not_before <= UTC_TIMESTAMP(6)) AND (expires_at IS NULL OR expires_at > UTC_TIMESTAMP(6))',
);
$admission->execute([$_GET['tenant'] ?? '', hash('sha256', $key)]);
$row = $admission->fetch(PDO::FETCH_NUM);
if ($row === false) {
    refuse(401, 'invalid_api_key', 'Invalid API key.');
}
[$owner, $tenant] = $row;
if ($tenant === null || $owner !== null && $owner !== $tenant) {
    refuse(404, 'tenant_not_found', 'Tenant not found.');
}

$list = $database->prepare('SELECT id, number, name, tech FROM extension WHERE tenant_id = ? ORDER BY id');
$list->execute([$tenant]);
echo json_encode($list->fetchAll(PDO::FETCH_ASSOC), JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);
