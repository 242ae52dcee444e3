#!/usr/bin/env bash
# Compares Ringway's balancer with nginx, HAProxy and Caddy: each proxy alone on one core, servers and load generator (wrk) on
# another, rounds of all of them interleaved so that a noisy minute hits all, medians. Ends only what it started.
set -euo pipefail
root=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
me='bench proxy'

usage() {
  cat <<'EOT'
./ringway bench proxy [options]
    --full             bodies of 100, 10240 and 1048576 bytes, uploads of 10240, 8, 64, 256 and 1000 connections, http and
                       https, 3 rounds of 4 s: about an hour; options beside it change parts of that
    --rounds N         measured runs of each proxy and case       (5)
    --seconds N        length of a run                            (5)
    --warmup N         seconds of load for each proxy before the first run of a scheme, method and body (15)
    --connections LIST keep-alive connections of the load         (64)
    --bodies LIST      sizes of the answers in bytes              (100,10240)
    --uploads LIST     sizes of bodies that are sent with POST    (none)
    --schemes LIST     http, https: TLS 1.3 at the proxy, the same ECDSA P-256 certificate for all (http)
    --tls              short for --schemes https
    --proxies LIST     of ringway, nginx, nginx-buffers, haproxy, haproxy-splice, caddy, direct
                       (those that are installed, without direct)
    --transport T      Ringway's: auto, io_uring, epoll, nio      (auto)
    --proxy-core N     the core of the proxy                      (0)
    --load-core N      the core of the servers and of wrk         (1)
    --port-base N      twenty ports from here on are used         (21100)
    --own-network      in a network namespace, out of the way of packet filters and NAT rules
    --out FILE         the figures as JSON                        (target/compare-proxies.json)
nginx-buffers is nginx with 16 buffers of 32 KiB and without temporary files, haproxy-splice is HAProxy with
option splice-response, buffers of 64 KiB and pipes of 256 KiB: both for bodies of 64 KiB and more only.
direct is the load without a proxy; its CPU is that of the servers. Nothing is switched off in Ringway: health checks,
statistics, hot keys, retries and timeouts run as they do for users. Nothing is installed.
EOT
}

# shellcheck source=bench/proxy/processes.sh
. "$root/bench/proxy/processes.sh"
# shellcheck source=bench/proxy/peers.sh
. "$root/bench/proxy/peers.sh"
# shellcheck source=bench/proxy/balancer.sh
. "$root/bench/proxy/balancer.sh"

rounds=5 seconds=5 warmup=15 connections=64 bodies=100,10240 uploads='' schemes=http proxies='' transport=auto
proxy_core=0 load_core=1 base=21100 out=$root/target/compare-proxies.json own_network=
known='ringway nginx nginx-buffers haproxy haproxy-splice caddy direct'
arguments=("$@")

if [[ " $* " == *' --full '* ]]; then
  rounds=3 seconds=4 warmup=10 connections=8,64,256,1000 bodies=100,10240,1048576 uploads=10240 schemes=http,https
fi
while [ $# -gt 0 ]; do
  value=${2:-}
  case $1 in
    -h | --help) usage; exit 0 ;;
    --full) shift; continue ;;
    --tls) schemes=https; shift; continue ;;
    --own-network) own_network=yes; shift; continue ;;
    --rounds) number "$1" "$value" 1; rounds=$value ;;
    --seconds) number "$1" "$value" 1; seconds=$value ;;
    --warmup) number "$1" "$value" 0; warmup=$value ;;
    --connections) numbers "$1" "$value" 8,64,256; connections=$value ;;
    --bodies) numbers "$1" "$value" 100,10240; bodies=$value ;;
    --uploads) numbers "$1" "$value" 10240; uploads=$value ;;
    --schemes) words "$1" "$value" 'http https'; schemes=$value ;;
    --proxies) words "$1" "$value" "$known"; proxies=$value ;;
    --transport) words "$1" "$value" 'auto io_uring epoll nio'; transport=$value ;;
    --proxy-core) number "$1" "$value" 0; proxy_core=$value ;;
    --load-core) number "$1" "$value" 0; load_core=$value ;;
    --port-base) number "$1" "$value" 1; base=$value ;;
    --out) [ -n "$value" ] || die "--out takes a file."; out=$value ;;
    *) die "unknown option '$1'; --help lists them." ;;
  esac
  shift 2
done

# ---- what is needed ----------------------------------------------------------------------------------------------

