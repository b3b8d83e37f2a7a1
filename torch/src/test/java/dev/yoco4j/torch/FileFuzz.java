package dev.yoco4j.torch;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Damages a file in the ways that disks, networks and people do.
public final class FileFuzz {
  private static final long[] LIES = {
    -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 62, 1L << 40, 0xFFFF_FFFFL, 0x7FFF_FFFFL, 0xFFFF, 0
  };

  private FileFuzz() {}

  /// A damaged copy.
  public static byte[] damage(RandomGenerator random, byte[] valid) {
    byte[] bytes = valid.clone();
    int times = 1 + random.nextInt(3);
    for (int i = 0; i < times; i++) {
      bytes = damageOnce(random, bytes);
    }
    return bytes;
  }

  private static byte[] damageOnce(RandomGenerator random, byte[] bytes) {
    if (bytes.length < 16) {
      return bytes;
    }
    int at = random.nextInt(bytes.length - 8);
    switch (random.nextInt(6)) {
      case 0, 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 2 -> bytes[at] = (byte) random.nextInt();
      case 3 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 4 -> {
        return insert(random, bytes, at);
      }
      default -> lie(bytes, at, LIES[random.nextInt(LIES.length)], 1 << random.nextInt(4));
    }
    return bytes;
  }

  private static byte[] insert(RandomGenerator random, byte[] bytes, int at) {
    byte[] more = new byte[1 + random.nextInt(20)];
    random.nextBytes(more);
    byte[] longer = Arrays.copyOf(bytes, bytes.length + more.length);
    System.arraycopy(more, 0, longer, at, more.length);
    System.arraycopy(bytes, at, longer, at + more.length, bytes.length - at);
    return longer;
  }

  private static void lie(byte[] bytes, int at, long value, int width) {
    for (int i = 0; i < width; i++) {
      bytes[at + i] = (byte) (value >> (8 * i));
    }
  }
}
