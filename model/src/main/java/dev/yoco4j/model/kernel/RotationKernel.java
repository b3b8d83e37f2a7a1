package dev.yoco4j.model.kernel;

import dev.yoco4j.torch.cuda.KernelArguments;
import dev.yoco4j.torch.cuda.LaunchGrid;
import org.bytedeco.pytorch.Tensor;

/// Rotary positions in one pass.
public final class RotationKernel {
  private static final int THREADS = 256;
  private static final int PER_THREAD = 16;
  private static final int PER_LOAD = 8;

  private RotationKernel() {}

  /// Whether the kernel can turn a tensor.
  ///
  /// @param x queries or keys
  /// @return true for bfloat16 on a GPU whose heads lie together
  public static boolean takes(Tensor x) {
    return KernelLibrary.takes(x)
        && x.size(3) % PER_THREAD == 0
        && x.stride(3) == 1
        && x.stride(2) == x.size(3)
        && x.stride(1) % PER_LOAD == 0;
  }

  /// Turns numbers `2i` and `2i + 1` of each head.
  ///
  /// @param x `[B, T, H, Dh]`
  /// @param cos `[R, T, Dh/2]` float32
  /// @param sin `[R, T, Dh/2]` float32
  /// @return `x` under another handle, turned where it lies
  public static Tensor interleaved(Tensor x, Tensor cos, Tensor sin) {
    return turn("rotate_interleaved", x, cos, sin);
  }

  /// Turns numbers `i` and `i + Dh/2` of each head.
  ///
  /// @param x `[B, T, H, Dh]`
  /// @param cos `[R, T, Dh/2]` float32
  /// @param sin `[R, T, Dh/2]` float32
  /// @return `x` under another handle, turned where it lies
  public static Tensor halves(Tensor x, Tensor cos, Tensor sin) {
    return turn("rotate_halves", x, cos, sin);
  }

  private static Tensor turn(String kernel, Tensor x, Tensor cos, Tensor sin) {
    long perSequence = x.size(1) * x.size(2) * x.size(3) / PER_THREAD;
    int blocks = Math.toIntExact(Math.ceilDiv(perSequence, THREADS));
    KernelLibrary.kernel("rotate", kernel, 0)
        .launch(
            new LaunchGrid(blocks, Math.toIntExact(x.size(0)), 1, THREADS, 0),
            new KernelArguments()
                .tensor(x)
                .longs(x.stride(0), x.stride(1), x.stride(2))
                .tensor(cos)
                .tensor(sin)
                .longs(tableStride(cos))
                .ints((int) x.size(1), (int) x.size(2), (int) x.size(3)));
    return x.view_as(x);
  }

  /// Numbers from one sequence's table to the next; none where all have the same.
  static long tableStride(Tensor cos) {
    return cos.size(0) == 1 ? 0 : cos.stride(0);
  }
}
