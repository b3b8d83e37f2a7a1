package dev.yoco4j.torch.cuda;

import static org.bytedeco.pytorch.global.torch.empty;

import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.TensorMemory;
import dev.yoco4j.torch.cuda.CublasLt.Algorithm;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Products that take a GPU long enough to meet its limit of power.
///
/// NVIDIA's library proposes several algorithms, the first of which is the fastest at full clock. A
/// GPU at its limit lowers the clock, and others are faster then. So the first products of each
/// shape try them in turn, where they run. All give the same numbers: each sums in one order.
public final class LargeProduct {
  /// Rows from which on products fill a GPU.
  private static final long ROWS = 4096;

  private static final long MULTIPLICATIONS = 1L << 35;
  private static final int UNIT = 8;
  private static final Map<Shape, LargeProduct> KNOWN = new ConcurrentHashMap<>();

  private record Shape(long rows, long outputs, long inputs, boolean adds) {
    static Shape of(Tensor x, Tensor weight) {
      long inputs = x.size(-1);
      return new Shape(x.numel() / inputs, weight.size(0), inputs, false);
    }

    Shape adding() {
      return new Shape(rows, outputs, inputs, true);
    }
  }

  private final CublasLt.Description description;
  private final TimedChoice choice;
  private final MemorySegment beta;

  private LargeProduct(Shape shape) {
    description = CublasLt.describe(shape.rows(), shape.outputs(), shape.inputs());
    choice = new TimedChoice(Math.max(1, description.algorithms().size()));
    beta = shape.adds() ? CublasLt.Numbers.ONE : CublasLt.Numbers.ZERO;
  }

  /// Whether a product is one of these.
  ///
  /// @param x `[.., K]`
  /// @param weight `[N, K]`
  /// @return true for many contiguous rows of bfloat16 on a GPU
  public static boolean takes(Tensor x, Tensor weight) {
    long inputs = x.size(-1);
    long rows = x.numel() / inputs;
    return x.is_cuda()
        && rows >= ROWS
        && rows * inputs * weight.size(0) >= MULTIPLICATIONS
        && inputs % UNIT == 0
        && weight.size(0) % UNIT == 0
        && isPlain(x)
        && isPlain(weight)
        && CublasLt.isPresent()
        && !known(Shape.of(x, weight)).description.algorithms().isEmpty();
  }

  private static boolean isPlain(Tensor x) {
    return x.is_contiguous() && x.scalar_type().intern() == Precision.BFLOAT16.scalarType();
  }

  /// Asks the GPU for `x W^T`.
  ///
  /// @param x `[M, K]`, as [#takes] wants it
  /// @param weight `[N, K]`
  /// @param out `[M, N]` bfloat16, contiguous; replaced
  public static void multiply(Tensor x, Tensor weight, Tensor out) {
    run(Shape.of(x, weight), x, weight, out);
  }

  /// Asks the GPU for `out + x W^T`.
  ///
  /// @param x `[M, K]`, as [#takes] wants it
  /// @param weight `[N, K]`
  /// @param out `[M, N]` bfloat16, contiguous; replaced
  public static void add(Tensor x, Tensor weight, Tensor out) {
    run(Shape.of(x, weight).adding(), x, weight, out);
  }

  private static LargeProduct known(Shape shape) {
    return KNOWN.computeIfAbsent(shape, LargeProduct::new);
  }

  private static void run(Shape shape, Tensor x, Tensor weight, Tensor out) {
    known(shape).run(x, weight, out);
  }

  private synchronized void run(Tensor x, Tensor weight, Tensor out) {
    Algorithm algorithm = description.algorithms().get(choice.next());
    try (Scope _ = Scope.open()) {
      // freed on return: only later work of the same stream takes this memory again
      Tensor workspace =
          empty(
              new long[] {Math.max(1, algorithm.workspace())},
              Device.CUDA.options(ScalarType.Byte),
              Floats.anyFormat());
      long[] addresses = {
        TensorMemory.address(x),
        TensorMemory.address(weight),
        TensorMemory.address(out),
        TensorMemory.address(workspace)
      };
      if (choice.wantsTime()) {
        GpuTimer timer = GpuTimer.started();
        CublasLt.multiply(description, algorithm, addresses, beta);
        timer.stop();
        choice.started(timer);
      } else {
        CublasLt.multiply(description, algorithm, addresses, beta);
      }
    }
  }
}
