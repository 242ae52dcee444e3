#!/bin/sh
# Runs the whole system for some seconds, so that the JVMs record what a start needs:
#   rehearse.sh FOLDER [KEY]   writes FOLDER/control-plane.aot, FOLDER/balancer.aot and, when it is given, FOLDER/key
# The launcher calls it for what was built, the Dockerfile for the images. It works in a temporary folder in FOLDER, on free
# loopback ports, and ends by itself: also when the shell that runs it is killed.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
mkdir -p "$1"
out=$(CDPATH='' cd -- "$1" && pwd -P)
key=${2:-}
work=$(mktemp -d "$out/rehearsal.XXXXXX")

end_all() {
  for file in "$work"/*.pid; do
    [ ! -f "$file" ] || kill -9 "$(cat "$file")" 2>/dev/null || true
  done
}

# Waits for the end of this shell, two minutes at the most.
guard() {
  seconds=0
  while kill -0 "$$" 2>/dev/null && [ $seconds -lt 120 ]; do
    sleep 1
    seconds=$((seconds + 1))
  done
  end_all
  kill -0 "$$" 2>/dev/null || rm -rf "$work"
}

start() { # name, command …
  name=$1
  shift
  : >"$work/$name.log" # here and now: nobody shall wait in the lines of an earlier start
  "$@" >>"$work/$name.log" 2>&1 </dev/null &
  printf '%s\n' "$!" >"$work/$name.pid"
}

fail() { # name
  printf 'The %s did not come through its rehearsal:\n' "$1" >&2
  tail -n 20 "$work/$1.log" >&2
  exit 1
}

await() { # name, line of its log
  until grep -q -- "$2" "$work/$1.log"; do
    kill -0 "$(cat "$work/$1.pid")" 2>/dev/null || fail "$1"
    sleep 0.1
  done
}

number_after() { # name, words before the number in its log
  sed -n "s/.*$2\([0-9][0-9]*\).*/\1/p" "$work/$1.log" | head -n 1
}

# Without curl fewer requests are rehearsed, nothing else.
fetch() { # address, options of curl …
  ! command -v curl >/dev/null 2>&1 || curl -s -o /dev/null --max-time 5 "$@" || true
}

finish() { # name: a JVM that is told to end writes its cache first
  kill "$(cat "$work/$1.pid")" 2>/dev/null || fail "$1"
}

finished() { # name
  wait "$(cat "$work/$1.pid")" || true # ended by a signal, as asked
  rm -f "$work/$1.pid"
  [ -s "$work/$1.aot" ] || fail "$1"
}

guard </dev/null >/dev/null 2>&1 &
guard=$!
trap 'kill "$guard" 2>/dev/null || true; end_all; rm -rf "$work"' EXIT
trap 'exit 143' INT TERM HUP

start backend "$java" -Xmx32m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -jar "$root/backend/target/ringway-backend.jar" \
  --id rehearsal --bind 127.0.0.1 --port 0
await backend 'listening on'

start control-plane "$java" "@$root/control-plane/jvm.options" -Xmx256m "-XX:AOTCacheOutput=$work/control-plane.aot" \
  -jar "$root/control-plane/target/ringway-control-plane.jar" \
  --server.port=0 --server.address=127.0.0.1 --ringway.data="$work/control-plane" --ringway.access.local-token=true \
  --ringway.replicas.runtime=none --ringway.sample.servers="rehearsal=127.0.0.1:$(number_after backend 'listening on 127.0.0.1:')"
await control-plane 'Ready: the dashboard is at'
control=http://127.0.0.1:$(number_after control-plane 'Tomcat started on port ')

start_balancer() { # options of the JVM …
  start balancer "$java" "@$root/data-plane/jvm.options" -Xmx256m "$@" \
    -jar "$root/data-plane/target/ringway-balancer.jar" --control "$control" --token-file "$work/control-plane/balancer.token" \
    --data "$work/balancer" --bind 127.0.0.1 --port 0 --admin-port 0
}

# The start to record is one that finds a configuration on the disk; the first run leaves it there.
start_balancer
await balancer 'Revision [0-9]* is in force'
finish balancer
wait "$(cat "$work/balancer.pid")" || true
start_balancer "-XX:AOTCacheOutput=$work/balancer.aot"
await balancer 'Main port'
balancer=http://127.0.0.1:$(number_after balancer 'Main port ')
await balancer 'Connected to the control plane'

as_program="Authorization: Bearer $(cat "$work/control-plane/api.token")"
for page in /login /rep /actuator/health/readiness /ringway.css; do fetch "$control$page"; done
for path in clusters clusters/sample clusters/sample/replicas balancers; do
  fetch "$control/api/v1/$path" -H "$as_program"
done
for n in 1 2 3 4 5 6 7 8 9 10; do fetch "$balancer/home?key=$n"; done
# A change, and its way to the balancer.
fetch "$control/api/v1/clusters/sample/servers/rehearsal" -X PATCH -H "$as_program" -H 'Content-Type: application/json' -d '{"weight":2}'

finish balancer
finish control-plane
for part in balancer control-plane; do finished $part; done

rm -f "$out/key"
for part in balancer control-plane; do mv -f "$work/$part.aot" "$out/$part.aot"; done
if [ -n "$key" ]; then
  printf '%s\n' "$key" >"$work/key"
  mv -f "$work/key" "$out/key"
fi
