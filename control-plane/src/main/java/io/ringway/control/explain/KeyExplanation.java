package io.ringway.control.explain;

import io.ringway.control.picture.ServerColour;
import io.ringway.protocol.Explanation;
import io.ringway.protocol.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An explanation formatted for the page.
 *
 * @param headline the servers that take the key, in a few words
 * @param key its text, cut when it is long
 * @param bytes its bytes in hexadecimal, cut when there are many
 * @param facts further facts, each with a label
 * @param candidates the servers in the key's order of preference
 */
record KeyExplanation(
    String headline, String key, String bytes, List<Fact> facts, List<Candidate> candidates) {

  private static final int SHOWN_CHARACTERS = 240;
  private static final int SHOWN_BYTES = 48;

  KeyExplanation {
    facts = List.copyOf(facts);
    candidates = List.copyOf(candidates);
  }

  /**
   * A label with its text.
   *
   * @param mono true for a hash, which is shown in a monospaced font
   */
  record Fact(String label, String text, boolean mono) {

    Fact(String label, String text) {
      this(label, text, false);
    }
  }

  /**
   * A candidate server of the key.
   *
   * @param colour index into the palette
   * @param takes true when it gets requests with the key
   * @param tone CSS class of its chip
   * @param verdict text of its chip
   * @param load its requests in flight; empty without a load bound
   * @param heir the server that takes over if it dies; empty for a request without a key
   */
  record Candidate(
      String name,
      String address,
      int colour,
      boolean takes,
      String tone,
      String verdict,
      String reason,
      String load,
      String heir) {}

  static KeyExplanation of(Explanation told) {
    return new KeyExplanation(
        headline(told),
        told.key().length() <= SHOWN_CHARACTERS
            ? told.key()
            : told.key().substring(0, SHOWN_CHARACTERS) + "…",
        bytes(told.keyHex()),
        facts(told),
        told.steps().stream().map(step -> candidate(told, step)).toList());
  }

  private static String headline(Explanation told) {
    List<String> takers = told.takers().stream().map(id -> KeyTable.name(told, id)).toList();
    return switch (takers.size()) {
      case 0 -> "No server takes it";
      case 1 -> takers.getFirst() + " takes it";
      case 2, 3, 4 -> String.join(", ", takers) + " share it";
      default -> takers.size() + " servers share it";
    };
  }

  private static String bytes(String hex) {
    int count = hex.length() / 2;
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(count, SHOWN_BYTES); i++) {
      text.append(i == 0 ? "" : " ").append(hex, 2 * i, 2 * i + 2);
    }
    return count <= SHOWN_BYTES
        ? text.toString()
        : String.format(Locale.ROOT, "%s … %,d bytes in all", text, count);
  }

  private static List<Fact> facts(Explanation told) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Found by", told.rule().equals("given") ? "given directly" : told.rule()));
    if (!told.hash().isEmpty()) {
      facts.add(new Fact("Hash", told.hash(), true));
      facts.add(
          new Fact(
              "Position",
              String.format(Locale.ROOT, "%.6f (%.2f°)", told.position(), told.position() * 360)));
      if (!told.fingerprint().equals(told.hash())) {
        facts.add(new Fact("Fingerprint", told.fingerprint(), true));
      }
      facts.add(
          new Fact("Owner", told.owner().isEmpty() ? "none" : KeyTable.name(told, told.owner())));
    }
    if (!told.pinnedTo().isEmpty()) {
      facts.add(new Fact("Pinned to", KeyTable.name(told, told.pinnedTo())));
    }
    if (told.spread() > 0) {
      facts.add(new Fact("Spread over", told.spread() + " servers"));
    }
    if (told.boundedLoad() > 0) {
      facts.add(
          new Fact(
              "Load bound",
              String.format(
                  Locale.ROOT,
                  "%s × the fair load, %,d in flight",
                  told.boundedLoad(),
                  told.inFlight())));
    }
    return facts;
  }

  private static Candidate candidate(Explanation told, Explanation.Step step) {
    return new Candidate(
        step.name(),
        step.address(),
        ServerColour.of(step.id()),
        step.verdict().takes(),
        tone(step.verdict()),
        word(step.verdict()),
        step.reason(),
        step.bound() == 0
            ? ""
            : String.format(Locale.ROOT, "%,d of %,d in flight", step.inFlight(), step.bound()),
        heir(told, step));
  }

  private static String heir(Explanation told, Explanation.Step step) {
    if (told.hash().isEmpty()) {
      return ""; // a request without a key goes to any remaining server
    }
    return step.ifItDies().isEmpty() ? "none is left" : KeyTable.name(told, step.ifItDies());
  }

  private static String tone(Verdict verdict) {
    return switch (verdict) {
      case TAKEN, PINNED, SHARED -> "good";
      case DRAINING, AT_BOUND, RAMPING -> "warn";
      case UNHEALTHY -> "bad";
      case RESERVE -> "off";
    };
  }

  private static String word(Verdict verdict) {
    return switch (verdict) {
      case TAKEN -> "takes it";
      case PINNED -> "pinned here";
      case SHARED -> "shares it";
      case DRAINING -> "draining";
      case AT_BOUND -> "at its bound";
      case RAMPING -> "joining";
      case UNHEALTHY -> "down";
      case RESERVE -> "in reserve";
    };
  }
}
