#!/usr/bin/env bash
# Compares Ringway's balancer with nginx and HAProxy: each proxy alone on one core, servers and load generator (wrk) on
# another, rounds of all three interleaved so that a noisy minute hits all of them, medians. Ends only what it started.
set -euo pipefail
root=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)

usage() {
  cat <<'EOT'
./ringway bench proxy [options]
    --rounds N         measured runs of each proxy and body       (5)
    --seconds N        length of a run                            (5)
    --warmup N         seconds of load before the first round     (15)
    --connections LIST keep-alive connections of the load         (64)
    --bodies LIST      sizes of the answers in bytes              (100,10240)
    --uploads LIST     sizes of bodies that are sent with POST    (none)
    --proxies LIST     of ringway, nginx, haproxy, direct         (ringway,nginx,haproxy)
    --transport T      Ringway's: auto, io_uring, epoll, nio      (auto)
    --proxy-core N     the core of the proxy                      (0)
    --load-core N      the core of the servers and of wrk         (1)
    --port-base N      seven ports from here on are used          (21100)
    --out FILE         the figures as JSON                        (target/compare-proxies.json)
direct is the load without a proxy; its CPU is that of the servers. Nothing is switched off in Ringway: health checks, statistics, retries and timeouts run as they do for users.
EOT
}

die() { printf 'compare-proxies: %s\n' "$*" >&2; exit 1; }
say() { printf '%s\n' "$*" >&2; }

rounds=5 seconds=5 warmup=15 connections=64 bodies=100,10240 uploads='' proxies=ringway,nginx,haproxy transport=auto
proxy_core=0 load_core=1 base=21100 out=$root/target/compare-proxies.json

while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage; exit 0 ;;
    --*) [ $# -ge 2 ] || die "$1 needs a value; --help lists the options." ;;&
    --rounds | --seconds | --port-base)
      [[ $2 =~ ^[1-9][0-9]{0,4}$ ]] || die "$1 takes a number from 1 to 99999, not '$2'." ;;&
    --warmup | --proxy-core | --load-core)
      [[ $2 =~ ^[0-9]{1,4}$ ]] || die "$1 takes a number from 0 to 9999, not '$2'." ;;&
    --connections) [[ $2 =~ ^[1-9][0-9]{0,3}(,[1-9][0-9]{0,3})*$ ]] || die "--connections takes numbers like 8,64,256, not '$2'." ;;&
    --uploads) [[ $2 =~ ^[1-9][0-9]{0,7}(,[1-9][0-9]{0,7})*$ ]] || die "--uploads takes sizes like 10240, not '$2'." ;;&
    --bodies) [[ $2 =~ ^[1-9][0-9]{0,7}(,[1-9][0-9]{0,7})*$ ]] || die "--bodies takes sizes like 100,10240, not '$2'." ;;&
    --proxies) [[ ,$2 =~ ^(,(ringway|nginx|haproxy|direct))+$ ]] || die "--proxies takes ringway, nginx, haproxy, direct; not '$2'." ;;&
    --rounds) rounds=$2 ;;
    --seconds) seconds=$2 ;;
    --warmup) warmup=$2 ;;
    --connections) connections=$2 ;;
    --bodies) bodies=$2 ;;
    --uploads) uploads=$2 ;;
    --proxies) proxies=$2 ;;
    --transport) transport=$2 ;;
    --proxy-core) proxy_core=$2 ;;
    --load-core) load_core=$2 ;;
    --port-base) base=$2 ;;
    --out) out=$2 ;;
    *) die "unknown option '$1'; --help lists them." ;;
  esac
  shift 2
done
IFS=, read -ra sizes <<<"$bodies"
IFS=, read -ra names <<<"$proxies"
IFS=, read -ra loads <<<"$connections"
# What is measured, one after the other: GET answers of a size, POST bodies of a size.
cases=()
for count in "${loads[@]}"; do
  for size in "${sizes[@]}"; do cases+=("GET $size $count"); done
  IFS=, read -ra sent <<<"$uploads"
  for size in "${sent[@]}"; do cases+=("POST $size $count"); done
done

# ---- what is needed ----------------------------------------------------------------------------------------------

