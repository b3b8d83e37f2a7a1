package dev.yoco4j.model.layer;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.stack;
import static org.bytedeco.pytorch.global.torch.view_as_complex;
import static org.bytedeco.pytorch.global.torch.view_as_real;

import dev.yoco4j.model.kernel.RotationKernel;
import dev.yoco4j.torch.Dims;
import dev.yoco4j.torch.Floats;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

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
    return switch (pairing) {
      case INTERLEAVED -> interleaved(x);
      case HALVES -> x.is_cuda() ? halvesAsPairs(x) : halves(x);
    };
  }

  /// The rotation of the last position alone.
  ///
  /// @return cosines and sines, `[R, 1, Dh/2]` each
  public Rotation last() {
    long last = cos.size(1) - 1;
    return new Rotation(cos.narrow(1, last, 1), sin.narrow(1, last, 1), pairing);
  }

  private Tensor interleaved(Tensor x) {
    Tensor pairs = Floats.float32(x).unflatten(3, -1, 2); // [B, T, H, Dh/2, 2]
    return turned(pairs).flatten(3, 4).to(x.scalar_type()); // [B, T, H, Dh]
  }

  /// Halves are brought beside each other and back where they are converted anyway: a third of the
  /// passes that four products, two sums and a join take with their gradients.
  private Tensor halvesAsPairs(Tensor x) {
    Tensor pairs =
        lying(x.unflatten(3, 2, -1).transpose(3, 4), ScalarType.Float); // [B, T, H, Dh/2, 2]
    return lying(turned(pairs).transpose(3, 4), x.scalar_type()).flatten(3, 4); // [B, T, H, Dh]
  }

  /// Each pair is a complex number: `[B, T, H, Dh/2, 2]` float32.
  private Tensor turned(Tensor pairs) {
    Tensor turns =
        view_as_complex(stack(new TensorVector(cos, sin), 3)).unsqueeze(2); // [R, T, 1, Dh/2]
    return view_as_real(view_as_complex(pairs).mul(turns));
  }

  /// Converts to numbers that lie in the order of the dimensions, in one pass.
  private static Tensor lying(Tensor x, ScalarType type) {
    return x.to(type, false, false, new MemoryFormatOptional(MemoryFormat.Contiguous))
        .contiguous(); // where the type was right already
  }

  private Tensor halves(Tensor x) {
    Tensor wide = Floats.float32(x);
    long pairs = cos.size(2);
    Tensor c = cos.unsqueeze(2); // [R, T, 1, Dh/2]
    Tensor s = sin.unsqueeze(2); // [R, T, 1, Dh/2]
    Tensor a = wide.narrow(3, 0, pairs); // [B, T, H, Dh/2]
    Tensor b = wide.narrow(3, pairs, pairs); // [B, T, H, Dh/2]
    return cat(new TensorVector(a.mul(c).sub(b.mul(s)), b.mul(c).add(a.mul(s))), 3)
        .to(x.scalar_type()); // [B, T, H, Dh]
  }
}
