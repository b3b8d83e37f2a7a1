package dev.yoco4j.model.past;

import org.bytedeco.pytorch.Tensor;

/// The retention state of one layer.
public interface RetentionStore {
  /// Reads the state.
  ///
  /// @param batch `B`
  /// @param heads `H`
  /// @param keyWidth `Dk`
  /// @param valueWidth `Dv`
  /// @return `[B, H, Dk, Dv]` float32; zeros before the first position
  Tensor get(long batch, long heads, long keyWidth, long valueWidth);

  /// Replaces the state.
  ///
  /// @param state `[B, H, Dk, Dv]` float32
  void set(Tensor state);
}
