# shellcheck shell=bash disable=SC2154 # me and root are set by the script that sources this
# What a measurement starts and ends: needed tools, pinned processes, free ports. Sourced; ends only what it started.

die() { printf '%s: %s\n' "$me" "$*" >&2; exit 1; }
say() { printf '%s\n' "$*" >&2; }

export PATH=$PATH:/usr/sbin:/usr/local/sbin

# ---- options -----------------------------------------------------------------------------------------------------

number() { # option, value, lowest
  [[ $2 =~ ^(0|[1-9][0-9]{0,4})$ && $2 -ge $3 ]] || die "$1 takes a number from $3 to 99999, not '$2'."
}
numbers() { # option, value, example
  [[ $2 =~ ^[1-9][0-9]{0,7}(,[1-9][0-9]{0,7})*$ ]] || die "$1 takes numbers like $3, not '$2'."
}
words() { # option, value, the words there are
  local word given
  IFS=, read -ra given <<<"$2"
  for word in "${given[@]:-}"; do
    [[ " $3 " == *" $word "* && -n $word ]] || die "$1 takes ${3// /, }; not '$2'."
  done
}

# ---- what is needed ----------------------------------------------------------------------------------------------

need() { # tools …
  local tool missing=()
  [ "$(uname -s)" = Linux ] || die "it needs Linux: cores are pinned with taskset, CPU time is read from /proc."
  for tool in taskset wrk awk timeout "$@"; do
    command -v "$tool" >/dev/null || missing+=("$tool")
  done
  [ ${#missing[@]} -eq 0 ] ||
    die "not installed: ${missing[*]}. On Debian or Ubuntu: apt install util-linux wrk nginx-light openssl haproxy caddy"
  jar=$root/data-plane/target/ringway-balancer.jar
  [ -f "$jar" ] || die "the balancer is not built: ./ringway build"
}

need_cores() { # the proxy's, the load's
  local core
  [ "$1" != "$2" ] || die "--proxy-core and --load-core must be two different cores."
  for core in "$@"; do
    taskset -c "$core" true 2>/dev/null || die "core $core cannot be used here ($(nproc) cores are available)."
  done
}

need_files() { # connections: a proxy has two files for each, HAProxy wants more than it needs
  local files=$((6 * $1 + 2000))
  ulimit -Sn "$(ulimit -Hn)"
  [ "$(ulimit -n)" = unlimited ] || [ "$(ulimit -n)" -ge $files ] ||
    die "$1 connections need $files open files for a process, $(ulimit -n) are allowed: raise the limit (ulimit -Hn)."
}

need_ports() { # first, how many
  local port
  for ((port = $1; port < $1 + $2; port++)); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then die "port $port is taken; choose others with --port-base."; fi
  done
}

# Goes on in a network of its own, where no packet filter of this machine is in the way of loopback.
in_own_network() { # script, its arguments
  local tool user=()
  for tool in unshare ip; do
    command -v "$tool" >/dev/null || die "--own-network needs $tool. On Debian or Ubuntu: apt install util-linux iproute2"
  done
  [ "$(id -u)" = 0 ] || user=(--user --map-root-user)
  unshare "${user[@]}" --net true 2>/dev/null || die "--own-network: this user may not make a network here; run it as root, or without."
  # shellcheck disable=SC2016 # the words are the inner shell's
  RINGWAY_BENCH_NETWORK=own exec unshare "${user[@]}" --net sh -c 'ip link set lo up && exec "$@"' sh "$@"
}

# ---- processes ---------------------------------------------------------------------------------------------------

work=$(mktemp -d)
started=()
declare -A pid_of=() port_of=() tls_port_of=()

cleanup() {
  trap '' INT TERM
  local pid
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

await() { # name: until it answers, with TLS too where it has it
  local tries
  for ((tries = 0; tries < 100; tries++)); do
    kill -0 "${pid_of[$1]}" 2>/dev/null || break
    if answers "${port_of[$1]}" && { [ -z "${tls_port_of[$1]:-}" ] || answers_tls "${tls_port_of[$1]}"; }; then return; fi
    sleep 0.2
  done
  tail -n 15 "$work/$1.log" >&2
  die "$1 does not serve on port ${port_of[$1]}${tls_port_of[$1]:+ and ${tls_port_of[$1]}}; its last lines are above."
}

hello='' probe='' # what a connection begins with, and the path of the first request
question() { printf '%sGET /%s?key=0 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$hello" "$probe"; }

answers() { # port
  local line=
  { exec 3<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 1
  question >&3
  IFS= read -r -t 2 line <&3 || true
  exec 3>&-
  [[ $line == 'HTTP/1.1 200 '* ]]
}

answers_tls() { # port; only TLS 1.3 and the certificate that all of them show
  local line
  line=$({ question; sleep 0.3; } | timeout 5 openssl s_client -quiet -tls1_3 -servername localhost -verify_return_error \
    -CAfile "$work/localhost.pem" -connect "127.0.0.1:$1" 2>/dev/null | head -n 1) || true
  [[ $line == 'HTTP/1.1 200 '* ]]
}
