# Random tenants over an existing PBX's tables, through the views of docs/existing-pbx.sql, with and without a flood of unknown
# keys.
# shellcheck shell=bash disable=SC2154 # variables of bench/run and of the other files

flood_connections=50

measure_pbx() {
  local flavour
  say "An existing PBX: loading MariaDB"
  sql -e 'CREATE DATABASE asterisk'
  { echo "SET @tenants = $pbx_tenants, @each = $pbx_extensions, @large = $large, @keys = $pbx_keys;"; cat bench/pbx.sql; } |
    sql asterisk >/dev/null
  { echo "SET @global_te_id = -1, @password = 'bench';"; cat docs/existing-pbx.sql; } | sql >/dev/null
  say "Starting the servers"
  start_php
  for flavour in "${flavours[@]}"; do
    # The flood has one client address, so the limit on failed keys would reject most of it. The limit is off to measure a flood
    # from many addresses, which passes the limit.
    PBX_LIMIT_FAILED_KEYS_PER_MINUTE=0 start_service "$flavour" pbx pbx_openapi 1s pbx_openapi
  done
  check_responses pbx
  rounds round_pbx
}

round_pbx() { # seconds
  local server at before
  round_tenants pbx "$pbx_tenants" "$1"
  for server in php "${flavours[@]}"; do
    at=${port[$server.crowd]:-${port[$server.pbx]}}
    measure_tenants "$server.calm" "$server.pbx" "$at" "$pbx_tenants" "$1"

    start_flood "$at" $(($1 + 1))
    sleep 0.5
    measure_tenants "$server.flooded" "$server.pbx" "$at" "$pbx_tenants" "$1"
    await_flood "$server.flood"

    before=$(cpu mariadb)
    start_flood "$at" "$1"
    await_flood "$server.flood-alone"
    echo $((($(cpu mariadb) - before) / 1000 / $1)) >>"$work/figures/$server.flood-alone.cpu"
  done
}

start_flood() { # port, seconds
  STATUS=401 SPREAD="1 1 $pbx_tenants" UNKNOWN=yes wrk -t1 -c$flood_connections -d"${2}s" -s "$bench/report.lua" \
    "http://127.0.0.1:$1/" >"$work/flood" &
  pids+=($!)
}

await_flood() { # case
  wait "${pids[-1]}" || { cat "$work/flood" >&2; exit 1; }
  unset 'pids[-1]'
  record "$1" "$work/flood"
}

report_pbx() {
  local server
  echo "## Random tenants over an existing PBX's tables"
  echo
  echo "The same load over [a PBX's tables](pbx.sql): $(tenants_text "$pbx_tenants" "$pbx_extensions"),"
  echo "$(grouped $((pbx_tenants + pbx_keys))) keys among $(grouped $((21 * pbx_tenants + pbx_keys))) settings. The service reads the tables" \
    "through [its views](../docs/existing-pbx.sql)"
  echo "and caches results for one second, the default. PHP reads the tables directly, with [a similar file](peer/pbx.php)."
  echo
  report_tenants pbx
  echo
  echo "### With a flood of unknown keys"
  echo
  echo "The same clients, alone and beside $flood_connections connections that try about 1,000 unknown keys per second, each key a new one. The"
  echo "limit on failed keys is off (\`PBX_LIMIT_FAILED_KEYS_PER_MINUTE=0\`), so it rejects none of them. nginx opens a new"
  echo "connection to php-fpm for each request, because there are more clients than children. MariaDB CPU is in milliseconds per"
  echo "second."
  echo
  echo "| | requests/s alone | with flood | p99 alone, ms | with flood | MariaDB CPU alone | with flood | flood only | unknown keys/s |"
  echo "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
  for server in php "${flavours[@]}"; do
    echo "| ${server/php/PHP} | $(whole "$(median "$server.calm" 1)") | $(whole "$(median "$server.flooded" 1)")" \
      "| $(milliseconds "$(median "$server.calm" 2)") | $(milliseconds "$(median "$server.flooded" 2)")" \
      "| $(median "$server.calm.cpu" 4) | $(median "$server.flooded.cpu" 4)" \
      "| $(median "$server.flood-alone.cpu" 1) | $(whole "$(median "$server.flood" 1)") |"
  done
}
