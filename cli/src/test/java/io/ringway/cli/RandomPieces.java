package io.ringway.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Random pieces of configuration files; the same seed draws the same pieces. */
final class RandomPieces {

  private final SplittableRandom random;

  RandomPieces(long seed) {
    random = new SplittableRandom(seed);
  }

  boolean once(int in) {
    return random.nextInt(in) == 0;
  }

  int number(int from, int to) {
    return random.nextInt(from, to + 1);
  }

  String one(String... of) {
    return of[random.nextInt(of.length)];
  }

  /** Returns some of these, each at most once, in any order. */
  List<String> some(int most, String... of) {
    List<String> left = new ArrayList<>(List.of(of));
    List<String> drawn = new ArrayList<>();
    for (int i = random.nextInt(most + 1); i > 0 && !left.isEmpty(); i--) {
      drawn.add(left.remove(random.nextInt(left.size())));
    }
    return drawn;
  }
}
