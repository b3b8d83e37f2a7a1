package dev.yoco4j.inference.cache;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.layer.Checks;
import dev.yoco4j.model.past.KeyValueStore;
import dev.yoco4j.model.past.Past;
import dev.yoco4j.model.past.PastSlot;
import dev.yoco4j.model.past.RetentionStore;
import dev.yoco4j.torch.Precision;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// The past of a batch of sequences that grow together, from nothing.
///
/// | slot      | memory, all sequences together                                         |
/// |-----------|------------------------------------------------------------------------|
/// | retention | `B H Dk Dv` numbers in float32, from the start                         |
/// | window    | `2 B (W + W/8) G Dh` numbers in the model's precision, from the start  |
/// | global    | `2 B S G Dh` numbers in the model's precision, growing where they lie  |
///
/// Global slots exceed what their positions need by at most 1/64 and 64 KiB for keys and for values
/// each, and hold no second copy while they grow. The model runs under [dev.yoco4j.torch.NoGrad].
/// For use by one thread.
public final class GrowingPast implements Past, AutoCloseable {
  private final List<SlotMemory> slots = new ArrayList<>();
  private final long maxPositions;
  private final long bytesPerPosition;
  private long length;

  /// Creates an empty past.
  ///
  /// @param config the model's shape
  /// @param precision the model's number format
  /// @param batch `B`, sequences that grow together, at least 1
  /// @param maxPositions positions that may ever be absorbed, at least 1; they cost address space
  ///   and no memory
  /// @throws IllegalStateException if the system has no addresses left for so many positions
  public GrowingPast(ModelConfig config, Precision precision, long batch, long maxPositions) {
    Checks.atLeastOne("batch", batch);
    Checks.atLeastOne("max positions", maxPositions);
    this.maxPositions = maxPositions;
    long perPosition = 0;
    try {
      for (PastSlot slot : config.pastSlots()) {
        slots.add(memory(slot, precision, batch));
        if (slot instanceof PastSlot.Global global) {
          perPosition += GlobalMemory.bytesPerPosition(global, batch, precision);
        }
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    bytesPerPosition = perPosition;
  }

  private SlotMemory memory(PastSlot slot, Precision precision, long batch) {
    return switch (slot) {
      case PastSlot.Retention retention -> new RetentionMemory(retention, batch);
      case PastSlot.Window window -> new WindowMemory(window, batch, precision);
      case PastSlot.Global global -> new GlobalMemory(global, batch, precision, maxPositions);
    };
  }

  @Override
  public long length() {
    return length;
  }

  /// Positions that may ever be absorbed.
  ///
  /// @return the bound given at the start
  public long maxPositions() {
    return maxPositions;
  }

  @Override
  public RetentionStore retention(int slot) {
    if (slots.get(slot) instanceof RetentionMemory memory) {
      return memory;
    }
    throw new IllegalArgumentException("slot " + slot + " holds no retention state");
  }

  @Override
  public KeyValueStore keyValues(int slot) {
    return switch (slots.get(slot)) {
      case WindowMemory memory -> memory;
      case GlobalMemory memory -> memory;
      case RetentionMemory _ ->
          throw new IllegalArgumentException("slot " + slot + " holds no keys and values");
    };
  }

  @Override
  public void advance(long positions) {
    length += positions;
  }

  /// What a slot holds, for copies and for comparison.
  ///
  /// @param slot index of the slot
  /// @return one state `[B, H, Dk, Dv]`, or keys and values `[B, S, G, Dh]`, oldest first; views in
  ///   the current scope, valid until the model runs again
  public List<Tensor> contents(int slot) {
    return slots.get(slot).contents();
  }

  /// Memory allocated at this moment, all sequences and slots together.
  ///
  /// @return bytes
  public long bytes() {
    return slots.stream().mapToLong(SlotMemory::bytes).sum();
  }

  /// What one more position of every sequence adds to the global slots.
  ///
  /// @return bytes
  public long bytesPerPosition() {
    return bytesPerPosition;
  }

  @Override
  public void close() {
    slots.forEach(SlotMemory::close);
  }
}
