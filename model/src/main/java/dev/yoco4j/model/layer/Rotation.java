package dev.yoco4j.model.layer;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.stack;
import static org.bytedeco.pytorch.global.torch.view_as_complex;
import static org.bytedeco.pytorch.global.torch.view_as_real;

import dev.yoco4j.model.kernel.RotationKernel;
import dev.yoco4j.torch.Dims;
import dev.yoco4j.torch.Floats;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/// The rotations of some positions, ready to turn queries and keys.
///
/// @param cos `[R, T, Dh/2]` float32; `R` is 1 where all sequences stand at the same positions
/// @param sin `[R, T, Dh/2]` float32
/// @param pairing which numbers of a head turn together
public record Rotation(Tensor cos, Tensor sin, RotaryConfig.Pairing pairing) {
  /// Turns each pair of numbers by its phase.
  ///
  /// @param x queries or keys, `[B, T, H, Dh]`, just projected: on a GPU and without gradients they
  ///   are turned where they lie
  /// @return the same shape and dtype
  /// @throws IllegalArgumentException if `B`, `T` or `Dh` is not this rotation's
  public Tensor apply(Tensor x) {
    String rows = cos.size(0) == 1 ? "1" : "B";
    Dims dims = new Dims().bind("cos", cos, rows + " T P").bind("x", x, "B T H Dh");
    if (dims.get("Dh") != 2 * dims.get("P")) {
      throw new IllegalArgumentException(
          "heads are " + dims.get("Dh") + " wide, the rotation is for " + 2 * dims.get("P"));
    }
    if (RotationKernel.takes(x)) {
      return switch (pairing) {
        case INTERLEAVED -> RotationKernel.interleaved(x, cos, sin);
        case HALVES -> RotationKernel.halves(x, cos, sin);
      };
    }
    Tensor wide = Floats.float32(x);
    Tensor turned =
        switch (pairing) {
          case INTERLEAVED -> interleaved(wide);
          case HALVES -> halves(wide);
        };
    return turned.to(x.scalar_type()); // [B, T, H, Dh]
  }

  /// The rotation of the last position alone.
  ///
  /// @return cosines and sines, `[R, 1, Dh/2]` each
  public Rotation last() {
    long last = cos.size(1) - 1;
    return new Rotation(cos.narrow(1, last, 1), sin.narrow(1, last, 1), pairing);
  }

  private Tensor interleaved(Tensor x) {
    Tensor turns =
        view_as_complex(stack(new TensorVector(cos, sin), 3)).unsqueeze(2); // [R, T, 1, Dh/2]
    long pairs = cos.size(2);
    Tensor numbers = view_as_complex(x.reshape(x.size(0), x.size(1), x.size(2), pairs, 2));
    return view_as_real(numbers.mul(turns)).flatten(3, 4);
  }

  private Tensor halves(Tensor x) {
    long pairs = cos.size(2);
    Tensor c = cos.unsqueeze(2); // [R, T, 1, Dh/2]
    Tensor s = sin.unsqueeze(2); // [R, T, 1, Dh/2]
    Tensor a = x.narrow(3, 0, pairs); // [B, T, H, Dh/2]
    Tensor b = x.narrow(3, pairs, pairs); // [B, T, H, Dh/2]
    return cat(new TensorVector(a.mul(c).sub(b.mul(s)), b.mul(c).add(a.mul(s))), 3);
  }
}
