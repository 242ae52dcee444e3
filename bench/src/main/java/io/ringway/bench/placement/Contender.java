package io.ringway.bench.placement;

import com.dynatrace.hash4j.consistent.ConsistentBucketHasher;
import com.dynatrace.hash4j.consistent.ConsistentBucketSetHasher;
import com.dynatrace.hash4j.consistent.ConsistentHashing;
import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.random.PseudoRandomGeneratorProvider;
import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import io.ringway.ring.Node;
import io.ringway.ring.Ring;
import io.ringway.ring.RingSpec;
import io.ringway.ring.Rings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/** The placements under test: Ringway's own, and the usual alternatives for a Java user. */
public enum Contender {
  /** The default of Ringway, 4,096 points a server. */
  RING,
  /** The default with a quarter of the points. */
  RING_1024,
  /** Maglev's table of 65,537 slots. */
  MAGLEV,
  /** A rendezvous table of 65,536 slots. */
  RENDEZVOUS,
  /** The classroom's 512 slots; 56 servers at most. */
  SLOTS,
  /** The mapping of nginx. */
  NGINX,
  /** The mapping of HAProxy. */
  HAPROXY,

  /** A sorted map of points hashed with MD5, as in most tutorials. */
  TREE_MAP_MD5 {
    @Override
    Lookup build(int servers) {
      return new TreeMapRing(names(servers), TUTORIAL_POINTS);
    }
  },

  /** Guava's jump hash over murmur3: numbered servers, of which only the last can be removed. */
  GUAVA {
    @Override
    Lookup build(int servers) {
      HashFunction murmur = Hashing.murmur3_128();
      return new Lookup() {
        @Override
        public int owner(long hash) {
          return Hashing.consistentHash(hash, servers);
        }

        @Override
        public int owner(String key) {
          return Hashing.consistentHash(murmur.hashString(key, StandardCharsets.UTF_8), servers);
        }
      };
    }
  },

  /** Hash4j's jump-back hash over XXH3: numbered servers, of which only the last can be removed. */
  JUMP_BACK {
    @Override
    Lookup build(int servers) {
      ConsistentBucketHasher hasher = ConsistentHashing.jumpBackHashSplitMix64();
      return new Lookup() {
        @Override
        public int owner(long hash) {
          return hasher.getBucket(hash, servers);
        }

        @Override
        public int owner(String key) {
          return hasher.getBucket(XXH3.hashCharsToLong(key), servers);
        }
      };
    }
  },

  /**
   * Hash4j's jump-back anchor hash over XXH3: any server can be removed; no weights, no second
   * choice.
   */
  JUMP_BACK_ANCHOR {
    @Override
    Lookup build(int servers) {
      ConsistentBucketSetHasher hasher =
          ConsistentHashing.jumpBackAnchorHash(PseudoRandomGeneratorProvider.splitMix64_V1());
      for (int i = 0; i < servers; i++) {
        hasher.addBucket();
      }
      return new Lookup() {
        @Override
        public int owner(long hash) {
          return hasher.getBucket(hash);
        }

        @Override
        public int owner(String key) {
          return hasher.getBucket(XXH3.hashCharsToLong(key));
        }
      };
    }
  };

  /** Points of a server. Tutorials use between 100 and 200; ketama used 160. */
  private static final int TUTORIAL_POINTS = 160;

  private static final Hasher64 XXH3 = com.dynatrace.hash4j.hashing.Hashing.xxh3_64();

  /** Returns the placement of this many servers of weight 1. */
  Lookup build(int servers) {
    return lookup(ring(nodes(servers)));
  }

  /** Returns the ring of some servers. */
  Ring ring(List<Node> nodes) {
    return Rings.build(spec(), nodes);
  }

  private RingSpec spec() {
    return switch (this) {
      case RING -> RingSpec.DEFAULT;
      case RING_1024 -> new RingSpec.Points(1_024);
      case MAGLEV -> new RingSpec.Maglev(RingSpec.Maglev.DEFAULT_TABLE_SIZE);
      case RENDEZVOUS -> new RingSpec.Rendezvous(RingSpec.Rendezvous.DEFAULT_SLOTS);
      case SLOTS -> RingSpec.Slots.CLASSROOM;
      case NGINX -> new RingSpec.Nginx();
      case HAPROXY -> RingSpec.HaProxy.DEFAULT;
      case TREE_MAP_MD5, GUAVA, JUMP_BACK, JUMP_BACK_ANCHOR ->
          throw new IllegalStateException(name() + " is none of Ringway's placements.");
    };
  }

  private static Lookup lookup(Ring ring) {
    return new Lookup() {
      @Override
      public int owner(long hash) {
        return ring.owner(hash);
      }

      @Override
      public int owner(String key) {
        return ring.owner(ring.keyHash().hash(key));
      }
    };
  }

  static List<String> names(int servers) {
    return IntStream.range(0, servers).mapToObj(i -> "server-" + i).toList();
  }

  static List<Node> nodes(int servers) {
    return names(servers).stream().map(Node::new).toList();
  }
}
