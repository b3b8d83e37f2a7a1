package dev.yoco4j.model.accounting;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.model.past.KeyValueSpan;
import dev.yoco4j.model.past.PastSlot;
import dev.yoco4j.torch.GrowingTensor;
import dev.yoco4j.torch.Precision;
import java.util.List;

/// Bytes that one sequence's past takes: what plans count with, and what the engine lets sequences
/// in by.
///
/// @param perToken keys and values of one position in all global stores: the part that grows
///   without end
/// @param growing tensors that they are kept in, each of which grows on its own
/// @param retention float32 retention states: constant
/// @param window keys and values of windows, allocated whole from the start: constant
public record PastBytes(long perToken, long growing, long retention, long window) {
  /// What a window's buffer exceeds the window by, as a part of it: with that room a step copies a
  /// few rows and not all.
  private static final int WINDOW_SLACK = 8;

  /// Positions that the buffer of a window holds.
  ///
  /// @param window `W`
  /// @return `W + W/8`
  public static long windowCapacity(int window) {
    return (long) window + window / WINDOW_SLACK;
  }

  /// Counts a configuration's bytes, with keys and values as the model computes them.
  ///
  /// @param config the model's shape
  /// @param precision of keys and values
  /// @return the counts
  public static PastBytes of(ModelConfig config, Precision precision) {
    return of(config, precision, KeyValueFormat.MODEL);
  }

  /// Counts a configuration's bytes.
  ///
  /// @param config the model's shape
  /// @param precision the model's
  /// @param format of the keys and values in global stores
  /// @return the counts
  public static PastBytes of(ModelConfig config, Precision precision, KeyValueFormat format) {
    return of(config.pastSlots(), precision, format);
  }

  /// Counts the bytes of what a model keeps.
  ///
  /// @param slots what it keeps of each sequence
  /// @param precision the model's
  /// @param format of the keys and values in global stores
  /// @return the counts
  public static PastBytes of(List<PastSlot> slots, Precision precision, KeyValueFormat format) {
    long perToken = 0;
    long growing = 0;
    long retention = 0;
    long window = 0;
    for (PastSlot slot : slots) {
      switch (slot) {
        case PastSlot.Global global -> {
          perToken += format.bytesPerPosition(global, precision);
          growing += format.tensors();
        }
        case PastSlot.Retention(int heads, int keyWidth, int valueWidth) ->
            retention += (long) Float.BYTES * heads * keyWidth * valueWidth;
        case PastSlot.Window(int heads, int headWidth, int positions) ->
            window += 2 * windowCapacity(positions) * heads * headWidth * precision.bytes();
      }
    }
    return new PastBytes(perToken, growing, retention, window);
  }

  /// What does not grow with the sequence.
  ///
  /// @return bytes
  public long constant() {
    return retention + window;
  }

  /// What is held, to the byte.
  ///
  /// @param positions length of the sequence
  /// @return bytes
  public long at(long positions) {
    return constant() + perToken * positions;
  }

  /// What is allocated beyond what is held: blocks of positions are whole, and growth runs a little
  /// ahead.
  ///
  /// @param positions length of the sequence
  /// @return bytes, an upper bound
  /// @throws ArithmeticException if they exceed what a long holds
  public long room(long positions) {
    if (positions == 0) {
      return 0;
    }
    long blocks = Math.ceilDiv(positions, KeyValueSpan.BLOCK) * KeyValueSpan.BLOCK;
    long allocated = GrowingTensor.allocated(Math.multiplyExact(blocks, perToken), growing);
    return allocated - perToken * positions;
  }

  /// What is allocated.
  ///
  /// @param positions length of the sequence
  /// @return bytes, an upper bound
  /// @throws ArithmeticException if they exceed what a long holds
  public long allocated(long positions) {
    return Math.addExact(at(positions), room(positions));
  }
}
