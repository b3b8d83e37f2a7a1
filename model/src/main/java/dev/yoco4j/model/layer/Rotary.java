package dev.yoco4j.model.layer;

import static org.bytedeco.pytorch.global.torch.arange;
import static org.bytedeco.pytorch.global.torch.linspace;
import static org.bytedeco.pytorch.global.torch.pow;

import dev.yoco4j.torch.Precision;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Rotary positions for heads of one width.
///
/// Phases are `float32(position) * float32(frequency)`, as in the reference: at a million positions
/// a table in double precision is 0.1 rad away from what the checkpoints were trained with. Cosine
/// and sine are rounded to the model's precision and the rotation runs in float32.
///
/// @param config theta, spacing and pairing
/// @param headWidth `Dh`, even
public record Rotary(RotaryConfig config, int headWidth) {
  /// Checks the head's width.
  public Rotary {
    Checks.rotaryWidth("head width", headWidth);
  }

  /// The rotations of consecutive positions.
  ///
  /// @param from the first position
  /// @param positions how many
  /// @param precision cosine and sine are rounded to it
  /// @return cosines and sines, `[T, Dh/2]` each
  public Rotation rotation(long from, long positions, Precision precision) {
    Tensor position =
        arange(new Scalar(from), new Scalar(from + positions), Precision.FLOAT32.options()); // [T]
    Tensor phase = position.unsqueeze(1).mul(frequencies()); // [T, Dh/2]
    Tensor cos = phase.cos().to(precision.scalarType()).to(Precision.FLOAT32.scalarType());
    Tensor sin = phase.sin().to(precision.scalarType()).to(Precision.FLOAT32.scalarType());
    return new Rotation(cos, sin, config.pairing());
  }

  private Tensor frequencies() {
    long pairs = headWidth / 2;
    Tensor exponent =
        switch (config.frequencies()) {
          case YOCO ->
              linspace(new Scalar(0.0), new Scalar(1.0), pairs, Precision.FLOAT32.options());
          case FLA ->
              arange(
                      new Scalar(0),
                      new Scalar(headWidth),
                      new Scalar(2),
                      Precision.FLOAT32.options())
                  .div(new Scalar((double) headWidth));
        }; // [Dh/2]
    return pow(new Scalar(config.theta()), exponent).reciprocal();
  }
}