[ "$(uname -s)" = Linux ] || die "it needs Linux: cores are pinned with taskset, CPU time is read from /proc."
[ "$proxy_core" != "$load_core" ] || die "--proxy-core and --load-core must be two different cores."
export PATH=$PATH:/usr/sbin:/usr/local/sbin
needed=(taskset wrk nginx awk timeout) # nginx is also the server behind the proxies
case ,$proxies, in *,haproxy,*) needed+=(haproxy) ;; esac
missing=()
for tool in "${needed[@]}"; do command -v "$tool" >/dev/null || missing+=("$tool"); done
[ ${#missing[@]} -eq 0 ] || die "not installed: ${missing[*]}. On Debian or Ubuntu: apt install util-linux wrk nginx-light haproxy.
  Without HAProxy: --proxies ringway,nginx"
for core in "$proxy_core" "$load_core"; do
  taskset -c "$core" true 2>/dev/null || die "core $core cannot be used here ($(nproc) cores are available)."
done
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
jar=$root/data-plane/target/ringway-balancer.jar
[ -f "$jar" ] || die "the balancer is not built: ./ringway build"

# ---- processes ---------------------------------------------------------------------------------------------------

work=$(mktemp -d)
started=()
cleanup() {
  trap '' INT TERM
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${started[@]}"; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

start() { # name, core, command …
  local name=$1 core=$2
  shift 2
  taskset -c "$core" "$@" >"$work/$name.log" 2>&1 </dev/null &
  started+=("$!")
  pid_of[$name]=$!
}

await() { # name, port
  local tries
  for ((tries = 0; tries < 100; tries++)); do
    if ! kill -0 "${pid_of[$1]}" 2>/dev/null; then break; fi
    if answers "$2"; then return; fi
    sleep 0.2
  done
  tail -n 15 "$work/$1.log" >&2
  die "$1 does not serve on port $2; its last lines are above. Is the port taken? Choose others with --port-base."
}

answers() { # port
  local line=
  { exec 3<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 1
  printf 'GET /%s?key=0 HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n' "${sizes[0]}" >&3
  IFS= read -r -t 2 line <&3 || true
  exec 3>&-
  [[ $line == 'HTTP/1.1 200 '* ]]
}

declare -A pid_of port_of=([ringway]=$((base + 3)) [nginx]=$((base + 4)) [haproxy]=$((base + 5)) [direct]=$base)
servers=("$base" $((base + 1)) $((base + 2)))
for port in $(seq "$base" $((base + 6))); do
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then die "port $port is taken; choose others with --port-base."; fi
done

nginx_frame() { # body of http { }
  cat <<EOT
daemon off; master_process off; worker_processes 1; pid $work/$1.pid; error_log stderr error;
events { worker_connections 8192; }
http {
  access_log off; keepalive_timeout 75; keepalive_requests 1000000000; tcp_nodelay on; default_type text/plain;
  client_body_buffer_size 2m; client_max_body_size 0;
  client_body_temp_path $work/t1; proxy_temp_path $work/t2; fastcgi_temp_path $work/t3; uwsgi_temp_path $work/t4; scgi_temp_path $work/t5;
$(cat)
}
EOT
}

{
  for port in "${servers[@]}"; do printf '  server { listen 127.0.0.1:%s backlog=4096; include %s/answers; }\n' "$port" "$work"; done
} | nginx_frame servers >"$work/servers.conf"
{
  printf 'location = /heartbeat { return 200; }\n'
  # The body is read whole, then answered: proxied to an address that answers at once, on the same server.
  printf 'location = /upload { proxy_pass http://127.0.0.1:%s/taken; proxy_pass_request_body off; proxy_set_header Content-Length ""; }\n' "$base"
  printf 'location = /taken { return 200 ok; }\n'
  mkdir -p "$work/files"
  for size in "${sizes[@]}"; do head -c "$size" /dev/zero | tr '\0' x >"$work/files/$size"; done
  printf 'location / { root %s/files; open_file_cache max=16; sendfile on; }\n' "$work"
} >"$work/answers"
{
  printf '  upstream servers {\n    hash $request_uri consistent;\n'
  for port in "${servers[@]}"; do printf '    server 127.0.0.1:%s;\n' "$port"; done
  printf '    keepalive 256; keepalive_requests 1000000000;\n  }\n'
  printf '  server { listen 127.0.0.1:%s backlog=4096;\n' "${port_of[nginx]}"
  printf '    location / { proxy_pass http://servers; proxy_http_version 1.1; proxy_set_header Connection "";\n'
  printf '      proxy_set_header Host $host; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; } }\n'
} | nginx_frame nginx >"$work/nginx.conf"
{
  cat <<EOT
global
  nbthread 1
  maxconn 8192
defaults
  mode http
  timeout connect 1s
  timeout client 75s
  timeout server 30s
  option forwardfor
  http-reuse always
frontend in
  bind 127.0.0.1:${port_of[haproxy]} backlog 4096
  default_backend servers
backend servers
  balance uri whole
  hash-type consistent
  option httpchk GET /heartbeat
  default-server check inter 500ms
EOT
  for port in "${servers[@]}"; do printf '  server s%s 127.0.0.1:%s\n' "$port" "$port"; done
} >"$work/haproxy.cfg"

# A thousand keys, made before the run, so that every run walks over all servers and wrk stays cheap.
cat >"$work/keys.lua" <<'EOT'
local requests, at = {}, 0
local size = tonumber(os.getenv("UPLOAD") or 0)
local body = size > 0 and string.rep("x", size) or nil
init = function(args)
  for i = 1, 1000 do requests[i] = wrk.format(body and "POST" or "GET", wrk.path .. "?key=" .. i, nil, body) end
end
request = function()
  at = at % 1000 + 1
  return requests[at]
end
EOT

start servers "$load_core" nginx -p "$work" -c "$work/servers.conf"
await servers "$base"
pid_of[direct]=${pid_of[servers]}
for name in "${names[@]}"; do
  case $name in
    direct) ;; # the servers themselves
    nginx) start nginx "$proxy_core" nginx -p "$work" -c "$work/nginx.conf" ;;
    haproxy) start haproxy "$proxy_core" haproxy -db -f "$work/haproxy.cfg" ;;
    ringway)
      "$java" -cp "$root/bench/target/classes:$root/bench/target/lib/*" io.ringway.bench.proxy.WriteSnapshot \
        "$work/ringway" "${servers[@]}" || die "the snapshot could not be written; is bench built? ./ringway build"
      export RINGWAY_BALANCER_TOKEN=bench # never used: there is no control plane, the snapshot on disk is served
      start ringway "$proxy_core" "$java" "@$root/data-plane/jvm.options" -Xmx256m -jar "$jar" --threads 1 \
        --transport "$transport" --bind 127.0.0.1 --port "${port_of[ringway]}" --admin-port $((base + 6)) \
        --data "$work/ringway" --control http://127.0.0.1:1 ;;
  esac
  await "$name" "${port_of[$name]}"
