package dev.yoco4j.model.accounting;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.past.PastSlot;
import dev.yoco4j.torch.Precision;

/// Bytes that one sequence's past takes.
///
/// @param perToken keys and values of one position in all global stores: the part that grows
///   without end
/// @param retention float32 retention states: constant
/// @param window keys and values of full windows: constant
public record PastBytes(long perToken, long retention, long window) {
  /// Counts a configuration's bytes.
  ///
  /// @param config the model's shape
  /// @param precision of keys and values
  /// @return the counts
  public static PastBytes of(ModelConfig config, Precision precision) {
    long perToken = 0;
    long retention = 0;
    long window = 0;
    for (PastSlot slot : config.pastSlots()) {
      switch (slot) {
        case PastSlot.Global(int heads, int headWidth) ->
            perToken += 2L * heads * headWidth * precision.bytes();
        case PastSlot.Retention(int heads, int keyWidth, int valueWidth) ->
            retention += (long) Float.BYTES * heads * keyWidth * valueWidth;
        case PastSlot.Window(int heads, int headWidth, int positions) ->
            window += 2L * positions * heads * headWidth * precision.bytes();
      }
    }
    return new PastBytes(perToken, retention, window);
  }

  /// What does not grow with the sequence.
  ///
  /// @return bytes
  public long constant() {
    return retention + window;
  }

  /// All of it, for a sequence at least as long as the window.
  ///
  /// @param positions length of the sequence
  /// @return bytes
  public long at(long positions) {
    return constant() + perToken * positions;
  }
}
