#!/usr/bin/env bash
# What each feature of the balancer costs: the balancer as it is shipped beside itself with one thing changed, each a process
# of its own on the same core, rounds interleaved, differences taken within each round. Ends only what it started.
set -euo pipefail
root=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
me='bench features'

# name | what is different | options of the configuration | flags | scheme | headers | what a connection begins with
# Headers are lines with \n between them. WORK stands for the folder of the run.
features=(
  'as-shipped|nothing: all that is on without being asked for'
  'again|nothing, in a second process: how far two processes are apart by chance'
  'nio|transport NIO||--transport nio'
  'epoll|transport epoll||--transport epoll'
  'splice-off|long answers are copied, to be seen with --body 1048576||--splice-from 0'
  'checks-often|a health check of each server every 100 ms instead of every 500 ms|check-millis=100'
  'checks-off|a health check of each server once an hour|check-millis=3600000'
  'key-cookie|the key is a cookie instead of a query parameter|key=cookie:session'
  'key-header|the key is a header|key=header:X-User'
  'key-path|the key is the normalized path|key=normal-path'
  'bounded-load|bounded loads, 1.25|bounded-load=1.25'
  'show-keys|hot keys are counted with their names instead of their fingerprints alone|show-keys=true'
  'access-log|access log, JSON, to a file||--access-log WORK/access.log'
  'access-log-combined|access log in the combined format, to a file||--access-log WORK/combined.log --access-log-format combined'
  'min-rate-off|no minimum rate of bodies||--min-rate 0'
  'request-id-given|requests bring an X-Request-Id, so that none is made|||http|X-Request-Id: 0af7651916cd43dd'
  'request-id-echoed|answers carry the request id||--echo-request-id'
  'trusted-proxy|the client is looked for in X-Forwarded-For||--trusted-proxies 127.0.0.0/8|http|X-Forwarded-For: 198.51.100.7'
  'proxy-protocol|connections begin with a PROXY line||--proxy-protocol-from 127.0.0.0/8|http||PROXY TCP4 198.51.100.7 198.51.100.1 40000 80\r\n'
  'cors|requests come from an allowed web origin|cors=https://app.example||http|Origin: https://app.example'
  'debug|each answer is explained (Ringway-Debug)||--debug-token bench-features-token|http|Ringway-Debug: bench-features-token'
  'tls|TLS 1.3|||https'
  'server-tls|TLS 1.3 with the servers|server-tls=localhost|--server-ca WORK/localhost.pem'
  'connections|each request on a connection of its own|||http|Connection: close'
  'tls-connections|the same with TLS 1.3: a handshake for each|||https|Connection: close'
)
# What all requests carry, so that a cookie or a header can be the key and nothing else differs.
common='Cookie: theme=dark; session=user-%d\nX-User: user-%d'

usage() {
  cat <<'EOT'
./ringway bench features [options]
    --features LIST    of those below, as-shipped comes by itself (all)
    --rounds N         measured runs of each                      (5)
    --seconds N        length of a run                            (4)
    --warmup N         seconds of load before the first round     (30)
    --connections N    connections of the load                    (64)
    --body N           size of the answers in bytes               (100)
    --proxy-core N     the core of the balancers                  (0)
    --load-core N      the core of the servers and of wrk         (1)
    --port-base N      three ports for each from here on          (21200)
    --own-network      in a network namespace, out of the way of packet filters and NAT rules
    --out FILE         the figures as JSON                        (target/features.json)
The access logs need some hundred MiB in the folder for temporary files. Features:
EOT
  local line name what
  for line in "${features[@]}"; do
    IFS='|' read -r name what _ <<<"$line"
    printf '    %-19s %s\n' "$name" "$what"
  done
}

# shellcheck source=bench/proxy/processes.sh
. "$root/bench/proxy/processes.sh"
# shellcheck source=bench/proxy/peers.sh
. "$root/bench/proxy/peers.sh"
# shellcheck source=bench/proxy/balancer.sh
. "$root/bench/proxy/balancer.sh"

rounds=5 seconds=4 warmup=30 connections=64 body=100 chosen=''
proxy_core=0 load_core=1 base=21200 out=$root/target/features.json own_network=
known=$(printf '%s\n' "${features[@]%%|*}" | paste -sd' ')
arguments=("$@")
while [ $# -gt 0 ]; do
  value=${2:-}
  case $1 in
    -h | --help) usage; exit 0 ;;
    --own-network) own_network=yes; shift; continue ;;
    --features) words "$1" "$value" "$known"; chosen=,$value, ;;
    --rounds) number "$1" "$value" 1; rounds=$value ;;
    --seconds) number "$1" "$value" 1; seconds=$value ;;
    --warmup) number "$1" "$value" 0; warmup=$value ;;
    --connections) number "$1" "$value" 1; connections=$value ;;
    --body) number "$1" "$value" 1; body=$value ;;
    --proxy-core) number "$1" "$value" 0; proxy_core=$value ;;
    --load-core) number "$1" "$value" 0; load_core=$value ;;
    --port-base) number "$1" "$value" 1; base=$value ;;
    --out) [ -n "$value" ] || die "--out takes a file."; out=$value ;;
    *) die "unknown option '$1'; --help lists them." ;;
  esac
  shift 2
done
need nginx openssl
need_cores "$proxy_core" "$load_core"
need_files "$connections"
if [ -n "$own_network" ] && [ -z "${RINGWAY_BENCH_NETWORK:-}" ]; then
  rm -rf "$work"
  in_own_network "${BASH_SOURCE[0]}" "${arguments[@]}"