done

# ---- measuring ---------------------------------------------------------------------------------------------------

ticks=$(getconf CLK_TCK)
cpu_ticks() { sed 's/.*) //' "/proc/$1/stat" | awk '{ print $12 + $13 }'; } # user + system of all threads
core_busy() { awk -v core="cpu$proxy_core" '$1 == core { print $2 + $3 + $4 + $7 + $8 + $9 }' /proc/stat; }

load() { # name, method, size, connections, seconds
  local path=$3 upload=0
  if [ "$2" = POST ]; then path=upload upload=$3; fi
  UPLOAD=$upload timeout $(($5 + 15)) taskset -c "$load_core" wrk -t1 -c"$4" -d"$5s" --latency --timeout 5s \
    -s "$work/keys.lua" "http://127.0.0.1:${port_of[$1]}/$path"
}

# One line: proxy, method, size, connections, requests/s, CPU µs per request, p50 ms, p99 ms, RSS MiB, share of the core others
# took, errors
measure() { # name, method, size, connections
  local pid=${pid_of[$1]} cpu busy rss
  cpu=$(cpu_ticks "$pid") busy=$(core_busy)
  load "$1" "$2" "$3" "$4" "$seconds" >"$work/wrk.txt" || die "wrk failed against $1: $(cat "$work/wrk.txt")"
  cpu=$(($(cpu_ticks "$pid") - cpu)) busy=$(($(core_busy) - busy))
  rss=$(awk '$1 == "VmRSS:" { print $2 / 1024 }' "/proc/$pid/status")
  awk -v name="$1 $2 $3 $4" -v cpu="$cpu" -v busy="$busy" -v ticks="$ticks" -v rss="$rss" -v seconds="$seconds" '
    function ms(text) { return text ~ /us$/ ? text / 1000 : text ~ /ms$/ ? text + 0 : text * 1000 }
    $1 == "50%" { p50 = ms($2) }
    $1 == "99%" { p99 = ms($2) }
    / requests in / { requests = $1 }
    /^Requests\/sec:/ { rate = $2 }
    /Non-2xx/ { errors += $NF }
    /Socket errors/ { gsub(",", ""); errors += $4 + $6 + $8 + $10 }
    END {
      if (!requests) exit 1
      other = (busy - cpu) / ticks / seconds; if (other < 0) other = 0
      printf "%s %.0f %.2f %.3f %.3f %.1f %.3f %d\n", name, rate, cpu / ticks * 1e6 / requests, p50, p99, rss, other, errors
    }' "$work/wrk.txt" || die "wrk told nothing about $1: $(cat "$work/wrk.txt")"
}

