package io.ringway.ring;

import java.util.Locale;

/**
 * The algorithm of a ring with its parameters. A changed mapping is a new spec, never a new meaning
 * of an old one.
 */
public sealed interface RingSpec {

  /** The default: weighted points on a 64-bit circle. */
  RingSpec DEFAULT = new Points(Points.DEFAULT_POINTS);

  /** Returns the name of the algorithm in REST, on the wire and in the dashboard. */
  String algorithm();

  /**
   * Consistent hashing with points on a circle (Karger et al. 1997).
   *
   * @param points number of points (virtual nodes) of a node of weight 1, from 1 to 65,536; more
   *     points balance better and cost memory
   */
  record Points(int points) implements RingSpec {

    /**
     * The default number of points. It balances ten servers to within five percent of their
     * weights; with 1,024 points, every second set of ten misses that. Large clusters need fewer:
     * see docs/placement.md.
     */
    public static final int DEFAULT_POINTS = 4_096;

    /** Checks the range. */
    public Points {
      if (points < 1 || points > 65_536) {
        throw new IllegalArgumentException(
            "A ring has 1 to 65,536 points a server, not " + points + ".");
      }
    }

    @Override
    public String algorithm() {
      return "ring";
    }
  }

  /**
   * The lookup table of Maglev (Eisenbud et al. 2016): near perfect balance, at the price of a few
   * more moved keys than necessary.
   *
   * @param tableSize slots of the table, a prime from 7 to 16,777,213; a hundred for each server
   *     balance to one percent
   */
  record Maglev(int tableSize) implements RingSpec {

    /** The default table size, which the paper uses for clusters of some hundred servers. */
    public static final int DEFAULT_TABLE_SIZE = 65_537;

    /** The largest prime below 2²⁴. */
    public static final int MAX_TABLE_SIZE = 16_777_213;

    private static final int MIN_TABLE_SIZE = 7;

    /** Checks the range, and that the number is prime. */
    public Maglev {
      if (tableSize < MIN_TABLE_SIZE || tableSize > MAX_TABLE_SIZE) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "A Maglev table has 7 to 16,777,213 slots, a prime number, not %,d.",
                tableSize));
      }
      if (!prime(tableSize)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "A Maglev table has a prime number of slots and %,d is none: give %d, the next"
                    + " one.",
                tableSize,
                nextPrime(tableSize)));
      }
    }

    /** Returns the smallest prime that is not less than a number. */
    public static int nextPrime(int number) {
      int next = Math.max(2, number);
      while (!prime(next)) {
        next++;
      }
      return next;
    }

    private static boolean prime(int number) {
      for (int divisor = 2; (long) divisor * divisor <= number; divisor++) {
        if (number % divisor == 0) {
          return false;
        }
      }
      return number > 1;
    }

    @Override
    public String algorithm() {
      return "maglev";
    }
  }

  /**
   * Weighted rendezvous hashing (Thaler and Ravishankar 1998) over a table of slots: no change
   * moves a slot that need not move, and each slot has its own order of all servers.
   *
   * @param slots a power of two from 64 to 1,048,576; a thousand for each server balance to some
   *     ten percent
   */
  record Rendezvous(int slots) implements RingSpec {

    /** The default number of slots, which balances ten servers to within about three percent. */
    public static final int DEFAULT_SLOTS = 65_536;

    private static final int MIN_SLOTS = 64;
    private static final int MAX_SLOTS = 1 << 20;

    /** Checks the range, and that the number is a power of two. */
    public Rendezvous {
      if (slots < MIN_SLOTS || slots > MAX_SLOTS || Integer.bitCount(slots) != 1) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "A rendezvous table has a power of two of slots, from 64 to 1,048,576, not %,d:"
                    + " give %d.",
                slots,
                near(slots)));
      }
    }

    private static int near(int slots) {
      int low = Integer.highestOneBit(Math.clamp(slots, MIN_SLOTS, MAX_SLOTS));
      return low < slots && low < MAX_SLOTS ? low << 1 : low;
    }

    @Override
    public String algorithm() {
      return "rendezvous";
    }
  }

  /**
   * The circle of the classroom: some hundred slots, a few virtual nodes for each server, linear
   * probing when two collide. For comparison with the others, not for production.
   *
   * @param slots on the circle, from 2 to 65,536
   * @param virtualNodes of a server of weight 1, from 1 to the number of slots
   */
  record Slots(int slots, int virtualNodes) implements RingSpec {

    /** The circle of the original exercise. */
    public static final Slots CLASSROOM = new Slots(512, 9);

    private static final int MAX_SLOTS = 65_536;

    /** Checks the ranges. */
    public Slots {
      if (slots < 2 || slots > MAX_SLOTS) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "The classroom circle has 2 to 65,536 slots, not %,d.", slots));
      }
      if (virtualNodes < 1 || virtualNodes > slots) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "A server has 1 to %,d virtual nodes on a circle of %,d slots, not %,d.",
                slots,
                slots,
                virtualNodes));
      }
    }

    @Override
    public String algorithm() {
      return "slots";
    }
  }

  /**
   * The mapping of nginx's {@code hash KEY consistent}, key for key. Point i of a server is CRC-32
   * of its hash key and of point i − 1; a server has 160 points for each unit of weight. The hash
   * key of a node is the text of its {@code server} line, such as {@code 10.0.0.7:8080}. See
   * docs/placement.md.
   */
  record Nginx() implements RingSpec {

    @Override
    public String algorithm() {
      return "nginx";
    }
  }

  /**
   * The mapping of HAProxy's {@code hash-type consistent}, key for key. A server has 16 points for
   * each unit of weight and gets the keys that are nearest to one of them. The hash key of a node
   * is its HAProxy id in decimal digits; any other text is hashed to a number. See
   * docs/placement.md.
   *
   * @param function the hash function of keys
   * @param avalanche whether the result is mixed once more; HAProxy does so when {@code hash-type
   *     consistent} names no function, or where {@code avalanche} is written
   */
  record HaProxy(Function function, boolean avalanche) implements RingSpec {

    /** {@code hash-type consistent} without further arguments. */
    public static final HaProxy DEFAULT = new HaProxy(Function.SDBM, true);

    /** The functions that HAProxy hashes a key with. */
    public enum Function {
      /** {@code sdbm}, the default. */
      SDBM,
      /** {@code djb2}. */
      DJB2,
      /** {@code wt6}. */
      WT6,
      /** {@code crc32}. */
      CRC32,
      /**
       * The hash of {@code balance source}, whatever function is named: an IP address is its 32
       * bits, the four words of an IPv6 address combined by exclusive or. Keys that are not IP
       * addresses are hashed as with {@link #SDBM}.
       */
      ADDRESS
    }

    @Override
    public String algorithm() {
      return "haproxy";
    }
  }
}