fi
need_ports "$base" $((6 + 3 * ${#features[@]}))

# ---- processes ---------------------------------------------------------------------------------------------------

probe=$body
make_certificate
start_servers "$load_core" "$base" "$body"

names=()
declare -A what_of=() scheme_of=() headers_of=() hello_of=()
next=$((base + 6)) # two ports for each, and one for TLS
for line in "${features[@]}"; do
  IFS='|' read -r name what configuration flags scheme headers hello <<<"$line"
  [ -z "$chosen" ] || [ "$name" = as-shipped ] || [[ $chosen == *,$name,* ]] || continue
  names+=("$name")
  what_of[$name]=$what scheme_of[$name]=${scheme:-http}
  headers_of[$name]=$(printf '%b' "$common${headers:+\\n$headers}")
  printf -v "hello_of[$name]" '%b' "$hello"
  port_of[$name]=$next
  [ "${scheme_of[$name]}" = http ] || tls_port_of[$name]=$((next + 2))
  # shellcheck disable=SC2086 # one flag a word
  start_balancer "$name" "$proxy_core" $((next + 1)) "$configuration" ${flags//WORK/$work}
  hello=${hello_of[$name]}
  await "$name"
  next=$((next + 3))
done

# ---- measuring ---------------------------------------------------------------------------------------------------

# shellcheck source=bench/proxy/measure.sh
. "$root/bench/proxy/measure.sh"

run() { # measure or load, name, seconds
  local name=$2 port=${port_of[$2]} url
  [ "${scheme_of[$name]}" = http ] || port=${tls_port_of[$name]}
  url=${scheme_of[$name]}://127.0.0.1:$port/$body
  export BENCH_HEADERS=${headers_of[$name]} BENCH_HELLO=${hello_of[$name]}
  case $1 in
    load) load "$url" "$connections" "$3" >"$work/wrk.txt" 2>&1 || die "wrk failed against $name: $(cat "$work/wrk.txt")" ;;
    measure) measure "$name" "$name" "$url" "$connections" "$3" ;;
  esac
}

look_at_filters "$base"
say "$((${#names[@]} - 1)) features, $rounds rounds of $seconds s; takes about $((${#names[@]} * (warmup + rounds * (seconds + 1)) / 60 + 1)) minutes. Load average now: $load_before"
say "$(filters_in_words)"
for name in "${names[@]}"; do
  if [ "$warmup" -gt 0 ]; then run load "$name" "$warmup"; fi
done
for ((round = 0; round < rounds; round++)); do
  for ((i = 0; i < ${#names[@]}; i++)); do # another one goes first in each round
    run measure "${names[(round + i) % ${#names[@]}]}" "$seconds" | tee -a "$work/runs" >&2
  done
done
look_at_filters "$base"

# ---- telling -----------------------------------------------------------------------------------------------------

# How much more CPU than as shipped, round by round, in ascending order.
differences() { # name
  awk -v name="$1" '$1 == "as-shipped" { base[++n] = $3 } $1 == name { its[++m] = $3 } END { for (i = 1; i <= n; i++) print its[i] - base[i] }' \
    "$work/runs" | sort -g
}

printf '\n'
machine_in_words
printf '%s rounds of %s s, medians; transport %s where nothing else is said; answers of %s bytes, %s connections. "more": CPU than as shipped,\n' \
  "$rounds" "$seconds" "$(transport_of as-shipped)" "$body" "$connections"
printf 'median of the differences within each round, and the lowest and highest. What lies within those of "again" is chance.\n\n'
printf '| feature | what is different | requests/s | CPU µs per request | user | system | more, µs | from, to | p99 ms | RSS MiB | others | errors |\n'
printf '|---|---|---|---|---|---|---|---|---|---|---|---|\n'
mkdir -p "$(dirname -- "$out")"
{
  printf '{%s,"rounds":%s,"seconds":%s,"transport":"%s","bodyBytes":%s,"connections":%s,"results":[' "$(machine_as_json)" \
    "$rounds" "$seconds" "$(transport_of as-shipped)" "$body" "$connections"
  comma=
  for name in "${names[@]}"; do
    row=()
    for column in 2 3 4 5; do row+=("$(median "$name" "$column")"); done
    row+=("$(differences "$name" | middle)" "$(differences "$name" | head -n 1)" "$(differences "$name" | tail -n 1)")
    for column in 7 9 11; do row+=("$(median "$name" "$column")"); done
    row+=("$(errors "$name")")
    # shellcheck disable=SC2016 # the quotes are Markdown's
    printf '| `%s` | %s | %.0f | %.1f | %.1f | %.1f | %+.2f | %+.2f, %+.2f | %.2f | %.0f | %.2f | %s |\n' "$name" "${what_of[$name]}" "${row[@]}" >&3
    printf '%s\n{"feature":"%s","different":"%s","requestsPerSecond":%s,"cpuMicrosPerRequest":%s,"userMicros":%s,"systemMicros":%s,"moreMicros":%s,"moreMicrosLowest":%s,"moreMicrosHighest":%s,"p99Millis":%s,"rssMebibytes":%s,"coreShareOfOthers":%s,"errors":%s}' \
      "$comma" "$name" "${what_of[$name]}" "${row[@]}"
    comma=,
  done
  printf '\n]}\n'
} 3>&1 >"$out"
printf '\nAlso in %s\n' "$out"
