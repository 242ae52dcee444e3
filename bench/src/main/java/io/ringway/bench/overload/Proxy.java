package io.ringway.bench.overload;

import io.ringway.bench.proxy.WriteSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The proxies under test, each with one thread and in a production configuration: no feature is
 * switched off.
 */
enum Proxy {
  RINGWAY,
  NGINX,
  HAPROXY;

  /** The parameters of every proxy. */
  record Place(Path root, Path folder, int port, List<Integer> servers, int files, String heap) {}

  /** Writes the configuration and returns the command that starts the proxy. */
  List<String> command(Place at) throws IOException {
    return switch (this) {
      case RINGWAY -> ringway(at);
      case NGINX -> nginx(at, "nginx", proxying(at));
      case HAPROXY -> haproxy(at);
    };
  }

  private static List<String> ringway(Place at) {
    Path data = at.folder.resolve("ringway");
    WriteSnapshot.main(
        IntStream.range(-1, at.servers.size())
            .mapToObj(i -> i < 0 ? data.toString() : at.servers.get(i).toString())
            .toArray(String[]::new));
    return List.of(
        java(),
        "@" + at.root.resolve("data-plane/jvm.options"),
        "-Xmx" + at.heap,
        "-jar",
        at.root.resolve("data-plane/target/ringway-balancer.jar").toString(),
        "--threads=1",
        "--bind=127.0.0.1",
        "--port=" + at.port,
        "--admin-port=" + (at.port + 1),
        "--max-connections=" + (at.files - 100),
        "--data=" + data,
        "--control=http://127.0.0.1:1");
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static String proxying(Place at) {
    String servers =
        at.servers.stream().map("server 127.0.0.1:%d;"::formatted).collect(Collectors.joining(" "));
    return """
    upstream servers { hash $request_uri consistent; %s keepalive 256; keepalive_requests 1000000000; }
    server { listen 127.0.0.1:%d backlog=4096;
      location / { proxy_pass http://servers; proxy_http_version 1.1; proxy_set_header Connection ""; } }
    """
        .formatted(servers, at.port);
  }

  /**
   * Returns the command for the servers behind all proxies: they serve files, and read request
   * bodies whole before they respond.
   */
  static List<String> servers(Place at) throws IOException {
    Path files = Files.createDirectories(at.folder.resolve("files"));
    for (int size : new int[] {100, 1 << 20}) {
      Files.writeString(files.resolve(Integer.toString(size)), "x".repeat(size));
    }
    String answers =
        """
        location = /heartbeat { return 200; }
        location = /upload { proxy_pass http://127.0.0.1:%d/heartbeat; proxy_pass_request_body off; proxy_set_header Content-Length ""; }
        location / { root %s; open_file_cache max=16; sendfile on; }
        """
            .formatted(at.servers.getFirst(), files);
    return nginx(
        at,
        "servers",
        at.servers.stream()
            .map(port ->
                "server { listen 127.0.0.1:%d backlog=4096; %s }\n".formatted(port, answers))
            .collect(Collectors.joining()));
  }

  private static List<String> nginx(Place at, String name, String http) throws IOException {
    Path config = at.folder.resolve(name + ".conf");
    Files.writeString(
        config,
        """
        daemon off; master_process off; pid %1$s/%2$s.pid; error_log stderr error;
        worker_rlimit_nofile %4$d;
        events { worker_connections %4$d; }
        http {
          access_log off; keepalive_timeout 75; keepalive_requests 1000000000; tcp_nodelay on; default_type text/plain;
          client_max_body_size 0; client_body_temp_path %1$s/t1; proxy_temp_path %1$s/t2;
          fastcgi_temp_path %1$s/t3; uwsgi_temp_path %1$s/t4; scgi_temp_path %1$s/t5;
        %3$s
        }
        """
            .formatted(at.folder, name, http, at.files));
    return List.of("nginx", "-p", at.folder.toString(), "-c", config.toString());
  }

  private static List<String> haproxy(Place at) throws IOException {
    Path config = at.folder.resolve("haproxy.cfg");
    String servers =
        at.servers.stream()
            .map(port -> "  server s%1$d 127.0.0.1:%1$d\n".formatted(port))
            .collect(Collectors.joining());
    Files.writeString(
        config,
        """
        global
          nbthread 1
          maxconn %d
        defaults
          mode http
          timeout connect 1s
          timeout client 75s
          timeout server 30s
          timeout http-request 10s
          option forwardfor
          http-reuse always
        frontend in
          bind 127.0.0.1:%d backlog 4096
          default_backend servers
        backend servers
          balance uri whole
          hash-type consistent
          option httpchk GET /heartbeat
          default-server check inter 500ms
        %s\
        """
            .formatted((at.files - 100) / 2, at.port, servers));
    return List.of("haproxy", "-db", "-f", config.toString());
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
