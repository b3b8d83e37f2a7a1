package dev.yoco4j.benchmark.inference;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.TransformerConfig;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.model.accounting.Operations;
import dev.yoco4j.model.accounting.ParameterCount;
import dev.yoco4j.model.past.PastSlot;
import dev.yoco4j.torch.Precision;

/// The least time that a model's work can take on a device.
///
/// | work    | floor                                                                              |
/// |---------|------------------------------------------------------------------------------------|
/// | prefill | operations of what a prompt passes, at the rate of a large matrix product          |
/// | decode  | bytes of weights, and of the past of every sequence, at the rate memory is read; or the operations of the weights' products, where those take longer |
///
/// Weights are all but the embedding, of which a step reads a row. The shared keys and values are
/// read by each cross-decoder layer anew, as a past that exceeds the caches has to be.
///
/// @param config the model's shape
/// @param precision of weights, keys and values
/// @param ceilings what the device can do
public record Floors(ModelConfig config, Precision precision, Ceilings ceilings) {
  /// One sequence's prompt, up to the logits of its last position.
  ///
  /// @param length positions
  /// @return seconds
  public double prefillSeconds(long length) {
    return new Operations(config).prefill(length) / ceilings.operationsPerSecond();
  }

  /// One token for each sequence of a batch.
  ///
  /// @param positions of each sequence's past
  /// @param batch sequences
  /// @return seconds
  public double decodeSeconds(long positions, long batch) {
    double bytes =
        (double) readParameters() * precision.bytes() + (double) batch * pastBytesRead(positions);
    double operations = 2.0 * batch * (ParameterCount.of(config).matrices() + outputParameters());
    return Math.max(bytes / ceilings.bytesPerSecond(), operations / ceilings.operationsPerSecond());
  }

  /// Parameters that every step reads.
  ///
  /// @return count
  public long readParameters() {
    ParameterCount count = ParameterCount.of(config);
    return count.matrices() + count.norms() + outputParameters();
  }

  /// Bytes of one sequence's past that a step reads.
  ///
  /// @param positions of the past
  /// @return bytes, those that several layers read several times
  public long pastBytesRead(long positions) {
    return config.pastSlots().stream().mapToLong(slot -> bytesRead(slot, positions)).sum();
  }

  private long bytesRead(PastSlot slot, long positions) {
    return switch (slot) {
      case PastSlot.Retention(int heads, int keyWidth, int valueWidth) ->
          (long) Float.BYTES * heads * keyWidth * valueWidth;
      case PastSlot.Window(int heads, int headWidth, int window) ->
          Math.min(window, positions) * keyValueBytes(heads, headWidth);
      case PastSlot.Global(int heads, int headWidth) ->
          readers() * positions * keyValueBytes(heads, headWidth);
    };
  }

  /// Layers that read one global slot.
  private long readers() {
    return switch (config) {
      case YocoConfig yoco -> yoco.crossLayers();
      case TransformerConfig _ -> 1;
    };
  }

  private long keyValueBytes(int heads, int headWidth) {
    return 2L * heads * headWidth * precision.bytes();
  }

  private long outputParameters() {
    return (long) config.vocabularySize() * config.width();
  }
}
