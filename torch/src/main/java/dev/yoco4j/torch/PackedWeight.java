package dev.yoco4j.torch;

import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
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
      IValueVector stack = new IValueVector();
      stack.push_back(new IValue(weight));
      stack.push_back(new IValue());
      operator(PACK).callBoxed(stack);
      return scope.keep(result(stack));
    }
  }

  /// Multiplies with a packed matrix: `y = x W^T`.
  ///
  /// @param x `[..., in]`, bfloat16
  /// @param packed what [#pack] gave
  /// @return `[..., out]`, in the current scope
  public static Tensor product(Tensor x, Tensor packed) {
    try (Scope scope = Scope.open()) {
      IValueVector stack = new IValueVector();
      stack.push_back(new IValue(x));
      stack.push_back(new IValue(packed));
      stack.push_back(new IValue());
      stack.push_back(Product.PLAIN);
      stack.push_back(Product.NO_SCALARS);
      stack.push_back(new IValue());
      Product.OPERATOR.callBoxed(stack);
      return scope.keep(result(stack));
    }
  }

  /// What a stack holds is a reference into it: a copy outlives it.
  private static Tensor result(IValueVector stack) {
    return new Tensor(stack.get(0).toTensor());
  }

  private static OperatorHandle operator(String name) {
    return Dispatcher.singleton().findSchemaOrThrow(name, "");
  }

  /// What every call needs again; found once, and never freed.
  private static final class Product {
    static final OperatorHandle OPERATOR = operator(PRODUCT).retainReference();
    static final IValue PLAIN = new IValue("none").retainReference();
    static final IValue NO_SCALARS =
        new IValue(
                new GenericList(
                    OPERATOR.schema().arguments().getPointer(4).type().get().containedType(0)))
            .retainReference();
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
