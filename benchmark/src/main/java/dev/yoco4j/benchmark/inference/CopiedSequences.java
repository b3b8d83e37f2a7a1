package dev.yoco4j.benchmark.inference;

import dev.yoco4j.inference.cache.MemoryCount;
import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.model.past.PastSlot;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Scope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Sequences that all have the past of one, each in memory of its own.
///
/// To fill every one by a prompt of its own would take as many times longer and give pasts of the
/// same size; forks would share their memory, as sequences of different prompts do not.
final class CopiedSequences implements AutoCloseable {
  private final List<SequencePast> sequences = new ArrayList<>();

  private CopiedSequences() {}

  /// Copies a past.
  ///
  /// @param source of one sequence
  /// @param count sequences, at least 1
  static CopiedSequences of(SequencePast source, long count) {
    CopiedSequences copies = new CopiedSequences();
    try (NoGrad _ = NoGrad.open()) {
      for (long i = 0; i < count; i++) {
        SequencePast copy = new SequencePast(source.layout());
        copies.sequences.add(copy);
        fill(copy, source);
      }
      return copies;
    } catch (RuntimeException | Error e) {
      copies.close();
      throw e;
    }
  }

  private static void fill(SequencePast copy, SequencePast source) {
    List<PastSlot> slots = source.layout().slots();
    for (int i = 0; i < slots.size(); i++) {
      try (Scope _ = Scope.open()) {
        List<Tensor> held = source.contents(i);
        switch (slots.get(i)) {
          case PastSlot.Retention _ ->
              copy.retention(i).set(held.getFirst().clone(Floats.anyFormat()));
          case PastSlot.Window _, PastSlot.Global _ -> {
            var _ = copy.keyValues(i).append(held.getFirst(), held.getLast());
          }
        }
      }
    }
    copy.advance(source.length());
  }

  List<SequencePast> all() {
    return sequences;
  }

  /// The memory of all of them.
  MemoryCount count() {
    MemoryCount count = new MemoryCount();
    sequences.forEach(count::add);
    return count;
  }

  @Override
  public void close() {
    sequences.forEach(SequencePast::close);
    sequences.clear();
  }
}
