# Shared by the parts own and pbx: each request reads the list of a random tenant with that tenant's key. PHP and the service
# are measured in turn.
# shellcheck shell=bash disable=SC2154 # variables of bench/run and of the other files

tenants_connections=16

# Exits unless the service and PHP send the same status, content type and body.
check_responses() { # part
  local query flavour
  for query in 'tenant=T1&key=key-1' 'tenant=T2&key=key-2' 'tenant=T2&key=global' 'tenant=T2&key=wrong' 'tenant=T2'; do
    for flavour in "${flavours[@]}"; do
      cmp <(response "php.$1" "$query") <(response "$flavour.$1" "$query") >&2 || { say "$1: $query: responses differ"; exit 1; }
    done
  done
}

response() { # server, query
  curl -s -w '\n%{http_code} %{content_type}\n' "http://127.0.0.1:${port[$1]}/openapi.php/extensions?$2"
}

# Measures a case and appends CPU times to the figures of CASE.cpu: microseconds per request of MariaDB, of the server and of
# PHP's nginx, and milliseconds per second of MariaDB.
measure_tenants() { # case, server, port, tenants, seconds
  local mariadb own nginx requests
  mariadb=$(cpu mariadb) own=$(cpu "$2") nginx=$(cpu php-nginx)
  SPREAD="1 1 $4" measure "$1" 200 "$5" $tenants_connections "http://127.0.0.1:$3/"
  mariadb=$(($(cpu mariadb) - mariadb)) own=$(($(cpu "$2") - own)) nginx=$(($(cpu php-nginx) - nginx))
  requests=$(tail -n 1 "$work/figures/$1" | cut -d' ' -f3)
  echo "$((mariadb / requests)) $((own / requests)) $((nginx / requests)) $((mariadb / 1000 / $5))" >>"$work/figures/$1.cpu"
}

round_tenants() { # part, tenants, seconds
  local server
  for server in php "${flavours[@]}"; do
    measure_tenants "$server.$1" "$server.$1" "${port[$server.$1]}" "$2" "$3"
  done
}

report_tenants() { # part
  local server case
  echo "| | requests/s | ÷ PHP | p99, ms | p99 ÷ PHP | MariaDB CPU, µs/request | server CPU, µs/request |"
  echo "|---|---:|---:|---:|---:|---:|---:|"
  for server in php "${flavours[@]}"; do
    case=$server.$1
    echo "| ${server/php/PHP} | $(whole "$(median "$case" 1)") | **$(ratio "$(median "$case" 1)" "$(median "php.$1" 1)")**" \
      "| $(milliseconds "$(median "$case" 2)") | $(ratio "$(median "$case" 2)" "$(median "php.$1" 2)")" \
      "| $(median "$case.cpu" 1) | $(median "$case.cpu" 2) |"
  done
  echo
  echo "The server CPU of PHP is that of php-fpm. Its nginx uses another $(median "php.$1.cpu" 3) µs/request."
}

tenants_text() { # tenants, extensions per tenant
  echo "$(grouped "$1") tenants with $2 extensions each$([ "$large" = NULL ] || echo ", every thousandth with $(grouped "$large")")"
}
