package io.ringway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.protocol.ExplainQuery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A comparison of the real program with Ringway for one configuration file, whose ports are those
 * of servers that this test starts.
 */
final class RealProgram implements AutoCloseable {

  static final int KEYS = 1_000;

  private static final String STREAM = "/usr/lib/nginx/modules/ngx_stream_module.so";
  private static final Pattern ADDRESS = Pattern.compile("(127\\.0\\.0\\.1|\"|\\d):(\\d{4})\\b");

  private final Path folder;
  private final IdentityServers servers = new IdentityServers();
  private final Map<String, Integer> ports = new HashMap<>();
  final Map<String, String> environment = new HashMap<>();

  /** A change to each request before it is sent. */
  UnaryOperator<ExplainQuery.Request> shape = UnaryOperator.identity();

  RealProgram(Path folder) {
    this.folder = folder;
  }

  /** Returns the text with the port of each server replaced by that of a running one. */
  String adapted(String text) throws IOException {
    Matcher matcher = ADDRESS.matcher(text);
    StringBuilder adapted = new StringBuilder();
    while (matcher.find()) {
      matcher.appendReplacement(adapted, matcher.group(1) + ":" + port(matcher.group(2)));
    }
    return matcher.appendTail(adapted).toString();
  }

  private int port(String written) throws IOException {
    if (!ports.containsKey(written)) {
      ports.put(written, servers.start("127.0.0.1"));
    }
    return ports.get(written);
  }

  IdentityServers servers() {
    return servers;
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text, StandardCharsets.ISO_8859_1);
  }

  /** Returns whether HAProxy accepts the unchanged file. */
  Peer.Verdict haproxyTakes(String text) throws Exception {
    return Peer.check(environment, haproxy(text, Peer.freePort(), "").toArray(String[]::new));
  }

  private List<String> haproxy(String text, int port, String backend) throws IOException {
    String defaults =
        "defaults\n mode http\n timeout connect 5s\n timeout client 30s\n timeout server 30s\n";
    List<String> command = new ArrayList<>(List.of(Peer.program("haproxy"), "-db"));
    command.addAll(
        List.of("-f", write("a.cfg", "global\n maxconn 500\n nbthread 1\n" + defaults).toString()));
    command.addAll(List.of("-f", write("b.cfg", text).toString()));
    String leads = backend.isEmpty() ? "" : " default_backend " + backend + "\n";
    String frontend = "frontend in\n bind 127.0.0.1:" + port + "\n" + leads;
    command.addAll(List.of("-f", write("c.cfg", defaults + frontend).toString()));
    if (backend.isEmpty()) {
      command.add("-c");
    }
    return command;
  }

  /**
   * Compares where HAProxy and Ringway send every request.
   *
   * @return how many servers received any
   */
  long sameAsHaProxy(String text, String backend, Upstream upstream, boolean manyClients)
      throws Exception {
    int port = Peer.freePort();
    String[] command = haproxy(text, port, backend).toArray(String[]::new);
    try (Peer peer = Peer.start(folder, port, environment, command)) {
      return same(peer, port, upstream, Map.of(), manyClients);
    }
  }

  private static String global(Path folder) {
    return """
    daemon off; master_process off; pid %1$s/pid; error_log stderr error;
    load_module %2$s;
    events { worker_connections 1024; }
    """
        .formatted(folder, STREAM);
  }

  private String http(int port, String upstream) {
    StringBuilder text = new StringBuilder("access_log off; keepalive_requests 1000000; ");
    int number = 0;
    for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
      text.append("%s_temp_path %s/t%d; ".formatted(kind, folder, number++));
    }
    return port == 0
        ? text.toString()
        : text.append("server { listen 127.0.0.1:%d; location / {".formatted(port))
            .append("proxy_pass http://%s; proxy_http_version 1.1; ".formatted(upstream))
            .append("proxy_set_header Connection \"\"; } } ")
            .toString();
  }

  /** Returns the file with the configuration that nginx needs around it. */
  private List<String> nginx(String text, int port, String upstream) throws IOException {
    Peer.needs(
        Files.exists(Path.of(STREAM)),
        "nginx has no stream module. On Debian: apt install libnginx-mod-stream");
    boolean whole = Pattern.compile("(?m)^\\s*(http|stream)\\s*\\{").matcher(text).find();
    String around = http(port, upstream);
    String config =
        whole
            ? text.replaceFirst("(?m)http\\s*\\{", "http { " + Matcher.quoteReplacement(around))
            : "http { " + around + "\n" + text + "\n}";
    Path file = write("nginx.conf", global(folder) + config);
    return List.of(
        Peer.program("nginx"), "-p", folder.toString(), "-e", "stderr", "-c", file.toString());
  }

  /** Returns whether nginx accepts the unchanged file. */
  Peer.Verdict nginxTakes(String text) throws Exception {
    List<String> command = new ArrayList<>(nginx(text, 0, ""));
    command.add("-t");
    return Peer.check(environment, command.toArray(String[]::new));
  }

  /** Returns the servers to which HAProxy sends requests. */
  Set<String> haProxySends(String text, String backend, List<String> heads) throws Exception {
    int port = Peer.freePort();
    String[] command = haproxy(text, port, backend).toArray(String[]::new);
    try (Peer peer = Peer.start(folder, port, environment, command)) {
      return new HashSet<>(peer.send(port, "127.0.0.1", heads));
    }
  }

  /**
   * Compares where nginx and Ringway send every request, as {@link #sameAsHaProxy(String, String,
   * Upstream, boolean)} does.
   */
  long sameAsNginx(
      String text, String name, Upstream upstream, Map<String, String> hosts, boolean manyClients)
      throws Exception {
    int port = Peer.freePort();
    String[] command = nginx(text, port, name).toArray(String[]::new);
    try (Peer peer = Peer.start(folder, port, environment, command)) {
      return same(peer, port, upstream, hosts, manyClients);
    }
  }

  private long same(
      Peer peer, int port, Upstream upstream, Map<String, String> hosts, boolean manyClients)
      throws Exception {
    KeyMapping keyMapping = new KeyMapping(upstream.cluster());
    List<String> expected = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    List<String> served = new ArrayList<>();
    List<String> heads = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      String client =
          manyClients ? "127.%d.%d.%d".formatted(1 + i % 200, i % 7, 1 + i % 251) : "127.0.0.1";
      ExplainQuery.Request request = shape.apply(SampleRequests.request(i, client));
      byte[] key = keyMapping.key(request);
      assertThat(key).as("key of %s", request).isNotEmpty();
      keys.add(new String(key, StandardCharsets.UTF_8));
      String address = keyMapping.address(key);
      String host = address.substring(0, address.lastIndexOf(':'));
      expected.add(hosts.getOrDefault(host, host) + address.substring(host.length()));
      heads.add(SampleRequests.head(request));
      if (manyClients) {
        served.addAll(peer.send(port, client, heads));
        heads.clear();
      }
    }
    served.addAll(peer.send(port, "127.0.0.1", heads));
    List<String> moved = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      if (!expected.get(i).equals(served.get(i))) {
        moved.add(keys.get(i) + " is at " + served.get(i) + ", not at " + expected.get(i));
      }
    }
    assertThat(moved.size()).as("moved: %s", moved.subList(0, Math.min(5, moved.size()))).isZero();
    return served.stream().distinct().count();
  }

  @Override
  public void close() throws IOException {
    servers.close();
  }
}
