# shellcheck shell=bash disable=SC2154 # work, port_of and so on are those of processes.sh
# Ringway's balancer as it is measured: started from a configuration on the disk, without a control plane. Nothing is
# switched off: health checks, statistics, hot keys, retries and timeouts run as they do for users. Sourced.

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
start_balancer() { # name, core, admin port, options of the configuration (one word each, or ''), flags …
  local name=$1 core=$2 admin=$3 configuration=$4 tls=() behind=("${servers[@]}")
  shift 4
  [[ $configuration != *server-tls=* ]] || behind=("${tls_servers[@]}")
  # shellcheck disable=SC2086 # one option a word
  "$java" -XX:TieredStopAtLevel=1 -cp "$root/bench/target/classes:$root/bench/target/lib/*" io.ringway.bench.proxy.WriteSnapshot \
    "$work/$name" "${behind[@]}" $configuration >"$work/$name.log" 2>&1 ||
    die "the configuration of $name could not be written; is bench built (./ringway build)? $(tail -n 3 "$work/$name.log")"
  [ -z "${tls_port_of[$name]:-}" ] || tls=(--tls-port "${tls_port_of[$name]}" --tls-certificates "$work/localhost.pem")
  # The token is never used: there is no control plane.
  RINGWAY_BALANCER_TOKEN=bench start "$name" "$core" "$java" "@$root/data-plane/jvm.options" -Xmx256m -jar "$jar" --threads 1 \
    --bind 127.0.0.1 --port "${port_of[$name]}" --admin-port "$admin" --data "$work/$name" --control http://127.0.0.1:1 \
    "${tls[@]}" "$@"
}

transport_of() { sed -n 's/.*Transport \([a-z_]*\) with.*/\1/p' "$work/$1.log" | head -n 1; } # name