program_of() { case $1 in haproxy*) echo haproxy ;; caddy) echo caddy ;; *) echo nginx ;; esac }
if [ -n "$proxies" ]; then
  IFS=, read -ra names <<<"$proxies"
  programs=()
  for name in "${names[@]}"; do programs+=("$(program_of "$name")"); done
  need nginx openssl "${programs[@]}" # nginx is also the server behind the proxies
else
  need nginx openssl
  names=()
  for name in ringway nginx nginx-buffers haproxy haproxy-splice caddy; do
    if command -v "$(program_of "$name")" >/dev/null; then
      names+=("$name")
    else
      say "$name is left out: it is not installed. On Debian or Ubuntu: apt install $(program_of "$name")"
    fi
  done
fi
need_cores "$proxy_core" "$load_core"
IFS=, read -ra sizes <<<"$bodies"
IFS=, read -ra sent <<<"$uploads"
IFS=, read -ra loads <<<"$connections"
IFS=, read -ra kinds <<<"$schemes"
most=$(printf '%s\n' "${loads[@]}" | sort -g | tail -n 1)
[ "$most" -le 3000 ] || die "--connections takes numbers up to 3000, not $most." # nginx is given 8,192 for both sides
need_files "$most"
if [ -n "$own_network" ] && [ -z "${RINGWAY_BENCH_NETWORK:-}" ]; then
  rm -rf "$work"
  in_own_network "${BASH_SOURCE[0]}" "${arguments[@]}"
fi
need_ports "$base" 20

# ---- processes ---------------------------------------------------------------------------------------------------

probe=${sizes[0]}
next=$((base + 6)) # two ports for each proxy, one more for Ringway
for name in ringway nginx nginx-buffers haproxy haproxy-splice caddy; do
  port_of[$name]=$next tls_port_of[$name]=$((next + 1)) next=$((next + 2))
done
make_certificate
start_servers "$load_core" "$base" "${sizes[@]}"
for name in "${names[@]}"; do
  case $name in
    direct) ;; # the servers themselves
    ringway) start_balancer ringway "$proxy_core" "$next" '' --transport "$transport" ;;
    nginx) start_nginx "$proxy_core" nginx ;;
    nginx-buffers) start_nginx "$proxy_core" nginx-buffers buffers ;;
    haproxy) start_haproxy "$proxy_core" haproxy ;;
    haproxy-splice) start_haproxy "$proxy_core" haproxy-splice splicing ;;
    caddy) start_caddy "$proxy_core" ;;
  esac
  await "$name"
done

declare -A version_of=()
for name in "${names[@]}"; do
  case $name in
    nginx*) version_of[$name]=$(nginx -v 2>&1 | sed 's/.*nginx\///; s/ .*//') ;;
    direct) version_of[$name]=$(nginx -v 2>&1 | sed 's/.*nginx\//servers: nginx /; s/ (.*//') ;;
    haproxy*) version_of[$name]=$(haproxy -v | awk 'NR == 1 { sub(/-.*/, "", $3); print $3 }') ;;
    caddy) version_of[$name]=$(caddy version | awk '{ sub(/^v/, "", $1); print $1 }') ;;
    ringway) version_of[$name]=$(transport_of ringway) ;;
  esac
done

# ---- measuring and telling ---------------------------------------------------------------------------------------

# shellcheck source=bench/proxy/measure.sh
. "$root/bench/proxy/measure.sh"

# What is measured, one after the other: GET answers of a size, POST bodies of a size; a change of the last word needs no
# warm-up of its own.
cases=()
add() { # scheme, method, size, connections
  if [ $(($3 * $4)) -le 536870912 ]; then
    cases+=("$*")
  else
    say "$4 connections with $3 bytes are left out: most of a run would be requests that do not end within it."
  fi
}
for kind in "${kinds[@]}"; do
  for size in "${sizes[@]}"; do
    for count in "${loads[@]}"; do add "$kind" GET "$size" "$count"; done
  done
  for size in "${sent[@]}"; do
    for count in "${loads[@]}"; do add "$kind" POST "$size" "$count"; done
  done
done

measured_in() { # case: which proxies are
  local name scheme method size
  read -r scheme method size _ <<<"$1"
  for name in "${names[@]}"; do
    case $name in nginx-buffers | haproxy-splice) [ "$size" -ge 65536 ] || continue ;; esac
    printf '%s\n' "$name"
  done
}

