package dev.yoco4j.evaluation.task;

import dev.yoco4j.inference.TokenIds;
import dev.yoco4j.inference.cache.BatchPast;
import dev.yoco4j.inference.cache.PastLayout;
import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.past.Past;
import dev.yoco4j.torch.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The pasts of contexts that were taken in together, from which continuations branch off.
sealed interface Trunk extends AutoCloseable {
  /// Takes contexts in.
  ///
  /// @param contexts of which the first `count` tokens are read
  /// @param added positions that a branch may add
  /// @param piece tokens of one call of the model, all contexts together; longer contexts are
  ///   neither copied nor joined
  static Trunk of(LanguageModel model, List<TokenIds> contexts, int count, long added, int piece) {
    Trunk trunk =
        count <= piece && added <= piece
            ? new Joined(new DensePast(model.parameters().device()))
            : Blocks.starting(PastLayout.of(model, count + added), contexts.size());
    try {
      int length = Math.max(1, piece / contexts.size());
      for (int from = 0; from < count; from += length) {
        try (Scope _ = Scope.open()) {
          trunk.extend(model, contexts, from, Math.min(length, count - from));
        }
      }
      return trunk;
    } catch (RuntimeException | Error e) {
      trunk.close();
      throw e;
    }
  }

  void extend(LanguageModel model, List<TokenIds> contexts, int from, int count);

  /// Runs a model on copies of the contexts' pasts, which are thrown away after.
  ///
  /// @param rows which context each row of the batch goes on from
  /// @param run given the past of the batch
  void branch(List<Integer> rows, Consumer<Past> run);

  @Override
  void close();

  /// Joined contexts side by side, in tensors that a batch reads at once.
  record Joined(DensePast past) implements Trunk {
    @Override
    public void extend(LanguageModel model, List<TokenIds> contexts, int from, int count) {
      model.absorb(Padded.tokens(contexts, from, count), past);
    }

    @Override
    public void branch(List<Integer> rows, Consumer<Past> run) {
      try (DensePast branch = past.branch(rows)) {
        run.accept(branch);
      }
    }

    @Override
    public void close() {
      past.close();
    }
  }

  /// Blocks contexts, each in blocks that its branches share.
  record Blocks(List<SequencePast> pasts) implements Trunk {
    static Blocks starting(PastLayout layout, int count) {
      Blocks trunk = new Blocks(new ArrayList<>());
      for (int i = 0; i < count; i++) {
        trunk.pasts.add(new SequencePast(layout));
      }
      return trunk;
    }

    @Override
    public void extend(LanguageModel model, List<TokenIds> contexts, int from, int count) {
      together(pasts, past -> model.absorb(Padded.tokens(contexts, from, count), past));
    }

    @Override
    public void branch(List<Integer> rows, Consumer<Past> run) {
      List<SequencePast> forks = new ArrayList<>();
      try {
        rows.forEach(row -> forks.add(pasts.get(row).fork()));
        together(forks, run);
      } finally {
        forks.forEach(SequencePast::close);
      }
    }

    private static void together(List<SequencePast> pasts, Consumer<Past> run) {
      if (pasts.size() == 1) {
        run.accept(pasts.getFirst());
        return;
      }
      try (BatchPast joined = new BatchPast(pasts)) {
        run.accept(joined);
      }
    }

    @Override
    public void close() {
      pasts.forEach(SequencePast::close);
    }
  }
}
