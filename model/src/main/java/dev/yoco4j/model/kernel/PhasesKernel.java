package dev.yoco4j.model.kernel;

import static org.bytedeco.pytorch.global.torch.empty;

import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.cuda.KernelArguments;
import dev.yoco4j.torch.cuda.LaunchGrid;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Rotary positions as kernels want them that turn queries and keys themselves: half of the bytes,
/// and a cosine beside its sine.
final class PhasesKernel {
  private static final int THREADS = 256;
  private static final int PER_THREAD = 4;

  private PhasesKernel() {}

  /// Packs a table.
  ///
  /// @param cos `[R, T, Dh/2]` float32, rounded to bfloat16, so that nothing is lost
  /// @param sin as `cos`
  /// @return `[R, T, Dh/2]`, pairs of bfloat16 in 32 bits
  static Tensor pack(Tensor cos, Tensor sin) {
    Tensor phases =
        empty(
            new long[] {cos.size(0), cos.size(1), cos.size(2)},
            Device.CUDA.options(ScalarType.Int),
            Floats.anyFormat());
    long count = phases.numel();
    KernelLibrary.kernel("pack_phases", "pack_phases", 0)
        .launch(
            LaunchGrid.of(
                Math.toIntExact(Math.ceilDiv(count, (long) THREADS * PER_THREAD)), THREADS),
            new KernelArguments()
                .tensor(cos.contiguous())
                .tensor(sin.contiguous())
                .tensor(phases)
                .longs(count));
    return phases;
  }
}