run() { # measure or load, name, case, seconds
  local scheme method size count port path upload=0
  read -r scheme method size count <<<"$3"
  if [ "$scheme" = https ]; then port=${tls_port_of[$2]}; else port=${port_of[$2]}; fi
  if [ "$method" = POST ]; then path=upload upload=$size; else path=$size; fi
  case $1 in
    load) BENCH_UPLOAD=$upload load "$scheme://127.0.0.1:$port/$path" "$count" "$4" >"$work/wrk.txt" 2>&1 || die "wrk failed against $2: $(cat "$work/wrk.txt")" ;;
    measure) BENCH_UPLOAD=$upload measure "$2/${3// //}" "$2" "$scheme://127.0.0.1:$port/$path" "$count" "$4" ;;
  esac
}

table_head() {
  printf '%s rounds of %s s, medians. "core": share of its core that the proxy took; below 1 the load was the limit, not the proxy.\n' "$rounds" "$seconds"
  printf '"others": share that was taken by others. CPU is user + system; the kernel may count the two apart by samples.\n\n'
  printf '| scheme | request | body, bytes | connections | proxy | requests/s | CPU µs per request | user | system | p50 ms | p99 ms | p99.9 ms | RSS MiB | core | others | errors |\n'
  printf '|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n'
}

tell() { # case: rows of the table, objects of the JSON
  local name row column parts
  read -ra parts <<<"$1"
  while IFS= read -r name; do
    row=()
    for column in 2 3 4 5 6 7 8 9 10 11; do row+=("$(median "$name/${1// //}" "$column")"); done
    row+=("$(errors "$name/${1// //}")")
    printf '| %s | %s | %s | %s | %s %s | %.0f | %.1f | %.1f | %.1f | %.2f | %.2f | %.2f | %.0f | %.2f | %.2f | %s |\n' \
      "${parts[@]}" "$name" "${version_of[$name]}" "${row[@]}" >>"$work/table"
    printf '{"scheme":"%s","method":"%s","bodyBytes":%s,"connections":%s,"proxy":"%s","version":"%s","requestsPerSecond":%s,"cpuMicrosPerRequest":%s,"userMicros":%s,"systemMicros":%s,"p50Millis":%s,"p99Millis":%s,"p999Millis":%s,"rssMebibytes":%s,"coreShare":%s,"coreShareOfOthers":%s,"errors":%s}\n' \
      "${parts[@]}" "$name" "${version_of[$name]}" "${row[@]}" >>"$work/results"
  done < <(measured_in "$1")
}

write_json() { # after each case, so that a run that is stopped leaves what it has
  mkdir -p "$(dirname -- "$out")"
  {
    printf '{%s,"rounds":%s,"seconds":%s,"results":[\n' "$(machine_as_json)" "$rounds" "$seconds"
    paste -sd, "$work/results" | sed 's/},{/},\n{/g'
    printf ']}\n'
  } >"$out.new"
  mv "$out.new" "$out"
}

[ ${#cases[@]} -gt 0 ] || die "nothing is left to measure."
total=0
for ((i = 0; i < ${#cases[@]}; i++)); do
  warm=$warmup
  [ "$i" -eq 0 ] || [ "${cases[i]% *}" != "${cases[i - 1]% *}" ] || warm=$((warmup < 2 ? warmup : 2))
  warm_for[i]=$warm
  total=$((total + $(measured_in "${cases[i]}" | wc -l) * (warm + rounds * (seconds + 1))))
done
look_at_filters "$base"
say "${names[*]}: ${#cases[@]} cases, $rounds rounds of $seconds s; takes about $((total / 60 + 1)) minutes. Load average now: $load_before"
say "$(filters_in_words)"
for ((i = 0; i < ${#cases[@]}; i++)); do
  mapfile -t present < <(measured_in "${cases[i]}")
  for name in "${present[@]}"; do
    if [ "${warm_for[i]}" -gt 0 ]; then run load "$name" "${cases[i]}" "${warm_for[i]}"; fi
  done
  for ((round = 0; round < rounds; round++)); do
    for ((j = 0; j < ${#present[@]}; j++)); do # another one goes first in each round
      run measure "${present[(round + j) % ${#present[@]}]}" "${cases[i]}" "$seconds" | tee -a "$work/runs" >&2
    done
  done
  look_at_filters "$base"
  tell "${cases[i]}"
  write_json
done
printf '\n'
machine_in_words
table_head
cat "$work/table"
printf '\nAlso in %s\n' "$out"
