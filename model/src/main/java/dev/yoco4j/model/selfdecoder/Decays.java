package dev.yoco4j.model.selfdecoder;

import static org.bytedeco.pytorch.global.torch.full;

import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Decays between steps, which are positions or whole chunks.
final class Decays {
  private Decays() {}

  /// `D_ij = exp(g_{j+1} + .. + g_i)` for `i >= j`, else 0: what is left at step `i` of what step
  /// `j` added.
  ///
  /// Two sums are subtracted before the exponential, so no number exceeds 1 and nothing is divided.
  ///
  /// @param sums of the logarithms `g` up to each step, `[..., C]`, never rising
  /// @return `[..., C, C]` in the dtype of `sums`
  static Tensor between(Tensor sums) {
    int last = (int) sums.dim();
    Tensor difference = sums.unsqueeze(last).sub(sums.unsqueeze(last - 1)); // [..., C, C]
    return difference.add(ahead(sums.size(last - 1), Device.of(sums))).exp();
  }

  /// Minus infinity where the key is ahead of the query, else 0: `[C, C]`.
  private static Tensor ahead(long length, Device device) {
    return full(
            new long[] {length, length},
            new Scalar(Double.NEGATIVE_INFINITY),
            device.options(Precision.FLOAT32))
        .triu(1);
  }
}
