package dev.yoco4j.inference.cache;

import dev.yoco4j.model.past.KeyValueStore;
import dev.yoco4j.model.past.Past;
import dev.yoco4j.model.past.PastSlot;
import dev.yoco4j.model.past.RetentionStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;

/// The past of one sequence.
///
/// | slot      | memory                                                                       |
/// |-----------|------------------------------------------------------------------------------|
/// | retention | `H Dk Dv` numbers in float32, from the start                                 |
/// | window    | `2 (W + W/8) G Dh` numbers in the model's precision, from the start          |
/// | global    | `2 S G Dh` numbers in the layout's format, growing where they lie            |
///
/// Global slots exceed what their positions need by at most 1/64 and 64 KiB for keys and for values
/// each, and hold no second copy while they grow.
///
/// A snapshot is a [#fork] that nobody continues, and to restore it is to fork it again: positions
/// of global slots are shared between forks and never copied; retention states and windows are. The
/// model runs under [dev.yoco4j.torch.NoGrad]. For use by one thread.
public final class SequencePast implements Past, AutoCloseable {
  private final PastLayout layout;
  private final List<SlotMemory> slots = new ArrayList<>();
  private long length;

  /// Starts a sequence.
  ///
  /// @param layout how it lies in memory
  /// @throws IllegalStateException if the system has no addresses left for so many positions
  public SequencePast(PastLayout layout) {
    this.layout = layout;
    addAll(
        layout.slots(),
        slot ->
            switch (slot) {
              case PastSlot.Retention retention -> new RetentionMemory(retention, layout.device());
              case PastSlot.Window window -> new WindowMemory(window, layout);
              case PastSlot.Global global -> new GlobalMemory(global, layout);
            });
  }

  /// Goes on from memory that is there.
  SequencePast(PastLayout layout, List<SlotMemory> slots, long length) {
    this.layout = layout;
    this.length = length;
    this.slots.addAll(slots);
  }

  private SequencePast(SequencePast other) {
    layout = other.layout;
    length = other.length;
    addAll(other.slots, SlotMemory::fork);
  }

  private <T> void addAll(List<T> sources, Function<T, SlotMemory> memory) {
    try {
      sources.forEach(source -> slots.add(memory.apply(source)));
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /// A second sequence with the same past; each goes its own way from here.
  ///
  /// @return to be closed by the caller
  public SequencePast fork() {
    return new SequencePast(this);
  }

  /// How this past lies in memory.
  ///
  /// @return its layout
  public PastLayout layout() {
    return layout;
  }

  /// Positions absorbed so far.
  ///
  /// @return positions
  public long length() {
    return length;
  }

  @Override
  public List<Long> positions() {
    return List.of(length);
  }

  @Override
  public RetentionStore retention(int slot) {
    return retentionMemory(slot);
  }

  /// Whether steps can be recorded that write every slot where it lies.
  boolean isRecordable() {
    return slots.stream()
        .allMatch(slot ->
            switch (slot) {
              case GlobalMemory memory -> memory.isRecordable();
              case WindowMemory memory -> memory.isRecordable();
              case RetentionMemory _ -> true;
            });
  }

  /// Takes the memory that the next position of each global slot needs, where that is behind what
  /// is there already. Who goes on elsewhere takes it with the position.
  ///
  /// @throws IllegalStateException if there is none
  public void makeRoom() {
    slots.forEach(slot -> {
      if (slot instanceof GlobalMemory memory && memory.isRecordable()) {
        memory.makeRoom();
      }
    });
  }

  RecordedRows recordedRows(int slot) {
    return switch (slots.get(slot)) {
      case GlobalMemory memory -> memory;
      case WindowMemory memory -> memory;
      case RetentionMemory _ ->
          throw new IllegalArgumentException("slot " + slot + " holds no keys and values");
    };
  }

  RetentionMemory retentionMemory(int slot) {
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
  /// @return one state `[1, H, Dk, Dv]`, or keys and values `[1, S, G, Dh]`, oldest first, in the
  ///   model's precision; valid until the model runs again
  public List<Tensor> contents(int slot) {
    return slots.get(slot).contents();
  }

  /// What more positions may come to take, wherever they will lie.
  ///
  /// @param added positions
  /// @return bytes beyond those that are allocated, an upper bound
  public long growth(long added) {
    return slots.stream().mapToLong(slot -> slot.growth(added)).sum();
  }

  /// Whether what a slot holds are numbers; looks at a part at a time.
  ///
  /// @param slot index of the slot
  /// @return false if there is an infinity or a NaN
  public boolean isFinite(int slot) {
    return slots.get(slot).isFinite();
  }

  /// Memory allocated at this moment; what is shared with other sequences counts in full.
  ///
  /// @return bytes
  public long bytes() {
    MemoryCount count = new MemoryCount();
    count.add(this);
    return count.bytes();
  }

  List<SlotMemory> slots() {
    return slots;
  }

  @Override
  public void close() {
    List<Runnable> memory = new ArrayList<>();
    slots.forEach(slot -> memory.add(slot::close));
    slots.clear();
    Closing.all(memory);
  }
}
