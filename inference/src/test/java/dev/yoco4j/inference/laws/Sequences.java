package dev.yoco4j.inference.laws;

import dev.yoco4j.inference.cache.BatchPast;
import dev.yoco4j.inference.cache.PastLayout;
import dev.yoco4j.inference.cache.SequencePast;
import java.util.ArrayList;
import java.util.List;

/// Some sequences, closed together.
record Sequences(List<SequencePast> all) implements AutoCloseable {
  static Sequences starting(PastLayout layout, int count) {
    List<SequencePast> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(new SequencePast(layout));
    }
    return new Sequences(all);
  }

  /// To run in one batch until that is closed.
  BatchPast together() {
    return new BatchPast(all);
  }

  long bytes() {
    return all.stream().mapToLong(SequencePast::bytes).sum();
  }

  @Override
  public void close() {
    all.forEach(SequencePast::close);
  }
}
