package dev.yoco4j.model.past;

import org.bytedeco.pytorch.Tensor;

/// The keys and values of one layer, or of all cross-decoder layers together.
@FunctionalInterface
public interface KeyValueStore {
  /// Adds new positions.
  ///
  /// @param keys `[B, T, G, Dh]`, rotated
  /// @param values `[B, T, G, Dh]`
  /// @return past and new positions, the new ones last; valid until the next call
  KeyValues append(Tensor keys, Tensor values);
}