total=$((${#cases[@]} * ${#names[@]} * (warmup + rounds * (seconds + 1))))
model=$(awk -F': ' '/model name/ { print $2; exit }' /proc/cpuinfo)
load_before=$(cut -d' ' -f1 /proc/loadavg)
say "${names[*]}: ${#cases[@]} cases, $rounds rounds of $seconds s; takes about $total s. Load average now: $load_before"
for case in "${cases[@]}"; do
  read -ra parts <<<"$case"
  for name in "${names[@]}"; do
    if [ "$warmup" -gt 0 ]; then load "$name" "${parts[@]}" "$warmup" >/dev/null; fi
  done
  for ((round = 0; round < rounds; round++)); do
    for ((i = 0; i < ${#names[@]}; i++)); do # another one goes first in each round
      measure "${names[(round + i) % ${#names[@]}]}" "${parts[@]}" | tee -a "$work/runs" >&2
    done
  done
done
load_after=$(cut -d' ' -f1 /proc/loadavg)

# ---- telling -----------------------------------------------------------------------------------------------------

median() { # name and case, column
  awk -v row="$1" -v column="$2" '($1 " " $2 " " $3 " " $4) == row { print $column }' "$work/runs" | sort -g |
    awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}
errors() { awk -v row="$1" '($1 " " $2 " " $3 " " $4) == row { sum += $11 } END { print sum + 0 }' "$work/runs"; }
version() {
  case $1 in
    nginx) nginx -v 2>&1 | sed 's/.*nginx\///' ;;
    direct) nginx -v 2>&1 | sed 's/.*nginx\//servers: nginx /' ;;
    haproxy) haproxy -v | awk 'NR == 1 { print $3 }' ;;
    ringway) sed -n 's/.*Transport \([a-z_]*\) with.*/\1/p' "$work/ringway.log" | head -n 1 ;;
  esac
}

printf '\n%s, %s cores, Linux %s, %s. Load average %s before, %s after.\n' "$model" "$(nproc)" "$(uname -r)" \
  "$(date -u +%F)" "$load_before" "$load_after"
printf '%s rounds of %s s, medians. "others": share of the proxy'\''s core that was not the proxy'\''s.\n\n' "$rounds" "$seconds"
printf '| request | body, bytes | connections | proxy | requests/s | CPU µs per request | p50 ms | p99 ms | RSS MiB | others | errors |\n|---|---|---|---|---|---|---|---|---|---|---|\n'
mkdir -p "$(dirname -- "$out")"
{
  printf '{"date":"%s","cpu":"%s","cores":%s,"kernel":"%s","loadBefore":%s,"loadAfter":%s,"rounds":%s,"seconds":%s,"results":[' \
    "$(date -u +%FT%TZ)" "${model//[\"\\]/}" "$(nproc)" "$(uname -r)" "$load_before" "$load_after" "$rounds" "$seconds"
  comma=
  for case in "${cases[@]}"; do
    read -ra parts <<<"$case"
    for name in "${names[@]}"; do
      row=()
      for column in 5 6 7 8 9 10; do row+=("$(median "$name $case" "$column")"); done
      row+=("$(errors "$name $case")")
      printf '| %s | %s | %s | %s %s | %.0f | %.1f | %.2f | %.2f | %.0f | %.2f | %s |\n' "${parts[@]}" "$name" "$(version "$name")" "${row[@]}" >&3
      printf '%s\n{"method":"%s","bodyBytes":%s,"connections":%s,"proxy":"%s","version":"%s","requestsPerSecond":%s,"cpuMicrosPerRequest":%s,"p50Millis":%s,"p99Millis":%s,"rssMebibytes":%s,"coreShareOfOthers":%s,"errors":%s}' \
        "$comma" "${parts[@]}" "$name" "$(version "$name")" "${row[@]}"
      comma=,
    done
  done
  printf '\n]}\n'
} 3>&1 >"$out"
printf '\nAlso in %s\n' "$out"
