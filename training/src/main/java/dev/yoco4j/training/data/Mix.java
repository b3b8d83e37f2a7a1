package dev.yoco4j.training.data;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Numbers that look random and are functions of their arguments.
final class Mix {
  private Mix() {}

  /// The finaliser of SplitMix64 (Steele, Lea, Flood 2014), a bijection.
  static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  static long mix(long first, long second) {
    return mix(mix(first) + second);
  }

  /// A number in [0, 1) for a name, the same on every machine.
  static double unit(String name) {
    long hash = 0;
    for (byte b : name.getBytes(UTF_8)) {
      hash = (hash ^ b) * 0x100000001B3L;
    }
    return (mix(hash) >>> 11) * 0x1.0p-53;
  }
}
