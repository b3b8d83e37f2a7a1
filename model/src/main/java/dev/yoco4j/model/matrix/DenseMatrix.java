package dev.yoco4j.model.matrix;

import static org.bytedeco.pytorch.global.torch.embedding;
import static org.bytedeco.pytorch.global.torch.empty;
import static org.bytedeco.pytorch.global.torch.linear;

import dev.yoco4j.torch.Dims;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.PackedWeight;
import dev.yoco4j.torch.cuda.LargeProduct;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// A matrix as one tensor.
///
/// @param dense `[out, in]`, float32 or bfloat16; a leaf with a gradient where it is trained
public record DenseMatrix(Tensor dense) implements Matrix {
  @Override
  public Tensor product(Tensor x) {
    long in = dense.size(1);
    // One row of float32: the general product reads the weights at a third of the bandwidth.
    if (x.numel() == in && dense.is_cpu() && dense.scalar_type().intern() == ScalarType.Float) {
      return dense.mv(x.reshape(in)).view(shapeOfProduct(x));
    }
    if (!GradMode.is_enabled() && LargeProduct.takes(x, dense)) {
      return large(x);
    }
    return isFloat32AndRunning(x) ? PackedWeight.product(x, dense) : linear(x, dense);
  }

  private long[] shapeOfProduct(Tensor x) {
    long[] shape = Dims.sizesOf(x).stream().mapToLong(Long::longValue).toArray();
    shape[shape.length - 1] = dense.size(0);
    return shape;
  }

  private Tensor large(Tensor x) {
    Tensor out = empty(shapeOfProduct(x), x.options(), Floats.anyFormat());
    LargeProduct.multiply(x, dense, out);
    return out;
  }

  /// oneDNN's products of float32 take no gradients; libtorch's own go through OpenBLAS, whose
  /// threads wait for each other so long on a machine that others use that they take ten times as
  /// long.
  private boolean isFloat32AndRunning(Tensor x) {
    return dense.scalar_type().intern() == ScalarType.Float
        && !dense.requires_grad()
        && !x.requires_grad()
        && dense.is_cpu()
        && PackedWeight.isAvailable();
  }

  @Override
  public Tensor rows(Tensor indices) {
    return embedding(dense, indices);
  }

  @Override
  public SequencedMap<String, Tensor> parts() {
    return new LinkedHashMap<>(Map.of("", dense));
  }
}
