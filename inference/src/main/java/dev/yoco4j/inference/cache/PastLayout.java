package dev.yoco4j.inference.cache;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.accounting.LongestContext;
import dev.yoco4j.model.accounting.PastBytes;
import dev.yoco4j.model.layer.Checks;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.model.past.PastSlot;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.GrowingTensor;
import dev.yoco4j.torch.Precision;
import java.util.List;

/// How the past of a model's sequences lies in memory.
///
/// @param slots what the model keeps of each sequence
/// @param precision the model's number format
/// @param format of the keys and values of global slots
/// @param maxPositions positions that a sequence may ever have, at least 1; they cost address space
///   and no memory
/// @param device whose memory it is
public record PastLayout(
    List<PastSlot> slots,
    Precision precision,
    KeyValueFormat format,
    long maxPositions,
    Device device) {
  /// Checks the bound.
  public PastLayout {
    slots = List.copyOf(slots);
    Checks.atLeastOne("max positions", maxPositions);
  }

  /// Keys and values as the model computes them, in the memory of the host.
  ///
  /// @param config the model's shape
  /// @param precision the model's number format
  /// @param maxPositions positions that a sequence may ever have
  /// @return the layout
  public static PastLayout of(ModelConfig config, Precision precision, long maxPositions) {
    return new PastLayout(
        config.pastSlots(), precision, KeyValueFormat.MODEL, maxPositions, Device.CPU);
  }

  /// Keys and values as the model computes them, where it does.
  ///
  /// @param model in memory
  /// @param maxPositions positions that a sequence may ever have
  /// @return the layout
  public static PastLayout of(LanguageModel model, long maxPositions) {
    return of(model.config(), model.parameters().precision(), maxPositions)
        .on(model.parameters().device());
  }

  /// The same with another format of keys and values.
  ///
  /// @param other the format
  /// @return a copy
  public PastLayout with(KeyValueFormat other) {
    return new PastLayout(slots, precision, other, maxPositions, device);
  }

  /// The same in other memory.
  ///
  /// @param other the device
  /// @return a copy
  public PastLayout on(Device other) {
    return new PastLayout(slots, precision, format, maxPositions, other);
  }

  /// What a sequence takes, by what it is for.
  ///
  /// @return the counts
  public PastBytes counts() {
    return PastBytes.of(slots, precision, format);
  }

  /// What one more position of a sequence takes.
  ///
  /// @return bytes
  public long bytesPerPosition() {
    return counts().perToken();
  }

  /// What a sequence takes whatever its length: retention states and windows.
  ///
  /// @return bytes
  public long stateBytes() {
    return counts().constant();
  }

  /// What a sequence takes at a length: blocks are whole, and growth runs a little ahead.
  ///
  /// @param positions tokens of the sequence
  /// @return bytes, an upper bound
  public long bytes(long positions) {
    return counts().allocated(positions) + gpuExtra(slots);
  }

  /// What the keys and values of one slot take at a length, if they lie in one piece.
  ///
  /// @return bytes, an upper bound
  long keyValueBytes(PastSlot.Global slot, long positions) {
    return PastBytes.of(List.of(slot), precision, format).allocated(positions)
        + gpuExtra(List.of(slot));
  }

  /// How many slots keep keys and values of every position: one in a YOCO, each layer's in a
  /// Transformer.
  ///
  /// @return how many
  public long globalSlots() {
    return globalSlots(slots);
  }

  private static long globalSlots(List<PastSlot> some) {
    return some.stream().filter(PastSlot.Global.class::isInstance).count();
  }

  private long gpuExtra(List<PastSlot> some) {
    long tensors = globalSlots(some) * format.tensors();
    return switch (device) {
      case CPU -> 0;
      case CUDA -> GrowingTensor.gpuExtra(tensors);
    };
  }

  /// The longest sequence that fits some bytes.
  ///
  /// @param bytes that it may take
  /// @return positions, at most [#maxPositions]; 0 if not even its states fit
  public long positionsWithin(long bytes) {
    PastBytes counts = counts();
    return LongestContext.within(
        maxPositions, positions -> counts.allocated(positions) + gpuExtra(slots) <= bytes);
  }
}
