package io.ringway.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.balancer.control.FakeControlPlane;
import io.ringway.protocol.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A balancer that runs out of file descriptors or of disk keeps serving and recovers by itself. */
class ExhaustionIT {

  @TempDir Path folder;

  private static Socket connect(ChildBalancer to) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), to.port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static String ask(Socket over) throws IOException {
    over.getOutputStream()
        .write("GET /home HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return RawHttp.head(over.getInputStream());
  }

  private static List<Socket> crowd(ChildBalancer at, int size) throws IOException {
    List<Socket> crowd = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      crowd.add(connect(at));
    }
    return crowd;
  }

  private static void leave(List<Socket> crowd) throws IOException {
    for (Socket each : crowd) {
      each.close();
    }
  }

  private ChildBalancer withFiles(int files, FakeControlPlane control, String... options)
      throws IOException {
    List<String> all = new ArrayList<>(List.of(options));
    all.add("--data=" + folder);
    return ChildBalancer.start(
        folder,
        control.port(),
        List.of("/bin/sh", "-c", "ulimit -n " + files + " && exec \"$@\"", "sh"),
        all);
  }

  @Test
  void withoutFileDescriptorsClientsWaitAndNothingSpins() throws Exception {
    try (FakeControlPlane control = new FakeControlPlane();
        Backend server = new Backend();
        ChildBalancer balancer = withFiles(400, control, "--port=0", "--max-connections=100000")) {
      control.await(Message.Hello.class);
      control.send(Snapshots.publish(1, server));
      control.await(Message.Applied.class);
      try (Socket early = connect(balancer)) {
        assertThat(ask(early)).startsWith("HTTP/1.1 200 ");
        List<Socket> crowd = crowd(balancer, 600);
        await().until(() -> balancer.log().contains("Too many open files"));
        // Connected clients are served, and waiting ones cost almost nothing.
        Duration before = balancer.cpu();
        await()
            .during(Duration.ofSeconds(2))
            .atMost(Duration.ofSeconds(10))
            .until(() -> ask(early).startsWith("HTTP/1.1 200 "));
        assertThat(balancer.cpu().minus(before)).isLessThan(Duration.ofSeconds(2));
        assertThat(balancer.log().lines().filter(l -> l.contains("Too many open files")).count())
            .isLessThan(50);
        leave(crowd);
        await()
            .until(() -> {
              try (Socket late = connect(balancer)) {
                return ask(late).startsWith("HTTP/1.1 200 ");
              }
            });
        assertThat(balancer.log()).doesNotContain("is unhealthy");
      }
    }
  }

  @Test
  void byDefaultClientsAreRefusedBeforeFileDescriptorsRunOut() throws Exception {
    try (FakeControlPlane control = new FakeControlPlane();
        Backend server = new Backend();
        ChildBalancer balancer = withFiles(500, control, "--port=0")) {
      control.await(Message.Hello.class);
      control.send(Snapshots.publish(1, server));
      control.await(Message.Applied.class);
      List<Socket> crowd = crowd(balancer, 150); // (500 - 200) / 2
      for (Socket each : crowd) {
        assertThat(ask(each)).startsWith("HTTP/1.1 200 ");
      }
      // Until one client has been idle for a second and its connection makes room.
      await()
          .until(() -> {
            try (Socket late = connect(balancer)) {
              String answer = ask(late);
              assertThat(answer)
                  .satisfiesAnyOf(
                      head -> assertThat(head).startsWith("HTTP/1.1 200 "),
                      head -> assertThat(head).contains("Ringway-Reason: too-many-connections"));
              return answer.startsWith("HTTP/1.1 200 ");
            }
          });
      assertThat(balancer.admin("/metrics").body())
          .doesNotContain("ringway_client_connections_displaced_total 0\n");
      leave(crowd);
      await()
          .until(() -> {
            try (Socket next = connect(balancer)) {
              return ask(next).startsWith("HTTP/1.1 200 ");
            }
          });
      assertThat(balancer.log()).doesNotContain("Too many open files");
    }
  }

  /** Row 141 of the faults. */
  @Test
  void aFullDiskKeepsTheLastGoodSnapshotAndTrafficGoesOn() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString());
    if (Boolean.parseBoolean(System.getenv("RINGWAY_REQUIRE_ALL"))) {
      Assertions.assertTrue(mounted, "Run this test as a user who may mount a tmpfs.");
    }
    Assumptions.assumeTrue(mounted, "no tmpfs can be mounted here");
    try (FakeControlPlane control = new FakeControlPlane();
        Backend server = new Backend();
        Backend other = new Backend();
        ChildBalancer balancer =
            ChildBalancer.start(
                folder, control.port(), List.of(), List.of("--port=0", "--data=" + disk))) {
      control.await(Message.Hello.class);
      control.send(Snapshots.publish(1, server));
      control.await(Message.Applied.class);
      await().until(() -> Files.exists(disk.resolve("snapshot")));
      byte[] saved = Files.readAllBytes(disk.resolve("snapshot"));
      fill(disk.resolve("ballast"));

      control.send(Snapshots.publish(2, server, other));
      assertThat(control.await(Message.Applied.class).revision()).isEqualTo(2);
      await().until(() -> balancer.admin("/snapshot").body().contains("\"savedOnDisk\":false"));
      try (Socket client = connect(balancer)) {
        assertThat(ask(client)).startsWith("HTTP/1.1 200 ");
      }
      assertThat(wholeSnapshots(disk)).contains(new String(saved, StandardCharsets.UTF_8));

      Files.delete(disk.resolve("ballast"));
      control.send(Snapshots.publish(3, other));
      assertThat(control.await(Message.Applied.class).revision()).isEqualTo(3);
      await().until(() -> balancer.admin("/snapshot").body().contains("\"savedOnDisk\":true"));
      assertThat(Files.readString(disk.resolve("snapshot"))).contains("\"revision\":3");
    } finally {
      run("umount", disk.toString());
    }
  }

  /** Returns the snapshot files: the current one and the previous one. */
  private static List<String> wholeSnapshots(Path disk) throws IOException {
    List<String> found = new ArrayList<>();
    for (String name : List.of("snapshot", "snapshot.previous")) {
      if (Files.exists(disk.resolve(name))) {
        found.add(Files.readString(disk.resolve(name)));
      }
    }
    return found;
  }

  private static void fill(Path file) throws IOException {
    byte[] block = new byte[512];
    try (var out = Files.newOutputStream(file)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
  }
}
