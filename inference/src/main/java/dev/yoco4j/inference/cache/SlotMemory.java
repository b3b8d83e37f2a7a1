package dev.yoco4j.inference.cache;

import dev.yoco4j.torch.Dims;
import dev.yoco4j.torch.blocks.NamedRows;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// The memory of one slot of one sequence.
sealed interface SlotMemory extends AutoCloseable
    permits RetentionMemory, WindowMemory, GlobalMemory {
  /// The same content for a second sequence.
  ///
  /// @return memory of its own, or shared where it is never changed
  SlotMemory fork();

  /// Adds the memory that is allocated.
  ///
  /// @param count the sum
  void count(MemoryCount count);

  /// What is held, in the current scope.
  ///
  /// @return one state `[1, H, Dk, Dv]`, or keys and values `[1, S, G, Dh]`, oldest first
  List<Tensor> contents();

  /// What a file keeps, in the current scope.
  ///
  /// @param name begins the names of the tensors
  /// @return tensors by name
  List<NamedRows> named(String name);

  @Override
  void close();

  /// Requires a tensor to be of the sizes that the slot was made for, and free of gradients.
  ///
  /// @param name what the message calls it
  /// @param tensor what a model hands over
  /// @param sizes wanted
  static void check(String name, Tensor tensor, List<Long> sizes) {
    if (!Dims.sizesOf(tensor).equals(sizes)) {
      throw new IllegalArgumentException(
          name + " is " + Dims.sizesOf(tensor) + ", expected " + sizes);
    }
    if (tensor.requires_grad()) {
      throw new IllegalStateException(
          name + " would drag its gradient graph into the past: open NoGrad before the model runs");
    }
  }
}
