package dev.yoco4j.torch.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;

/// Where boxes of a tensor lie, as the copy engine of GPUs from compute capability 9.0 on wants to
/// be told: 64 numbers of one head at some consecutive positions.
///
/// In shared memory a position has 128 bytes, and unit `u` of 16 bytes of position `r` lies at `u ^
/// (r % 8)`. Positions before the first and behind the last are zeros.
public final class TensorMap {
  static final int WORDS = 16;
  static final long BYTES = 128;

  private static final DriverFunction ENCODE =
      CudaDriver.function(
          "cuTensorMapEncodeTiled",
          JAVA_LONG,
          JAVA_INT,
          JAVA_INT,
          JAVA_LONG,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          JAVA_INT,
          JAVA_INT,
          JAVA_INT);

  private static final int BFLOAT16 = 9;
  private static final int NOT_INTERLEAVED = 0;
  private static final int SWIZZLE_128_BYTES = 3;
  private static final int FETCH_256_BYTES = 3;
  private static final int ZEROS_OUTSIDE = 0;
  private static final int DIMENSIONS = 4;
  private static final int BOX_WIDTH = 64;

  private final long[] words;

  private TensorMap(long[] words) {
    this.words = words;
  }

  /// Describes a tensor. Its address is noted, the tensor is not kept.
  ///
  /// @param x `[B, T, H, Dh]` bfloat16 on CUDA, `Dh` a multiple of 64 whose numbers lie together;
  ///   begins, and has its other strides, at multiples of 16 bytes
  /// @param positions of a box, at most 256
  /// @return the map
  /// @throws IllegalStateException if the driver refuses it
  public static TensorMap of(Tensor x, int positions) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment map = arena.allocate(BYTES, BYTES / 2);
      Pointer first = x.data_ptr();
      ENCODE.call(
          "mapping a tensor of " + Arrays.toString(x.sizes().vec().get()),
          map.address(),
          BFLOAT16,
          DIMENSIONS,
          first.address(),
          arena.allocateFrom(JAVA_LONG, x.size(3), x.size(2), x.size(1), x.size(0)),
          arena.allocateFrom(JAVA_LONG, bytes(x, 2), bytes(x, 1), bytes(x, 0)),
          arena.allocateFrom(JAVA_INT, BOX_WIDTH, 1, positions, 1),
          arena.allocateFrom(JAVA_INT, 1, 1, 1, 1),
          NOT_INTERLEAVED,
          SWIZZLE_128_BYTES,
          FETCH_256_BYTES,
          ZEROS_OUTSIDE);
      return new TensorMap(map.toArray(JAVA_LONG));
    }
  }

  private static long bytes(Tensor x, int dimension) {
    return x.stride(dimension) * Short.BYTES;
  }

  /// The driver's own form.
  long[] words() {
    return words;
  }
}
