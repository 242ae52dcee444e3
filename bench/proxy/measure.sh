# shellcheck shell=bash disable=SC2154 # work, pid_of and so on are those of processes.sh and of the script that sources this
# One run of load, what it cost, and medians over runs; the machine on which that holds. Sourced.

ticks=$(getconf CLK_TCK)
cpu_ticks() { sed 's/.*) //' "/proc/$1/stat" | awk '{ print $12, $13 }'; } # user and system of all threads
uptime() { cut -d' ' -f1 /proc/uptime; }
core_busy() { awk -v core="cpu$proxy_core" '$1 == core { print $2 + $3 + $4 + $7 + $8 + $9 }' /proc/stat; }

# BENCH_UPLOAD, BENCH_HEADERS and BENCH_HELLO say what is sent, see load.lua.
load() { # URL, connections, seconds
  BENCH_CONNECTIONS=$2 timeout $(($3 + 30)) taskset -c "$load_core" wrk -t1 -c"$2" -d"$3s" --timeout 10s -s "$root/bench/proxy/load.lua" "$1"
}

# One line: what was measured, requests/s, CPU µs per request, user µs, system µs, p50 ms, p99 ms, p99.9 ms, RSS MiB, share of
# the core that the process took, share that others took, errors.
measure() { # what, name of the process, URL, connections, seconds
  local pid=${pid_of[$2]} before after busy wall rss
  wall=$(uptime) before=$(cpu_ticks "$pid") busy=$(core_busy)
  load "$3" "$4" "$5" >"$work/wrk.txt" 2>&1 || die "wrk failed against $2: $(cat "$work/wrk.txt")"
  after=$(cpu_ticks "$pid") busy=$(($(core_busy) - busy)) wall="$wall $(uptime)"
  rss=$(awk '$1 == "VmRSS:" { print $2 / 1024 }' "/proc/$pid/status")
  awk -v what="$1" -v before="$before" -v after="$after" -v busy="$busy" -v ticks="$ticks" -v wall="$wall" \
    -v rss="$rss" '
    $1 == "measured" && $2 > 0 {
      split(before, b); split(after, a); split(wall, w)
      user = (a[1] - b[1]) / ticks * 1e6; kernel = (a[2] - b[2]) / ticks * 1e6 # microseconds, as all of wrk
      own = (user + kernel) / $3 # wrk makes its requests before it begins to count
      other = (busy / ticks - (user + kernel) / 1e6) / (w[2] - w[1]); if (other < 0) other = 0
      printf "%s %.0f %.2f %.2f %.2f %.3f %.3f %.3f %.1f %.3f %.3f %d\n", what, $2 / $3 * 1e6, (user + kernel) / $2, user / $2,
        kernel / $2, $4 / 1000, $5 / 1000, $6 / 1000, rss, own, other, $7
      told = 1
    }
    END { exit !told }' "$work/wrk.txt" || die "no request came through $2: $(tail -n 15 "$work/wrk.txt" "$work/$2.log")"
}

middle() { sort -g | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
median() { awk -v what="$1" -v column="$2" '$1 == what { print $column }' "$work/runs" | middle; } # what, column
errors() { awk -v what="$1" '$1 == what { sum += $12 } END { print sum + 0 }' "$work/runs"; }      # what

# ---- the machine -------------------------------------------------------------------------------------------------

model=$(awk -F': ' '/model name/ { print $2; exit }' /proc/cpuinfo)
load_average() { cut -d' ' -f1 /proc/loadavg; }
load_before=$(load_average)

# Whether the kernel keeps track of connections on loopback, as it does for NAT and stateful packet filters (Docker's rules are
# enough): then each packet pays for it, in whatever process it is sent or received. Seen by opening some.
tracking=false
look_at_filters() { # port that is listened on
  local file=/proc/sys/net/netfilter/nf_conntrack_count before fd i opened=()
  [ -r "$file" ] || return 0
  before=$(cat "$file")
  for ((i = 0; i < 16; i++)); do
    exec {fd}<>"/dev/tcp/127.0.0.1/$1"
    opened+=("$fd")
  done
  [ $(($(cat "$file") - before)) -lt 12 ] || tracking=true
  for fd in "${opened[@]}"; do exec {fd}>&-; done
}

filters_in_words() {
  if [ "$tracking" = true ]; then
    printf 'The kernel tracks connections on loopback (NAT rules such as Docker'\''s make it): that adds to the system time of all. Without it: --own-network.\n'
  elif [ "${RINGWAY_BENCH_NETWORK:-}" = own ]; then
    printf 'In a network of its own, no connection tracking.\n'
  else
    printf 'No connection tracking on loopback.\n'
  fi
}

machine_in_words() {
  printf '%s, %s cores, Linux %s, %s. Load average %s before, %s after.\n' "$model" "$(nproc)" "$(uname -r)" \
    "$(date -u +%F)" "$load_before" "$(load_average)"
  filters_in_words
}

machine_as_json() { # fields of an object, without its braces
  printf '"date":"%s","cpu":"%s","cores":%s,"kernel":"%s","loadBefore":%s,"loadAfter":%s,"connectionTracking":%s' \
    "$(date -u +%FT%TZ)" "${model//[\"\\]/}" "$(nproc)" "$(uname -r)" "$load_before" "$(load_average)" "$tracking"
}
