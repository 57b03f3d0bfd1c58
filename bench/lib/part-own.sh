# The service over its own tables, with nothing kept in memory.
# shellcheck shell=bash disable=SC2154 # variables of bench/run and of the other files

measure_own() {
  local flavour
  say "Own tables: loading MariaDB"
  load_database own "$own_tenants" "$own_extensions" "$large"
  say "Starting the servers"
  start_php
  for flavour in "${flavours[@]}"; do start_service "$flavour" own own 0s; done
  check_answers own
  rounds round_own
}

round_own() { round_tenants own "$own_tenants" "$1"; } # seconds

report_own() {
  echo "## Tenants at random, over the service's own tables"
  echo
  echo "$(tenants_text "$own_tenants" "$own_extensions"). Each request is a random tenant's, for its"
  echo "list, by its key; $tenants_connections connections. The service asks the database every time (\`PBX_CACHE_MAX_AGE=0s\`). It writes its"
  echo "access log; PHP and its nginx write none. PHP is [one file](peer/own.php) on 16 children of php-fpm with OPcache;"
  echo "connections from nginx to php-fpm, and from there to MariaDB, stay open."
  echo
  report_tenants own
}
