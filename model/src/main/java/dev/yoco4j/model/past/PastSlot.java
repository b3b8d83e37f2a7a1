package dev.yoco4j.model.past;

/// What one layer keeps of the past of one sequence.
public sealed interface PastSlot {
  /// A state that does not grow: `[H, Dk, Dv]` float32.
  ///
  /// @param heads `H`
  /// @param keyWidth `Dk`
  /// @param valueWidth `Dv`
  record Retention(int heads, int keyWidth, int valueWidth) implements PastSlot {}

  /// The last `window` keys and values, `[W, G, Dh]` each, in the model's precision.
  ///
  /// @param heads `G`
  /// @param headWidth `Dh`
  /// @param window `W`, the current position included
  record Window(int heads, int headWidth, int window) implements PastSlot {}

  /// All keys and values, `[S, G, Dh]` each, in the model's precision.
  ///
  /// @param heads `G`
  /// @param headWidth `Dh`
  record Global(int heads, int headWidth) implements PastSlot {}
}
