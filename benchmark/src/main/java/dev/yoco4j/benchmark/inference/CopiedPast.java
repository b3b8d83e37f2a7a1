package dev.yoco4j.benchmark.inference;

import dev.yoco4j.inference.cache.GrowingPast;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.past.PastSlot;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Scope;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// The past of one sequence as that of each sequence of a batch: to fill every one by a prompt of
/// its own would take as many times longer and give a past of the same size.
final class CopiedPast {
  private CopiedPast() {}

  /// Copies a past.
  ///
  /// @param model whose past it is
  /// @param source of one sequence
  /// @param batch sequences of the copy
  /// @return with room for the steps of a measurement, to be closed
  static GrowingPast of(LanguageModel model, GrowingPast source, long batch) {
    GrowingPast copy =
        new GrowingPast(
            model.config(),
            model.parameters().precision(),
            batch,
            source.length() + DecodeSteps.POSITIONS);
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open()) {
      List<PastSlot> slots = model.config().pastSlots();
      for (int i = 0; i < slots.size(); i++) {
        fill(copy, i, slots.get(i), repeated(source, i, batch));
      }
      copy.advance(source.length());
      return copy;
    } catch (RuntimeException e) {
      copy.close();
      throw e;
    }
  }

  private static void fill(GrowingPast copy, int index, PastSlot slot, List<Tensor> contents) {
    switch (slot) {
      case PastSlot.Retention _ -> copy.retention(index).set(contents.getFirst().contiguous());
      case PastSlot.Window _, PastSlot.Global _ -> {
        var _ = copy.keyValues(index).append(contents.getFirst(), contents.getLast());
      }
    }
  }

  /// Views in which each sequence is the source's: `[B, H, Dk, Dv]` or `[B, S, G, Dh]`.
  private static List<Tensor> repeated(GrowingPast source, int slot, long batch) {
    return source.contents(slot).stream().map(held -> held.expand(batch, -1, -1, -1)).toList();
  }
}
