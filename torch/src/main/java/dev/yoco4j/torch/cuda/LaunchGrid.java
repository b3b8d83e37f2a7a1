package dev.yoco4j.torch.cuda;

/// How many threads run a kernel, and how they are grouped.
///
/// @param x blocks in the first direction, at least 1
/// @param y blocks in the second direction, 1 to 65535
/// @param z blocks in the third direction, 1 to 65535
/// @param threads of each block, 1 to 1024, all in the first direction
/// @param sharedBytes memory that each block's threads share, beyond what the source declares with
///   a size
public record LaunchGrid(int x, int y, int z, int threads, int sharedBytes) {
  private static final int MOST_BLOCKS = 65_535;
  private static final int MOST_THREADS = 1024;

  /// Checks the sizes.
  public LaunchGrid {
    check("x", x, Integer.MAX_VALUE);
    check("y", y, MOST_BLOCKS);
    check("z", z, MOST_BLOCKS);
    check("threads", threads, MOST_THREADS);
    if (sharedBytes < 0) {
      throw new IllegalArgumentException("sharedBytes must be at least 0, was " + sharedBytes);
    }
  }

  private static void check(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(name + " must be from 1 to " + most + ", was " + value);
    }
  }

  /// Blocks in one direction.
  ///
  /// @param blocks at least 1
  /// @param threads of each
  /// @return the grid, without shared memory
  public static LaunchGrid of(int blocks, int threads) {
    return new LaunchGrid(blocks, 1, 1, threads, 0);
  }

  /// As many blocks as give each item a thread; the last block may have threads without one.
  ///
  /// @param items at least 1
  /// @param threads of each block
  /// @return the grid, without shared memory
  public static LaunchGrid covering(long items, int threads) {
    return of(Math.toIntExact(Math.ceilDiv(items, (long) threads)), threads);
  }

  /// The same blocks with shared memory.
  ///
  /// @param bytes of each block
  /// @return the grid
  public LaunchGrid withSharedBytes(int bytes) {
    return new LaunchGrid(x, y, z, threads, bytes);
  }
}
