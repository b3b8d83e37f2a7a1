package dev.yoco4j.torch.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// NVIDIA's library of matrix products, which offers several algorithms for one product.
final class CublasLt {
  private static final NativeLibrary LIBRARY =
      NativeLibrary.open(Stream.of("libcublasLt.so.13"), "libcublasLt.so.13 was not found");

  private static final NativeFunction CREATE = LIBRARY.function("cublasLtCreate", ADDRESS);
  private static final NativeFunction NEW_PRODUCT =
      LIBRARY.function("cublasLtMatmulDescCreate", ADDRESS, JAVA_INT, JAVA_INT);
  private static final NativeFunction SET_PRODUCT =
      LIBRARY.function("cublasLtMatmulDescSetAttribute", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final NativeFunction NEW_LAYOUT =
      LIBRARY.function(
          "cublasLtMatrixLayoutCreate", ADDRESS, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final NativeFunction NEW_PREFERENCE =
      LIBRARY.function("cublasLtMatmulPreferenceCreate", ADDRESS);
  private static final NativeFunction SET_PREFERENCE =
      LIBRARY.function(
          "cublasLtMatmulPreferenceSetAttribute", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final NativeFunction PROPOSE =
      LIBRARY.function(
          "cublasLtMatmulAlgoGetHeuristic",
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_INT,
          ADDRESS,
          ADDRESS);
  private static final NativeFunction CONFIGURATION =
      LIBRARY.function(
          "cublasLtMatmulAlgoConfigGetAttribute", ADDRESS, JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS);
  private static final NativeFunction MULTIPLY =
      LIBRARY.function(
          "cublasLtMatmul",
          JAVA_LONG,
          JAVA_LONG,
          ADDRESS,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          ADDRESS,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          ADDRESS,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG);

  private static final int BFLOAT16 = 14;
  private static final int FLOAT32 = 0;
  private static final int SUMS_IN_FLOAT32 = 68;
  private static final int TRANSPOSE_FIRST = 3;
  private static final int TRANSPOSED = 1;
  private static final int WORKSPACE = 1;
  private static final int PARTS_OF_A_SUM = 2;
  private static final int MOST_PROPOSALS = 8;
  private static final long ALGORITHM_BYTES = 64;
  private static final long PROPOSAL_BYTES = 96;
  private static final long WORKSPACE_BYTES = 64;
  private static final long STATE = 72;
  private static final long MOST_WORKSPACE = 32L << 20;

  private CublasLt() {}

  static boolean isPresent() {
    return LIBRARY.isPresent();
  }

  /// One of the library's algorithms.
  ///
  /// @param choices the library's own form
  /// @param workspace bytes on the GPU that it needs besides
  record Algorithm(MemorySegment choices, long workspace) {}

  /// A product's description for the library, which lives as long as the process.
  ///
  /// @param product the operation
  /// @param weight layout of `W`
  /// @param x layout of `x`
  /// @param out layout of what is made
  /// @param algorithms proposed ones, each of which sums all products of an output in one order, so
  ///   that they give the same numbers
  record Description(long product, long weight, long x, long out, List<Algorithm> algorithms) {}

  /// Describes `x W^T`, `x: [M, K]`, `W: [N, K]`, contiguous bfloat16.
  ///
  /// @param rows `M`
  /// @param outputs `N`
  /// @param inputs `K`
  /// @return its description; without algorithms where the library has none
  static Description describe(long rows, long outputs, long inputs) {
    long product = created(NEW_PRODUCT, SUMS_IN_FLOAT32, FLOAT32);
    set(SET_PRODUCT, product, TRANSPOSE_FIRST, TRANSPOSED);
    long weight = created(NEW_LAYOUT, BFLOAT16, inputs, outputs, inputs);
    long x = created(NEW_LAYOUT, BFLOAT16, inputs, rows, inputs);
    long out = created(NEW_LAYOUT, BFLOAT16, outputs, rows, outputs);
    long preference = created(NEW_PREFERENCE);
    set(SET_PREFERENCE, preference, WORKSPACE, MOST_WORKSPACE);
    List<Algorithm> found = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment proposals = arena.allocate(MOST_PROPOSALS * PROPOSAL_BYTES, Long.BYTES);
      MemorySegment count = arena.allocate(JAVA_INT);
      int code =
          PROPOSE.call(
              Handle.VALUE,
              product,
              weight,
              x,
              out,
              out,
              preference,
              MOST_PROPOSALS,
              proposals,
              count);
      for (int i = 0; code == 0 && i < count.get(JAVA_INT, 0); i++) {
        MemorySegment proposal = proposals.asSlice(i * PROPOSAL_BYTES, PROPOSAL_BYTES);
        if (proposal.get(JAVA_INT, STATE) == 0 && isInOneOrder(proposal, arena)) {
          found.add(kept(proposal));
        }
      }
    }
    return new Description(product, weight, x, out, List.copyOf(found));
  }

  private static Algorithm kept(MemorySegment proposal) {
    MemorySegment choices = Arena.global().allocate(ALGORITHM_BYTES, Long.BYTES);
    return new Algorithm(
        choices.copyFrom(proposal.asSlice(0, ALGORITHM_BYTES)),
        proposal.get(JAVA_LONG, WORKSPACE_BYTES));
  }

  private static boolean isInOneOrder(MemorySegment algorithm, Arena arena) {
    MemorySegment parts = arena.allocate(JAVA_INT);
    MemorySegment written = arena.allocate(JAVA_LONG);
    int code = CONFIGURATION.call(algorithm, PARTS_OF_A_SUM, parts, (long) Integer.BYTES, written);
    return code == 0 && parts.get(JAVA_INT, 0) <= 1;
  }

  /// Asks the GPU for `out = x W^T + beta out` in this thread's stream.
  ///
  /// @param description of the product
  /// @param algorithm one of its own
  /// @param addresses of `x`, `W`, `out` and the algorithm's workspace
  /// @param beta address of a float32 on the host
  static void multiply(
      Description description, Algorithm algorithm, long[] addresses, MemorySegment beta) {
    int code =
        MULTIPLY.call(
            Handle.VALUE,
            description.product(),
            Numbers.ONE,
            addresses[1],
            description.weight(),
            addresses[0],
            description.x(),
            beta,
            addresses[2],
            description.out(),
            addresses[2],
            description.out(),
            algorithm.choices(),
            addresses[3],
            algorithm.workspace(),
            CudaStreams.handle());
    check(code, "cublasLtMatmul");
  }

  private static long created(NativeFunction function, Object... arguments) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment handle = arena.allocate(JAVA_LONG);
      Object[] all = new Object[arguments.length + 1];
      all[0] = handle;
      System.arraycopy(arguments, 0, all, 1, arguments.length);
      check(function.call(all), function.name());
      return handle.get(JAVA_LONG, 0);
    }
  }

  private static void set(NativeFunction function, long target, int attribute, int value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment number = arena.allocateFrom(JAVA_INT, value);
      check(function.call(target, attribute, number, (long) Integer.BYTES), function.name());
    }
  }

  private static void set(NativeFunction function, long target, int attribute, long value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment number = arena.allocateFrom(JAVA_LONG, value);
      check(function.call(target, attribute, number, (long) Long.BYTES), function.name());
    }
  }

  private static void check(int code, String function) {
    if (code != 0) {
      throw new IllegalStateException(
          function + " failed with cublasStatus_t " + code + ", see cublas_api.h");
    }
  }

  private static final class Handle {
    static final long VALUE = created(CREATE);
  }

  /// Factors of sums.
  static final class Numbers {
    static final MemorySegment ONE = Arena.global().allocateFrom(JAVA_FLOAT, 1.0f);
    static final MemorySegment ZERO = Arena.global().allocateFrom(JAVA_FLOAT, 0.0f);

    private Numbers() {}
  }
}
