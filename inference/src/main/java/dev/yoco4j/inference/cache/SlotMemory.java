package dev.yoco4j.inference.cache;

import dev.yoco4j.torch.Dims;
import dev.yoco4j.torch.Scope;
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

  /// What more positions may come to take.
  ///
  /// @param added positions
  /// @return bytes beyond those that are allocated, an upper bound
  default long growth(long added) {
    return 0;
  }

  /// Whether all that is held are numbers.
  ///
  /// @return false if there is an infinity or a NaN
  default boolean isFinite() {
    try (Scope _ = Scope.open()) {
      return contents().stream().allMatch(SlotMemory::isFinite);
    }
  }

  /// Whether all are numbers; takes a byte for each.
  static boolean isFinite(Tensor tensor) {
    return tensor.isfinite().all().item_bool();
  }

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
