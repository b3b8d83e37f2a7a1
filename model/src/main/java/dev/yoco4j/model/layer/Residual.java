package dev.yoco4j.model.layer;

import static org.bytedeco.pytorch.global.torch.silu;

import dev.yoco4j.model.kernel.GatingKernel;
import dev.yoco4j.model.kernel.ProductKernel;
import dev.yoco4j.torch.Scope;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// A block's place in the residual stream `X`: it reads `norm(X)`, and `X` goes on with what the
/// block made added to it.
///
/// On a GPU and without gradients, products of few positions take in the norm, the gate and the sum
/// around them, and sums are written where `X` lies: a block is the last to read it.
///
/// @param x the stream, `[B, T, D]`
/// @param norm the block's own
public record Residual(Tensor x, RmsNorm norm) {
  /// Projects what the block reads.
  ///
  /// @param projections `[out, D]` each, at most five
  /// @return `norm(X) W^T` for each of them, `[B, T, out]`; where gradients are recorded or no
  ///   kernel applies, each in memory of its own
  public List<Tensor> project(Linear... projections) {
    if (ProductKernel.takes(x)) {
      List<Tensor> weights = Arrays.stream(projections).map(Linear::weight).toList();
      return ProductKernel.project(x, forKernel(), weights);
    }
    try (Scope scope = Scope.open()) {
      Tensor normed = norm.forward(x);
      return Arrays.stream(projections)
          .map(projection -> scope.keep(projection.forward(normed)))
          .toList();
    }
  }

  /// Projects what the block reads twice, and gates one with the other.
  ///
  /// @param gate the activated branch, `[F, D]`
  /// @param up the linear branch, `[F, D]`
  /// @return `silu(norm(X) W_G) * norm(X) W_1`, `[B, T, F]`
  public Tensor gated(Linear gate, Linear up) {
    if (ProductKernel.takes(x)) {
      return ProductKernel.gated(x, forKernel(), gate.weight(), up.weight());
    }
    try (Scope scope = Scope.open()) {
      Tensor normed = norm.forward(x);
      Tensor active = gate.forward(normed); // [B, T, F]
      Tensor linear = up.forward(normed); // [B, T, F]
      return scope.keep(
          GatingKernel.takes(active)
              ? GatingKernel.gate(active, linear)
              : silu(active).mul(linear));
    }
  }

  /// Adds what the block made.
  ///
  /// @param out back to the model's width, `[D, K]`
  /// @param mixed what it projects, `[B, T, K]`
  /// @return `X + mixed W^T`, `[B, T, D]`, in the memory of `X` where that may be changed
  public Tensor plus(Linear out, Tensor mixed) {
    return ProductKernel.adds(x, mixed)
        ? ProductKernel.addTo(x, mixed, out.weight())
        : out.forward(mixed).add(x);
  }

  private ProductKernel.Norm forKernel() {
    return new ProductKernel.Norm(norm.weight(), norm.epsilon());
  }
}
