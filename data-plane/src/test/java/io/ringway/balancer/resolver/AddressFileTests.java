package io.ringway.balancer.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.handler.codec.dns.DnsResponseCode;
import io.ringway.balancer.disk.AtomicFile;
import io.ringway.protocol.address.AddressPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Saved addresses from one process to the next, with a real DNS server. */
class AddressFileTests {

  @TempDir Path folder;

  private final LoopbackDns dns = new LoopbackDns();

  @AfterEach
  void stop() {
    dns.close();
  }

  private static List<String> first(Endpoint endpoint) throws Exception {
    return endpoint.known().copy().get(20, TimeUnit.SECONDS).resolution().addresses();
  }

  private void firstProcess() throws Exception {
    dns.has("a.test", 60, "127.0.0.2", "::1");
    try (Resolver resolver = dns.resolver(AddressPolicy.STANDARD);
        AddressFile _ = AddressFile.open(folder, resolver)) {
      assertThat(first(resolver.endpoint("a.test", 80))).containsExactly("::1", "127.0.0.2");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"NXDOMAIN", "silence"})
  void theNextProcessHasTheAddressesWhileTheNameDoesNotResolve(String outage) throws Exception {
    long begin = System.currentTimeMillis();
    firstProcess();
    long end = System.currentTimeMillis();
    if (outage.equals("silence")) {
      dns.silent = true;
    } else {
      dns.fails("a.test", DnsResponseCode.NXDOMAIN);
    }
    try (Resolver resolver = dns.resolver(AddressPolicy.STANDARD);
        AddressFile _ = AddressFile.open(folder, resolver)) {
      Endpoint endpoint = resolver.endpoint("A.test", 80);
      assertThat(first(endpoint)).containsExactly("::1", "127.0.0.2");
      await()
          .atMost(20, TimeUnit.SECONDS)
          .until(() -> !endpoint.candidates().resolution().resolved());
      assertThat(endpoint.candidates().resolution().unresolvedSince()).isBetween(begin, end);
    }
    // A process that never resolved the name keeps its addresses for the next process.
    try (Resolver resolver = dns.resolver(AddressPolicy.STANDARD);
        AddressFile _ = AddressFile.open(folder, resolver)) {
      assertThat(first(resolver.endpoint("a.test", 80))).containsExactly("::1", "127.0.0.2");
    }
  }

  @Test
  void anAnswerIsWorthMoreThanWhatIsOnDisk() throws Exception {
    firstProcess();
    dns.has("a.test", 60, "127.0.0.3");
    try (Resolver resolver = dns.resolver(AddressPolicy.STANDARD);
        AddressFile _ = AddressFile.open(folder, resolver)) {
      Endpoint endpoint = resolver.endpoint("a.test", 80);
      await().atMost(20, TimeUnit.SECONDS).until(() -> endpoint.candidates().lookedUp());
      assertThat(endpoint.candidates().resolution().addresses()).containsExactly("127.0.0.3");
    }
  }

  @Test
  void aChangeIsOnDiskWhileTheProcessRuns() throws Exception {
    dns.has("a.test", 60, "127.0.0.2");
    try (Resolver resolver = dns.resolver(AddressPolicy.STANDARD);
        AddressFile _ = AddressFile.open(folder, resolver)) {
      assertThat(first(resolver.endpoint("a.test", 80))).containsExactly("127.0.0.2");
      Path file = folder.resolve("addresses");
      await()
          .atMost(20, TimeUnit.SECONDS)
          .until(() -> Files.exists(file) && Files.readString(file).contains("a.test "));
      assertThat(file).content().startsWith("ringway-addresses/1 sha256:").contains(" 127.0.0.2\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "half", "changed"})
  void aFileThatIsNotWholeIsNoReasonNotToStart(String what) throws Exception {
    firstProcess();
    Path file = folder.resolve("addresses");
    String whole = Files.readString(file);
    Files.writeString(
        file,
        switch (what) {
          case "half" -> whole.substring(0, whole.length() / 2);
          case "changed" -> whole.replace("127.0.0.2", "127.0.0.9");
          default -> what;
        });
    dns.fails("a.test", DnsResponseCode.NXDOMAIN);
    try (Resolver resolver = dns.resolver(AddressPolicy.STANDARD);
        AddressFile _ = AddressFile.open(folder, resolver)) {
      assertThat(first(resolver.endpoint("a.test", 80))).isEmpty();
    }
    assertThat(file).content().startsWith("ringway-addresses/1 sha256:");
  }

  @Test
  void bytesThatAreNoTextAreNoReasonNotToStart() throws Exception {
    Path file = Files.write(folder.resolve("addresses"), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThatThrownBy(() -> new AtomicFile(file, "ringway-addresses/1").read(file))
        .isInstanceOf(IOException.class)
        .hasMessage("it is not a text in UTF-8");
    try (Resolver resolver = dns.resolver(AddressPolicy.STANDARD)) {
      AddressFile.open(folder, resolver).close();
    }
    assertThat(file).content().startsWith("ringway-addresses/1 sha256:");
  }

  @Test
  void whatCouldNotBeSavedIsSavedAsSoonAsItCan() throws Exception {
    Path file = Files.createDirectory(folder.resolve("addresses"));
    Path within = Files.writeString(file.resolve("within"), "");
    dns.has("a.test", 60, "127.0.0.2");
    try (Resolver resolver = dns.resolver(AddressPolicy.STANDARD);
        AddressFile _ = AddressFile.open(folder, resolver)) {
      assertThat(first(resolver.endpoint("a.test", 80))).containsExactly("127.0.0.2");
      Path aside = folder.resolve("addresses.tmp");
      await().atMost(20, TimeUnit.SECONDS).until(() -> Files.exists(aside)); // a try that failed
      Files.delete(within);
      Files.delete(file);
      await().atMost(20, TimeUnit.SECONDS).until(() -> Files.isRegularFile(file));
      assertThat(file).content().contains("a.test ");
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsSurvived() throws IOException {
    Path below = Files.writeString(folder.resolve("file"), "").resolve("below");
    try (Resolver resolver = dns.resolver(AddressPolicy.STANDARD)) {
      AddressFile.open(below, resolver).close();
    }
    assertThat(below).doesNotExist();
  }
}
