package io.ringway.ring;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A scenario for comparing Ringway with other load balancers: servers a, b and c, and {@link #KEYS}
 * keys. The golden files have a column for each scenario, in this order.
 */
enum PeerScenario {
  EQUAL,
  WEIGHTED,
  DOWN,
  ADDED,
  UNICODE,
  LONG;

  static final int KEYS = 10_000;

  List<String> servers() {
    return this == ADDED ? List.of("a", "b", "c", "d") : List.of("a", "b", "c");
  }

  int weight(String server) {
    if (this != WEIGHTED) {
      return 1;
    }
    return switch (server) {
      case "a" -> 1;
      case "b" -> 5;
      default -> 10;
    };
  }

  boolean up(String server) {
    return this != DOWN || !server.equals("b");
  }

  String key(int number) {
    return switch (this) {
      case UNICODE -> "schlüssel/ключ/鍵/🔑-" + number;
      case LONG -> letters(number, 500 + number % 2_000);
      default -> number % 2 == 0 ? "user-" + number : "/img/" + number + "/a.png?v=" + number % 7;
    };
  }

  private static String letters(int seed, int length) {
    Random random = new Random(seed);
    byte[] text = new byte[length];
    for (int i = 0; i < length; i++) {
      text[i] = (byte) ('a' + random.nextInt(26));
    }
    return new String(text, StandardCharsets.US_ASCII);
  }

  /** Returns the ring of this scenario. */
  Ring ring(RingSpec spec, Function<String, String> hashKey) {
    return Rings.build(
        spec,
        servers().stream()
            .map(server -> new Node(server, weight(server), hashKey.apply(server)))
            .toList());
  }

  /** Returns the server of a key: the first candidate that is up. */
  String server(Ring ring, String key) {
    Candidates cursor = ring.candidates(ring.keyHash().hash(key), new Candidates());
    return Stream.generate(() -> ring.nodes().get(cursor.next()).id())
        .filter(this::up)
        .findFirst()
        .orElseThrow();
  }

  /** Returns the name of the scenario in the configuration files of the other load balancers. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
