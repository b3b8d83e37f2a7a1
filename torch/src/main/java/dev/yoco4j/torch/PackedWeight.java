package dev.yoco4j.torch;

import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Matrices in the order in which oneDNN's products read them, which nothing else can read.
///
/// libtorch lays them out so for compiled models; the operators have no binding.
public final class PackedWeight {
  private static final String PACK = "mkldnn::_reorder_linear_weight";
  private static final String PRODUCT = "mkldnn::_linear_pointwise";

  private PackedWeight() {}

  /// Whether this libtorch, on this processor, multiplies with packed bfloat16 matrices.
  ///
  /// @return false where it has no oneDNN, or the processor lacks the instructions
  public static boolean isAvailable() {
    return Available.HERE;
  }

  /// Packs a matrix.
  ///
  /// @param weight `[out, in]`, bfloat16
  /// @return the packed matrix, in the current scope
  public static Tensor pack(Tensor weight) {
    try (Scope scope = Scope.open()) {
      return scope.keep(
          UnboundOperator.tensor(Pack.OPERATOR.call(new IValue(weight), new IValue()), 0));
    }
  }

  /// Multiplies with a packed matrix: `y = x W^T`.
  ///
  /// @param x `[..., in]`, bfloat16
  /// @param packed what [#pack] gave
  /// @return `[..., out]`, in the current scope
  public static Tensor product(Tensor x, Tensor packed) {
    try (Scope scope = Scope.open()) {
      return scope.keep(
          UnboundOperator.tensor(
              Product.OPERATOR.call(
                  new IValue(x),
                  new IValue(packed),
                  new IValue(),
                  Product.PLAIN,
                  Product.NO_SCALARS,
                  new IValue()),
              0));
    }
  }

  private static final class Pack {
    static final UnboundOperator OPERATOR = UnboundOperator.named(PACK);
  }

  /// What every call needs again.
  private static final class Product {
    static final UnboundOperator OPERATOR = UnboundOperator.named(PRODUCT);
    static final IValue PLAIN = new IValue("none").retainReference();
    static final IValue NO_SCALARS = new IValue(OPERATOR.listFor(4)).retainReference();
  }

  private static final class Available {
    static final boolean HERE = probe();

    private static boolean probe() {
      try (NoGrad _ = NoGrad.open();
          Scope _ = Scope.open()) {
        Tensor ones = torch.ones(16, 16).to(ScalarType.BFloat16);
        return Floats.number(product(ones, pack(ones)).sum()) == 16 * 16 * 16;
      } catch (RuntimeException e) {
        System.getLogger(PackedWeight.class.getName())
            .log(System.Logger.Level.DEBUG, "no packed products: {0}", e.getMessage());
        return false;
      }
    }
  }
}
