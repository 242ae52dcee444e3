# shellcheck shell=bash disable=SC2034,SC2154 # what is shared with the other files: work, port_of, servers and so on
# The servers behind the proxies, and the proxies that Ringway is compared with, as an operator would set them up for
# consistent hashing and kept connections, with health checks where they have them. Sourced.

# One certificate for all of them: ECDSA P-256, valid for a day, trusted by nobody.
make_certificate() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout "$work/localhost.key" -out "$work/localhost.pem" 2>"$work/openssl.log" ||
    die "openssl made no certificate: $(cat "$work/openssl.log")"
  cat "$work/localhost.pem" "$work/localhost.key" >"$work/haproxy.pem"
}

nginx_frame() { # name; the body of http { } is read
  cat <<EOT
daemon off; master_process off; worker_processes 1; pid $work/$1.pid; error_log stderr error;
events { worker_connections 8192; }
http {
  access_log off; keepalive_timeout 75; keepalive_requests 1000000000; tcp_nodelay on; default_type text/plain;
  client_body_buffer_size 2m; client_max_body_size 0;
  client_body_temp_path $work/t1; proxy_temp_path $work/t2; fastcgi_temp_path $work/t3; uwsgi_temp_path $work/t4; scgi_temp_path $work/t5;
  ssl_certificate $work/localhost.pem; ssl_certificate_key $work/localhost.key; ssl_protocols TLSv1.3;
$(cat)
}
EOT
}

nginx_listens() { # port, port with TLS
  printf 'listen 127.0.0.1:%s backlog=4096; listen 127.0.0.1:%s ssl backlog=4096;' "$1" "$2"
}

# Three servers in one nginx, each on a port and, three ports on, with TLS: files of the asked sizes, bodies of any size read
# whole.
start_servers() { # core, first port, sizes …
  local core=$1 first=$2 port size
  shift 2
  servers=("$first" $((first + 1)) $((first + 2))) tls_servers=($((first + 3)) $((first + 4)) $((first + 5)))
  port_of[direct]=$first tls_port_of[direct]=$((first + 3))
  mkdir -p "$work/files"
  for size in "$@"; do head -c "$size" /dev/zero | tr '\0' x >"$work/files/$size"; done
  {
    printf 'location = /heartbeat { return 200; }\n'
    # The body is read whole, then answered: proxied to an address that answers at once, on the same server.
    printf 'location = /upload { proxy_pass http://127.0.0.1:%s/taken; proxy_pass_request_body off; proxy_set_header Content-Length ""; }\n' "$first"
    printf 'location = /taken { return 200 ok; }\n'
    # A small answer leaves in one write, as most servers send it; with sendfile nginx makes two of it.
    for size in "$@"; do
      printf 'location = /%s { root %s/files; open_file_cache max=16; sendfile %s; output_buffers 1 64k; }\n' "$size" "$work" \
        "$([ "$size" -le 32768 ] && echo off || echo on)"
    done
  } >"$work/answers"
  {
    for port in "${servers[@]}"; do printf '  server { %s include %s/answers; }\n' "$(nginx_listens "$port" $((port + 3)))" "$work"; done
  } | nginx_frame direct >"$work/servers.conf"
  start direct "$core" nginx -p "$work" -c "$work/servers.conf"
  await direct
}

start_nginx() { # core, name, 'buffers' when answers of a megabyte are not to go through temporary files
  local port buffers=''
  if [ "${3:-}" = buffers ]; then buffers='proxy_buffers 16 32k; proxy_busy_buffers_size 64k; proxy_max_temp_file_size 0;'; fi
  # shellcheck disable=SC2016 # the variables are nginx's
  {
    printf '  upstream servers {\n    hash $request_uri consistent;\n'
    for port in "${servers[@]}"; do printf '    server 127.0.0.1:%s;\n' "$port"; done
    printf '    keepalive 1024; keepalive_requests 1000000000;\n  }\n'
    printf '  server { %s %s\n' "$(nginx_listens "${port_of[$2]}" "${tls_port_of[$2]}")" "$buffers"
    printf '    location / { proxy_pass http://servers; proxy_http_version 1.1; proxy_set_header Connection "";\n'
    printf '      proxy_set_header Host $host; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; } }\n'
  } | nginx_frame "$2" >"$work/$2.conf"
  start "$2" "$1" nginx -p "$work" -c "$work/$2.conf"
}

start_haproxy() { # core, name, 'splicing' when answers are spliced; splice-auto, or pipes of the usual size, cost it twice as much
  local port tune='' splice=''
  if [ "${3:-}" = splicing ]; then
    tune=$'tune.bufsize 65536\n  tune.pipesize 262144' splice='option splice-response'
  fi
  {
    cat <<EOT
global
  nbthread 1
  maxconn $((2 * most + 500))
  # Else it closes idle connections to servers from a fifth of its file descriptors on, and opens new ones for twice the CPU.
  tune.pool-low-fd-ratio 90
  tune.pool-high-fd-ratio 95
  ssl-default-bind-options ssl-min-ver TLSv1.3
  $tune
defaults
  mode http
  timeout connect 1s
  timeout client 75s
  timeout server 30s
  option forwardfor
  http-reuse always
  $splice
frontend in
  bind 127.0.0.1:${port_of[$2]} backlog 4096
  bind 127.0.0.1:${tls_port_of[$2]} backlog 4096 ssl crt $work/haproxy.pem alpn http/1.1
  default_backend servers
backend servers
  balance uri whole
  hash-type consistent
  option httpchk GET /heartbeat
  default-server check inter 500ms
EOT
    for port in "${servers[@]}"; do printf '  server s%s 127.0.0.1:%s\n' "$port" "$port"; done
  } >"$work/$2.cfg"
  start "$2" "$1" haproxy -db -f "$work/$2.cfg"
}

start_caddy() { # core
  local site
  {
    printf '{\n  admin off\n  auto_https off\n  default_sni localhost\n  storage file_system %s/caddy\n}\n' "$work"
    printf '(servers) {\n  bind 127.0.0.1\n  reverse_proxy'
    printf ' 127.0.0.1:%s' "${servers[@]}"
    printf ' {\n    lb_policy uri_hash\n    health_uri /heartbeat\n    health_interval 500ms\n'
    printf '    transport http {\n      keepalive 75s\n      keepalive_idle_conns 4096\n      keepalive_idle_conns_per_host 1024\n'
    printf '      compression off\n    }\n  }\n}\n'
    for site in "http://:${port_of[caddy]}" "https://:${tls_port_of[caddy]}"; do
      printf '%s {\n  import servers\n' "$site"
      [[ $site != https* ]] || printf '  tls %s/localhost.pem %s/localhost.key {\n    protocols tls1.3\n    alpn http/1.1\n  }\n' "$work" "$work"
      printf '}\n'
    done
  } >"$work/Caddyfile"
  HOME=$work start caddy "$1" caddy run --adapter caddyfile --config "$work/Caddyfile"
}
