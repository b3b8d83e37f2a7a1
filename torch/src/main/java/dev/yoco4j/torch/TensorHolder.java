package dev.yoco4j.torch;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Owns one tensor across scopes: for weights, optimizer moments and states that outlive a step.
///
/// Not safe for use by several threads at once.
public final class TensorHolder implements AutoCloseable {
  private @Nullable Tensor held;

  /// Creates a holder of nothing.
  public TensorHolder() {}

  /// Creates a holder of a tensor.
  ///
  /// @param tensor what to own from now on, whatever scope made it
  public TensorHolder(Tensor tensor) {
    set(tensor);
  }

  /// Takes ownership of a tensor and frees the one held before.
  ///
  /// @param tensor what to own from now on, whatever scope made it
  public void set(Tensor tensor) {
    tensor.retainReference();
    close();
    held = tensor;
  }

  /// Whether a tensor is held.
  ///
  /// @return true between a [#set] and the next [#close]
  public boolean isPresent() {
    return held != null;
  }

  /// The tensor, owned by this holder still.
  ///
  /// @return the tensor
  /// @throws IllegalStateException if none is held
  public Tensor get() {
    if (held == null) {
      throw new IllegalStateException("no tensor is held");
    }
    return held;
  }

  @Override
  public void close() {
    if (held != null) {
      held.releaseReference();
      held = null;
    }
  }
}
