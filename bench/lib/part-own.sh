# Random tenants over the service's own tables, without cache.
# shellcheck shell=bash disable=SC2154 # variables of bench/run and of the other files

measure_own() {
  local flavour
  say "Own tables: loading MariaDB"
  load_database own "$own_tenants" "$own_extensions" "$large"
  say "Starting the servers"
  start_php
  for flavour in "${flavours[@]}"; do start_service "$flavour" own own 0s; done
  check_responses own
  rounds round_own
}

round_own() { round_tenants own "$own_tenants" "$1"; } # seconds

report_own() {
  echo "## Random tenants over the service's own tables"
  echo
  echo "$(tenants_text "$own_tenants" "$own_extensions"). Each request reads the list of a random tenant with"
  echo "that tenant's key. $tenants_connections connections. The service queries the database for every request (\`PBX_CACHE_MAX_AGE=0s\`) and"
  echo "writes its access log. PHP is [one file](peer/own.php) on php-fpm with 16 children and OPcache. PHP and its nginx write"
  echo "no access log. The connections from nginx to php-fpm and from php-fpm to MariaDB stay open."
  echo
  report_tenants own
}
