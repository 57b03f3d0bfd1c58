# Takes measurements and formats them. Each measurement appends one line to the file "$work/figures/CASE".
# shellcheck shell=bash disable=SC2154 # variables of bench/run and of the other files

# Runs a command once to warm up, discards its figures, and then runs it once per round.
rounds() { # command, which is called with the seconds per measurement
  local i
  say "Warming up"
  "$1" "$warm_up"
  rm "$work"/figures/*
  for i in $(seq "$rounds"); do
    say "Round $i of $rounds"
    "$1" "$seconds"
  done
}

# Appends "requests/s p99-in-µs requests" to the figures of a case. Exits if a response has another status.
measure() { # case, expected status, seconds, connections, options and URL for wrk
  local case=$1 status=$2 for=$3 connections=$4
  shift 4
  STATUS=$status wrk -t2 -c"$connections" -d"${for}s" -s "$bench/report.lua" "$@" >"$work/wrk" || { cat "$work/wrk" >&2; exit 1; }
  record "$case" "$work/wrk"
}

record() { # case, output of wrk
  awk '$1 == "figures" { if ($4 > 0) { print "unexpected responses: " $4 > "/dev/stderr"; exit 1 } print $2, $3, $5; found = 1 }
    END { if (!found) exit 1 }' "$2" >>"$work/figures/$1" || { say "$1: unexpected responses"; exit 1; }
}

# Prints the CPU time that all processes and threads of a server have used, in microseconds.
cpu() { # server
  local ids files
  read -ra ids <<<"${process[$1]}"
  files=("${ids[@]/#//proc/}")
  files=("${files[@]/%//stat}")
  sed 's/.*) //' "${files[@]}" |
    awk -v hertz="$(getconf CLK_TCK)" '{ ticks += $12 + $13 } END { printf "%.0f", ticks * 1e6 / hertz }'
}

median() { # case, column
  sort -n -k"$2,$2" "$work/figures/$1" | awk -v column="$2" '{ value[NR] = $column } END { print value[int((NR + 1) / 2)] }'
}

ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }

whole() { awk -v a="$1" 'BEGIN { printf "%.0f", a }'; }

grouped() { sed ':more; s/\B[0-9]\{3\}\>/,&/; t more' <<<"$1"; }

milliseconds() { awk -v a="$1" 'BEGIN { printf "%.1f", a / 1000 }'; }

report_head() {
  echo "# Results"
  echo
  [ -z "$chart" ] || printf '![Bar chart: requests per second of the service, PHP and nginx](%s)\n\n' "$chart"
  echo "Measured by \`bench/run\`: medians of $rounds rounds of $seconds s. wrk, nginx, php-fpm, MariaDB and the services share the"
  echo "processors, so figures are comparable within this run only."
  echo
  echo "- $(awk -F': ' '/model name/ { print $2; exit }' /proc/cpuinfo), $(nproc) processors, Linux $(uname -r | cut -d- -f1)"
  echo "- $("$java" -version 2>&1 | sed -n 2p)$([ -z "$native" ] || echo "; a native binary of $(($(stat -c %s "$native") / 1000000)) MB")"
  echo "- $("$server" --version | sed 's/.*Ver //'), $(nginx -v 2>&1 | sed 's/.*: //'), $(wrk -v 2>&1 | awk 'NR == 1 { print $1, $2 }')"
  [ "${parts[*]}" = cache ] || echo "- $("$php_fpm" -v | sed -n '1s/ (.*//p') with OPcache"
}
