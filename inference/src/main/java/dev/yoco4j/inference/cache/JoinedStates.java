package dev.yoco4j.inference.cache;

import static org.bytedeco.pytorch.global.torch.cat;

import dev.yoco4j.model.past.RetentionStore;
import dev.yoco4j.torch.Dims;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.TensorHolder;
import dev.yoco4j.torch.TensorMemory;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/// The retention states of one layer, of several sequences together.
final class JoinedStates implements RetentionStore, AutoCloseable {
  private final List<RetentionMemory> rows;
  private final TensorHolder joined = new TensorHolder();
  private final List<Long> sizes;

  JoinedStates(List<RetentionMemory> rows) {
    this.rows = rows;
    try (Scope _ = Scope.open()) {
      TensorVector states = new TensorVector();
      rows.forEach(row -> states.push_back(row.state()));
      joined.set(cat(states, 0)); // [B, H, Dk, Dv]
    }
    rows.forEach(RetentionMemory::lend); // or each state would be in memory twice
    sizes = Dims.sizesOf(joined.get());
  }

  @Override
  public Tensor get(long batch, long heads, long keyWidth, long valueWidth) {
    SlotMemory.check(
        "the retention state", joined.get(), List.of(batch, heads, keyWidth, valueWidth));
    return joined.get();
  }

  @Override
  public void set(Tensor next) {
    SlotMemory.check("the retention state", next, sizes);
    joined.set(next);
  }

  /// The same states, changed where they lie: for steps that are recorded.
  RetentionStore inPlace() {
    return new RetentionStore() {
      @Override
      public Tensor get(long batch, long heads, long keyWidth, long valueWidth) {
        return JoinedStates.this.get(batch, heads, keyWidth, valueWidth);
      }

      @Override
      public void set(Tensor next) {
        if (TensorMemory.address(next) != TensorMemory.address(joined.get())) {
          Tensor _ = joined.get().copy_(next);
        }
      }
    };
  }

  @Override
  public void close() {
    try (Scope _ = Scope.open()) {
      for (int i = 0; i < rows.size(); i++) {
        rows.get(i).set(joined.get().narrow(0, i, 1).clone());
      }
    } finally {
      joined.close();
    }
  }
}
