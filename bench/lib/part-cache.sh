# One list requested repeatedly, with and without cache, compared with nginx serving the list from disk; a list of a million
# extensions.
# shellcheck shell=bash disable=SC2154 # variables of bench/run and of the other files

cache_connections=32

measure_cache() {
  local flavour list
  say "Cache: loading MariaDB"
  load_database million 5000 200
  load_database few 10 10
  load_database many 100000 10
  say "Starting the servers"
  for flavour in "${flavours[@]}"; do
    start_service "$flavour" warm million 1s
    start_service "$flavour" off million 0s
    start_service "$flavour" few few 0s
    start_service "$flavour" many many 0s
  done
  mkdir "$work/www"
  list="http://127.0.0.1:${port[jvm.warm]}/openapi.php/extensions?tenant=T7&key=key-7"
  curl -sf "$list" >"$work/www/list.json"
  tag=$(curl -sfi "$list" | tr -d '\r' | awk 'tolower($1) == "etag:" { print $2 }')
  start_nginx bench/nginx.conf nginx
  rounds round_cache
  dump_all
}

round_cache() { # seconds
  local flavour list
  cache nginx 200 "$1" "http://127.0.0.1:$nginx_port/list.json"
  for flavour in "${flavours[@]}"; do
    list="http://127.0.0.1:${port[$flavour.warm]}/openapi.php/extensions?tenant=T7&key="
    cache "$flavour.warm" 200 "$1" "${list}key-7"
    cache "$flavour.not-modified" 304 "$1" -H "If-None-Match: $tag" "${list}key-7"
    cache "$flavour.gzip" 200 "$1" -H 'Accept-Encoding: gzip' "${list}key-7"
    cache "$flavour.unknown-key" 401 "$1" "${list}wrong"
    cache "$flavour.off" 200 "$1" "http://127.0.0.1:${port[$flavour.off]}/openapi.php/extensions?tenant=T7&key=key-7"
    SPREAD="1 1 5000" cache "$flavour.off-spread" 200 "$1" "http://127.0.0.1:${port[$flavour.off]}/"
    SPREAD="1 1 10" cache "$flavour.few" 200 "$1" "http://127.0.0.1:${port[$flavour.few]}/"
    SPREAD="1 10000 10" cache "$flavour.many" 200 "$1" "http://127.0.0.1:${port[$flavour.many]}/"
  done
}

cache() { measure "$1" "$2" "$3" $cache_connections "${@:4}"; } # case, expected status, seconds, options and URL for wrk

dump_all() {
  local i flavour
  say "List of all extensions"
  for i in $(seq 0 "$rounds"); do
    dump dump $$ sql --quick --skip-column-names million -e 'SELECT id, number, name, tech FROM extension ORDER BY id'
    for flavour in "${flavours[@]}"; do
      dump "$flavour.all" "${process[$flavour.warm]}" curl -sf "http://127.0.0.1:${port[$flavour.warm]}/openapi.php/extensions?key=global"
    done
    [ "$i" != 0 ] || rm "$work/figures/dump" "$work"/figures/*.all
  done
}

# Runs a command and appends its milliseconds, its bytes of output and the KiB by which the process has grown at its peak to
# the figures of a case.
dump() { # case, process id, command
  local case=$1 pid=$2 began before bytes
  shift 2
  echo 5 >"/proc/$pid/clear_refs"
  before=$(awk '/VmRSS/ { print $2 }' "/proc/$pid/status")
  began=$(date +%s%N)
  bytes=$("$@" | wc -c)
  echo "$((($(date +%s%N) - began) / 1000000)) $bytes $(($(awk '/VmHWM/ { print $2 }' "/proc/$pid/status") - before))" \
    >>"$work/figures/$case"
}

row() { # title, case, case to divide by
  local line flavour
  line="| $1 | $(whole "$(median "$3" 1)")"
  for flavour in "${flavours[@]}"; do
    line+=" | $(whole "$(median "$flavour.$2" 1)") | **$(ratio "$(median "$flavour.$2" 1)" "$(median "$3" 1)")**"
    line+=" | $(ratio "$(median "$flavour.$2" 2)" "$(median "$3" 2)")"
  done
  echo "$line |"
}

pair() { # title, case, case to divide by
  local line="| $1" flavour
  for flavour in "${flavours[@]}"; do line+=" | $(ratio "$(median "$flavour.$2" 1)" "$(median "$flavour.$3" 1)")"; done
  echo "$line |"
}

plain() { # title, command that prints the value for a flavour
  local line="| $1" flavour
  for flavour in "${flavours[@]}"; do line+=" | $("$2" "$flavour")"; done
  echo "$line |"
}

all_ratio() { ratio "$(median "$1.all" 1)" "$(median dump 1)"; }
all_rate() { awk -v b="$(median "$1.all" 2)" -v ms="$(median "$1.all" 1)" 'BEGIN { printf "%.0f", b / ms / 1000 }'; }
all_memory() { awk -v k="$(median "$1.all" 3)" 'BEGIN { printf "%.0f", k / 1024 }'; }
start_time() { echo "${started[$1.few]}"; }
memory() { awk '/VmRSS/ { printf "%.0f", $2 / 1024 }' "/proc/${process[$1.warm]}/status"; }

titles() { # text of the first column, texts of the columns of each flavour
  local line="| $1" rule="|---" flavour text
  shift
  for flavour in "${flavours[@]}"; do
    for text in "$@"; do line+=" | ${text//FLAVOUR/$flavour}" rule+="|---:"; done
  done
  printf '%s |\n%s|\n' "$line" "$rule"
}

report_cache() {
  echo "## One list requested repeatedly, compared with nginx"
  echo
  echo "The list of one tenant has 200 extensions ($(stat -c %s "$work/www/list.json") bytes). The database has 5,000 tenants with"
  echo "1,000,000 extensions in total. $cache_connections connections. Figures are requests per second."
  echo
  titles 'load | nginx, list from disk' FLAVOUR '÷ nginx' 'p99 ÷ nginx' | sed '2s/|---/|---|---:/'
  row 'list from the cache' warm nginx
  row 'list from the cache, 304' not-modified nginx
  row 'list from the cache, gzip' gzip nginx
  row 'unknown key, 401' unknown-key nginx
  row 'list, cache off' off nginx
  row 'lists of 5,000 tenants, cache off' off-spread nginx
  echo
  echo "## Ratios, start-up and memory"
  echo
  titles figure FLAVOUR
  pair 'requests/s with 304 ÷ with 200' not-modified warm
  pair 'requests/s with cache off: 100,000 tenants and keys ÷ 10 tenants and keys' many few
  # shellcheck disable=SC2016 # Markdown
  plain 'list of all 1,000,000 extensions: time ÷ time of `mariadb --quick`' all_ratio
  plain 'list of all 1,000,000 extensions: MB/s' all_rate
  plain 'list of all 1,000,000 extensions: peak growth of resident memory, MiB' all_memory
  plain 'time from start to first list, ms' start_time
  plain 'resident memory after all loads, MiB' memory
}
