package dev.yoco4j.inference.cache;

import static org.bytedeco.pytorch.global.torch.cat;

import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.model.past.KeyValueSpan;
import dev.yoco4j.model.past.KeyValueSpan.Blocks;
import dev.yoco4j.model.past.KeyValueStore;
import dev.yoco4j.model.past.KeyValues;
import dev.yoco4j.model.past.PastSlot;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.blocks.NamedRows;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/// All keys and values of a slot of one sequence.
///
/// A fork shares what is there. The first of both to go on writes behind it; the other one goes on
/// in memory of its own, into which it copies the block that it has begun, at most 255 positions.
final class GlobalMemory implements SlotMemory, KeyValueStore, RecordedRows {
  /// Blocks that are looked at together.
  private static final long AT_ONCE = 16;

  private final PastSlot.Global slot;
  private final PastLayout layout;
  private final List<SharedRows.Lease> leases = new ArrayList<>();

  GlobalMemory(PastSlot.Global slot, PastLayout layout) {
    this.slot = slot;
    this.layout = layout;
  }

  /// Begins with rows that are there.
  GlobalMemory(PastSlot.Global slot, PastLayout layout, KeyValueRows rows) {
    this(slot, layout);
    leases.add(new SharedRows(rows).lease());
  }

  @Override
  public KeyValues append(Tensor keys, Tensor values) {
    List<Long> sizes = List.of(1L, keys.size(1), (long) slot.heads(), (long) slot.headWidth());
    SlotMemory.check("keys", keys, sizes);
    SlotMemory.check("values", values, sizes);
    refuseTooMany(keys.size(1));
    if (leases.isEmpty() || !leases.getLast().mayAppend()) {
      branch();
    }
    leases.getLast().append(keys.select(0, 0), values.select(0, 0));
    return spans();
  }

  private void refuseTooMany(long added) {
    long positions = leases.stream().mapToLong(SharedRows.Lease::positions).sum() + added;
    if (positions > layout.maxPositions()) {
      throw new IllegalStateException(
          "positions must be at most " + layout.maxPositions() + ", would be " + positions);
    }
  }

  /// Goes on in memory of its own, from the beginning of the last block if that is not full.
  private void branch() {
    SharedRows.Lease own = new SharedRows(KeyValueRows.growing(slot, layout)).lease();
    long begun = begun();
    if (begun > 0) {
      try (Scope _ = Scope.open()) {
        Blocks rest = leases.getLast().span().rest(layout.precision());
        own.append(positionsFirst(rest.keys()), positionsFirst(rest.values()));
      } catch (RuntimeException | Error e) {
        own.close();
        throw e;
      }
      leases.getLast().shrink(leases.getLast().positions() - begun);
    }
    if (!leases.isEmpty() && leases.getLast().positions() == 0) {
      leases.removeLast().close(); // or its addresses would stay set aside
    }
    leases.add(own);
  }

  /// Positions of the last block, if they do not fill it.
  private long begun() {
    return leases.isEmpty() ? 0 : leases.getLast().positions() % KeyValueSpan.BLOCK;
  }

  /// `[N, G, P, Dh]` as `[N P, G, Dh]`.
  private static Tensor positionsFirst(Tensor blocks) {
    return blocks.transpose(1, 2).flatten(0, 1);
  }

  private KeyValues.Spans spans() {
    return new KeyValues.Spans(
        leases.stream()
            .filter(lease -> lease.positions() > 0)
            .map(SharedRows.Lease::span)
            .toList());
  }

  @Override
  public boolean isRecordable() {
    return leases.size() == 1 && leases.getLast().mayAppend();
  }

  @Override
  public List<Long> addresses() {
    return leases.getLast().addresses();
  }

  @Override
  public long block() {
    return KeyValueSpan.BLOCK;
  }

  @Override
  public long end() {
    return leases.getLast().positions();
  }

  @Override
  public void makeRoom() {
    refuseTooMany(1);
    leases.getLast().makeRoom();
  }

  @Override
  public void written() {
    leases.getLast().written();
  }

  @Override
  public SlotMemory fork() {
    GlobalMemory fork = new GlobalMemory(slot, layout);
    leases.forEach(lease -> fork.leases.add(lease.again()));
    return fork;
  }

  @Override
  public void count(MemoryCount count) {
    leases.forEach(lease ->
        count.addShared(
            lease.shared(), lease.positions(), layout.keyValueBytes(slot, lease.positions())));
  }

  @Override
  public long growth(long added) {
    if (added <= 0) {
      return 0;
    }
    if (!leases.isEmpty() && leases.getLast().isAloneAtTheEnd()) {
      SharedRows.Lease last = leases.getLast();
      long bytes = layout.keyValueBytes(slot, last.positions() + added);
      return Math.max(0, bytes - last.shared().bytes());
    }
    return layout.keyValueBytes(slot, begun() + added);
  }

  @Override
  public boolean isFinite() {
    return leases.stream().map(SharedRows.Lease::span).allMatch(this::isFinite);
  }

  private boolean isFinite(KeyValueSpan span) {
    long whole = span.positions() / KeyValueSpan.BLOCK;
    boolean finite = true;
    for (long first = 0; first < whole && finite; first += AT_ONCE) {
      try (Scope _ = Scope.open()) {
        long count = Math.min(AT_ONCE, whole - first);
        finite = isFinite(span.whole(first, count, layout.precision()));
      }
    }
    try (Scope _ = Scope.open()) {
      boolean begun = span.positions() % KeyValueSpan.BLOCK > 0;
      return finite && (!begun || isFinite(span.rest(layout.precision())));
    }
  }

  private static boolean isFinite(Blocks blocks) {
    return SlotMemory.isFinite(blocks.keys()) && SlotMemory.isFinite(blocks.values());
  }

  @Override
  public List<Tensor> contents() {
    return List.of(joined(Blocks::keys), joined(Blocks::values));
  }

  private Tensor joined(Function<Blocks, Tensor> part) {
    TensorVector parts = new TensorVector();
    for (KeyValueSpan span : spans().spans()) {
      long whole = span.positions() / KeyValueSpan.BLOCK;
      parts.push_back(positionsFirst(part.apply(span.whole(0, whole, layout.precision()))));
      if (span.positions() % KeyValueSpan.BLOCK != 0) {
        parts.push_back(positionsFirst(part.apply(span.rest(layout.precision()))));
      }
    }
    return cat(parts, 0).unsqueeze(0); // [1, S, G, Dh]
  }

  /// What the tensors of a format are called in files.
  static List<String> parts(KeyValueFormat format) {
    return switch (format) {
      case MODEL -> List.of("keys", "values");
      case INT8 -> List.of("key_codes", "key_scales", "value_codes", "value_scales");
    };
  }

  @Override
  public List<NamedRows> named(String name) {
    List<SharedRows.Lease> filled = leases.isEmpty() ? List.of(empty()) : leases;
    List<List<Tensor>> pieces = filled.stream().map(SharedRows.Lease::blocks).toList();
    List<NamedRows> named = new ArrayList<>();
    List<String> parts = parts(layout.format());
    for (int i = 0; i < parts.size(); i++) {
      int part = i;
      named.add(
          new NamedRows(
              name + "." + parts.get(i), pieces.stream().map(piece -> piece.get(part)).toList()));
    }
    return named;
  }

  /// Rows that there are none of, for their type and width.
  private SharedRows.Lease empty() {
    leases.add(new SharedRows(KeyValueRows.growing(slot, layout)).lease());
    return leases.getLast();
  }

  @Override
  public void close() {
    leases.forEach(SharedRows.Lease::close);
    leases.clear();
  }
}
