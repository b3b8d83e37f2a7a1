package dev.yoco4j.torch;

import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;

/// An operator of libtorch that has no binding. Found once, and never freed: keep it in a constant
/// of a class that is loaded where it is used.
public final class UnboundOperator {
  private final OperatorHandle handle;

  private UnboundOperator(OperatorHandle handle) {
    this.handle = handle;
  }

  /// Finds an operator.
  ///
  /// @param name with its namespace, as `aten::_flash_attention_forward`
  /// @return the operator
  /// @throws RuntimeException if this libtorch has none of that name
  public static UnboundOperator named(String name) {
    return new UnboundOperator(
        Dispatcher.singleton().findSchemaOrThrow(name, "").retainReference());
  }

  /// Calls it.
  ///
  /// @param arguments all of them, in the order of its schema
  /// @return what [#tensor] reads results from, in the current scope
  public IValueVector call(IValue... arguments) {
    IValueVector stack = new IValueVector();
    for (IValue argument : arguments) {
      stack.push_back(argument);
    }
    handle.callBoxed(stack);
    return stack;
  }

  /// One result. What results hold is a reference into them: the copy outlives them.
  ///
  /// @param results of [#call]
  /// @param index from 0
  /// @return the tensor, in the current scope
  public static Tensor tensor(IValueVector results, long index) {
    return new Tensor(results.get(index).toTensor());
  }

  /// A list for one argument, which must have the type that the schema says.
  ///
  /// @param argument its index
  /// @return an empty list, in the current scope
  public GenericList listFor(long argument) {
    return new GenericList(
        handle.schema().arguments().getPointer(argument).type().get().containedType(0));
  }
}
