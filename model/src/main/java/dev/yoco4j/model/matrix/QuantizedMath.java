package dev.yoco4j.model.matrix;

import static org.bytedeco.pytorch.global.torch.constant_pad_nd;
import static org.bytedeco.pytorch.global.torch.empty;
import static org.bytedeco.pytorch.global.torch.stack;

import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Rounding of matrices to integers, and back.
///
/// `w = factor q` with `q` from `-largest` to `largest` and `factor = max |w| / largest` over the
/// inputs of a group, so that no weight moves by more than half a factor. In 4 bits a byte holds
/// two inputs of one output, `low + 16 high`.
///
/// | tensor    | shape                            | meaning                                |
/// |-----------|----------------------------------|----------------------------------------|
/// | `dense`   | `[out, in]`                      | the matrix, float32 or bfloat16        |
/// | `values`  | `[blocks, groups, lines, width]` | integers, int8                         |
/// | `factors` | `[blocks, groups, width]`        | what one step of a group means, float32 |
final class QuantizedMath {
  private static final long[] GROUP = {2};

  /// Groups with smaller steps count as zeros, with a step of one: steps are divided by each other.
  private static final double SMALLEST = 1e-30;

  private QuantizedMath() {}

  /// A matrix in integers.
  record Quantized(Tensor values, Tensor factors) {}

  /// Rounds a matrix, block by block, so that temporaries stay small.
  static Quantized quantize(Tensor dense, GroupLayout layout) {
    Tensor values =
        empty(
            new long[] {layout.blocks(), layout.groups(), layout.lines(), layout.width()},
            new TensorOptions(ScalarType.Char),
            Floats.anyFormat());
    Tensor factors =
        empty(
            new long[] {layout.blocks(), layout.groups(), layout.width()},
            new TensorOptions(ScalarType.Float),
            Floats.anyFormat());
    for (int block = 0; block < layout.blocks(); block++) {
      try (Scope _ = Scope.open()) {
        Tensor w = grouped(dense, layout, block); // [width, groups, GROUP]
        Tensor step =
            w.abs().amax(GROUP, false).div(new Scalar(layout.largest())); // [width, groups]
        Tensor factor = step.masked_fill(step.lt(new Scalar(SMALLEST)), new Scalar(1));
        Tensor rounded =
            w.div(factor.unsqueeze(2)).round().permute(1, 2, 0); // [groups, GROUP, width]
        factors.select(0, block).copy_(factor.transpose(0, 1));
        values.select(0, block).copy_(layout.largest() == 7 ? paired(rounded) : rounded);
      }
    }
    return new Quantized(values, factors);
  }

  /// One block as it was before rounding, up to half a factor.
  ///
  /// @return `[in padded, width]` float32
  static Tensor dequantize(Quantized quantized, GroupLayout layout, int block) {
    Tensor values = quantized.values().select(0, block); // [groups, lines, width]
    Tensor integers = layout.largest() == 7 ? unpaired(values) : values; // [groups, GROUP, width]
    Tensor factors = quantized.factors().select(0, block).unsqueeze(1); // [groups, 1, width]
    return Floats.float32(integers).mul(factors).view(layout.paddedIn(), layout.width());
  }

  /// Rows of one block, padded with zeros, `[width, groups, GROUP]`.
  private static Tensor grouped(Tensor dense, GroupLayout layout, int block) {
    long from = (long) block * layout.width();
    long rows = Math.min(layout.width(), layout.out() - from);
    Tensor some = Floats.float32(dense.detach().narrow(0, from, rows));
    Tensor padded =
        constant_pad_nd(
            some, new long[] {0, layout.paddedIn() - layout.in(), 0, layout.width() - rows});
    return padded.view(layout.width(), layout.groups(), GroupLayout.GROUP);
  }

  private static Tensor paired(Tensor rounded) {
    Tensor pairs = rounded.unflatten(1, -1, 2); // [groups, lines, 2, width]
    return pairs.select(2, 0).add(pairs.select(2, 1), new Scalar(16)); // [groups, lines, width]
  }

  private static Tensor unpaired(Tensor values) {
    Tensor high = values.add(new Scalar(8)).__rshift__(new Scalar(4)); // [groups, lines, width]
    Tensor low = values.sub(high, new Scalar(16)); // [groups, lines, width]
    return stack(new TensorVector(low, high), 2).flatten(1, 2); // [groups, GROUP, width]
  }
}
