# Starts MariaDB, the service, nginx and php-fpm, and stops them by process id.
# shellcheck shell=bash disable=SC2034,SC2154 # variables of bench/run and of the other files

db_port=18306 nginx_port=18090
# The ports of PHP and of each flavour of the service. own, pbx: the parts; crowd: PHP for more clients than it has children.
# The others belong to the part cache. warm: with cache; off: cache off; few, many: cache off, over 10 and 100,000 tenants.
declare -A port=([php.own]=18091 [php.pbx]=18092 [php.crowd]=18093
  [jvm.own]=18104 [jvm.pbx]=18105 [jvm.warm]=18100 [jvm.off]=18101 [jvm.few]=18102 [jvm.many]=18103
  [native.own]=18114 [native.pbx]=18115 [native.warm]=18110 [native.off]=18111 [native.few]=18112 [native.many]=18113)
# The process ids of each server; the milliseconds from each service's start to its first list.
declare -A process started
pids=()

install='apt-get install wrk nginx-light curl mariadb-server php-fpm php-mysql'

check_tools() {
  local tool
  for tool in wrk nginx curl mariadb; do
    command -v "$tool" >/dev/null || { say "Install $tool: $install"; exit 1; }
  done
  server=$(command -v mariadbd || ls target/mariadb/bin/mariadbd 2>/dev/null || true)
  [ -n "$server" ] || { say "Install a MariaDB server, or run ./mvnw verify once"; exit 1; }
  if [ "${parts[*]}" != cache ]; then
    php_fpm=$(compgen -c php-fpm | sort -V | tail -1)
    [ -n "$php_fpm" ] || { say "Install php-fpm: $install"; exit 1; }
    for tool in pdo_mysql 'Zend OPcache'; do
      "$php_fpm" -m | grep -x "$tool" >/dev/null || { say "$php_fpm has no $tool: $install"; exit 1; }
    done
  fi
  if [ ! -f "$jar" ]; then
    say "Building the service"
    ./mvnw -q -B -ntp package -Dmaven.test.skip
  fi
}

stop() { # process ids
  local pid
  for pid in "$@"; do kill "$pid" 2>/dev/null || true; done
  for pid in "$@"; do wait "$pid" 2>/dev/null || true; done
}

# Stops all servers except MariaDB, which was started first.
end_part() {
  stop "${pids[@]:1}"
  pids=("${pids[0]}")
  rm "$work"/figures/*
}

end() {
  stop "${pids[@]}"
  rm -rf "$work"
}

sql() { mariadb --no-defaults --socket="$work/socket" --user=root --default-character-set=utf8mb4 "$@"; }

start_database() {
  local base=() user=()
  [ "$(id -u)" != 0 ] || user=(--user=root)
  if [[ $server == target/* ]]; then
    base=(--basedir="$PWD/target/mariadb")
    "$PWD/target/mariadb/scripts/mariadb-install-db" --no-defaults "${base[@]}" "${user[@]}" --datadir="$work/data" \
      --auth-root-authentication-method=normal >/dev/null
  else
    mariadb-install-db --no-defaults "${user[@]}" --datadir="$work/data" --auth-root-authentication-method=normal >/dev/null
  fi
  "$server" --no-defaults "${base[@]}" "${user[@]}" --datadir="$work/data" --socket="$work/socket" --port=$db_port \
    --bind-address=127.0.0.1 --skip-name-resolve --innodb-buffer-pool-size=1G --innodb-flush-log-at-trx-commit=0 \
    --max-connections=500 >"$work/mariadb.log" 2>&1 &
  pids+=($!)
  process[mariadb]=$!
  for _ in $(seq 100); do sql -e 'SELECT 1' >/dev/null 2>&1 && break; sleep 0.2; done
  # bench@localhost is needed too: for logins over the socket, MariaDB would prefer its anonymous user to bench@'%'.
  sql -e "CREATE USER bench@'%' IDENTIFIED BY 'bench', bench@localhost IDENTIFIED BY 'bench';
    GRANT ALL ON *.* TO bench@'%', bench@localhost"
}

settings() { # database, user
  export QUARKUS_DATASOURCE_JDBC_URL=jdbc:mariadb://127.0.0.1:$db_port/$1
  export QUARKUS_DATASOURCE_USERNAME=$2 QUARKUS_DATASOURCE_PASSWORD=bench
}

load_database() { # name, tenants, extensions per tenant, extensions of every thousandth tenant
  sql -e "CREATE DATABASE $1"
  (settings "$1" bench; "$java" -jar "$jar" migrate >"$work/migrate.log")
  { echo "SET @tenants = $2, @each = $3, @large = ${4:-NULL};"; cat "$bench/data.sql"; } | sql "$1" >/dev/null
}

start_service() { # flavour, service, database, PBX_CACHE_MAX_AGE, database user
  local command=("$java" -jar "$jar") began
  [ "$1" = jvm ] || command=("$native")
  settings "$3" "${5:-bench}"
  began=$(date +%s%N)
  PBX_CACHE_MAX_AGE=$4 QUARKUS_HTTP_HOST=127.0.0.1 QUARKUS_HTTP_PORT=${port[$1.$2]} QUARKUS_MANAGEMENT_PORT=$((port[$1.$2] + 100)) \
    QUARKUS_MANAGEMENT_HOST=127.0.0.1 "${command[@]}" >"$work/$1.$2.log" 2>&1 &
  pids+=($!)
  process[$1.$2]=$!
  until curl -sf -o /dev/null "http://127.0.0.1:${port[$1.$2]}/openapi.php/extensions?tenant=T1&key=key-1"; do
    kill -0 $! || { cat "$work/$1.$2.log" >&2; exit 1; }
  done
  started[$1.$2]=$((($(date +%s%N) - began) / 1000000))
}

start_nginx() { # configuration, name
  sed "s|WORK|$work|; s|PEER|$bench/peer|; s|OWN_PORT|${port[php.own]}|; s|PBX_PORT|${port[php.pbx]}|
    s|CROWD_PORT|${port[php.crowd]}|; s|PORT|$nginx_port|" "$1" >"$work/$2.conf"
  nginx -e "$work/$2.error" -c "$work/$2.conf" &
  pids+=($!)
  sleep 1
  process[$2]="$! $(pgrep -P $! | tr '\n' ' ')"
}

start_php() {
  local master
  sed "s|WORK|$work|; s|USER|$(id -un)|" bench/peer/php-fpm.conf >"$work/php-fpm.conf"
  "$php_fpm" -d opcache.enable=1 -d opcache.validate_timestamps=0 --allow-to-run-as-root \
    --fpm-config "$work/php-fpm.conf" 2>"$work/php-fpm.error" &
  master=$!
  pids+=("$master")
  start_nginx bench/peer/nginx.conf php-nginx
  kill -0 $master || { cat "$work"/php-fpm.{error,log} >&2; exit 1; }
  process[php.own]="$master $(pgrep -P $master | tr '\n' ' ')"
  process[php.pbx]=${process[php.own]}
}
