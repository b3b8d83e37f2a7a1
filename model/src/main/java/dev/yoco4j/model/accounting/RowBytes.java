package dev.yoco4j.model.accounting;

import dev.yoco4j.model.layer.RotaryConfig;
import dev.yoco4j.torch.Precision;

/// Temporaries of one position in what all layers are made of: the result of every operation, since
/// each lives until its layer ends.
///
/// @param precision the model's
record RowBytes(Precision precision) {
  /// A result in the model's precision.
  long result(long width) {
    return width * precision.bytes();
  }

  /// A copy in float32, where the model's precision is another.
  long widened(long width) {
    return precision == Precision.FLOAT32 ? 0 : width * Float.BYTES;
  }

  /// A float32 result's copy in the model's precision, where that is another.
  long rounded(long width) {
    return precision == Precision.FLOAT32 ? 0 : result(width);
  }

  /// Square and product in float32.
  long unweightedNorm(long width) {
    return widened(width) + 2 * Float.BYTES * width + rounded(width);
  }

  long norm(long width) {
    return unweightedNorm(width) + result(width);
  }

  /// Neighbours turn as one complex product; halves as four products, two sums and their join.
  long rotation(long width, RotaryConfig rotary) {
    long products =
        switch (rotary.pairing()) {
          case INTERLEAVED -> 1;
          case HALVES -> 4;
        };
    return widened(width) + products * Float.BYTES * width + rounded(width);
  }

  /// Norm, both branches, the activated one, their product, the projection and the sum.
  long feedForward(long width, long feedForwardWidth) {
    return norm(width) + 4 * result(feedForwardWidth) + 2 * result(width);
  }
}
