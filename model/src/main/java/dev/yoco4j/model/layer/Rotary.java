package dev.yoco4j.model.layer;

import static org.bytedeco.pytorch.global.torch.arange;
import static org.bytedeco.pytorch.global.torch.linspace;
import static org.bytedeco.pytorch.global.torch.pow;

import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.Precision;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

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

  /// The rotations of consecutive positions of each sequence.
  ///
  /// @param from the first position of each sequence, or a single one for all, `[R]` int64
  /// @param positions how many
  /// @param precision cosine and sine are rounded to it
  /// @return cosines and sines where `from` is, `[R, T, Dh/2]` each
  public Rotation rotation(Tensor from, long positions, Precision precision) {
    Device device = Device.of(from);
    Tensor starts = from.unsqueeze(1); // [R, 1]
    Tensor position =
        Floats.float32(
            starts.add(
                arange(
                    new Scalar(0),
                    new Scalar(positions),
                    device.options(ScalarType.Long)))); // [R, T]
    Tensor phase = position.unsqueeze(2).mul(frequencies(device)); // [R, T, Dh/2]
    Tensor cos = phase.cos().to(precision.scalarType()).to(Precision.FLOAT32.scalarType());
    Tensor sin = phase.sin().to(precision.scalarType()).to(Precision.FLOAT32.scalarType());
    return new Rotation(cos, sin, config.pairing());
  }

  private Tensor frequencies(Device device) {
    long pairs = headWidth / 2;
    Tensor exponent =
        switch (config.frequencies()) {
          case YOCO ->
              linspace(new Scalar(0.0), new Scalar(1.0), pairs, device.options(Precision.FLOAT32));
          case FLA ->
              arange(
                      new Scalar(0),
                      new Scalar(headWidth),
                      new Scalar(2),
                      device.options(Precision.FLOAT32))
                  .div(new Scalar((double) headWidth));
        }; // [Dh/2]
    return pow(new Scalar(config.theta()), exponent).reciprocal();
  }
}
