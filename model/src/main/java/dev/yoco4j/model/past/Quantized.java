package dev.yoco4j.model.past;

import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.Precision;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Keys or values in 8 bits: `x = code * scale`, with one scale per position and head.
///
/// The scale is the largest magnitude of a head over 127: the error of a number is at most half a
/// scale, and outliers of one head do not cost the others.
///
/// @param codes `[..., Dh]` int8, from -127 to 127
/// @param scales `[...]` float32
public record Quantized(Tensor codes, Tensor scales) {
  private static final double LARGEST = 127;

  /// Rounds numbers to codes.
  ///
  /// @param numbers `[..., Dh]`
  /// @return codes and scales; a head of zeros has the scale 0
  public static Quantized of(Tensor numbers) {
    Tensor wide = Floats.float32(numbers);
    Tensor scales = wide.abs().amax(new long[] {-1}, true).div(new Scalar(LARGEST)); // [..., 1]
    Tensor divisors = scales.clamp_min(new Scalar((double) Float.MIN_NORMAL));
    return new Quantized(wide.div(divisors).round().to(ScalarType.Char), scales.squeeze(-1));
  }

  /// The numbers that the codes stand for.
  ///
  /// @param precision of the result
  /// @return `[..., Dh]`
  public Tensor numbers(Precision precision) {
    return codes.to(ScalarType.Float).mul(scales.unsqueeze(-1)).to(precision.scalarType());
  }

  /// Positions of blocks `[N, G, 256, Dh]`, one after the other.
  ///
  /// @param from the first
  /// @param count how many
  /// @return codes `[P, G, Dh]`
  public Quantized rows(long from, long count) {
    return new Quantized(
        KeyValueSpan.rows(codes, from, count), KeyValueSpan.rows(scales, from, count));
  }

  /// A part along one dimension.
  ///
  /// @param dimension any but the last of the codes
  /// @param from the first
  /// @param count how many
  /// @return views
  public Quantized narrow(long dimension, long from, long count) {
    return new Quantized(
        codes.narrow(dimension, from, count), scales.narrow(dimension, from, count));
  }
}
