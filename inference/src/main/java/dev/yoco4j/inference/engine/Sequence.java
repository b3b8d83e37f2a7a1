package dev.yoco4j.inference.engine;

import dev.yoco4j.inference.cache.PastLayout;
import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Scope;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// One sequence of tokens, the first of which have passed the model; the others are pending.
///
/// Each step of the model runs in a scope of its own and records no gradients.
final class Sequence implements AutoCloseable {
  private final LanguageModel model;
  private final SequencePast past;
  private final BitSet seen = new BitSet();
  private int[] pending = {};

  Sequence(LanguageModel model, int maxPositions) {
    this.model = model;
    past = new SequencePast(PastLayout.of(model, maxPositions));
  }

  /// Appends tokens; they pass the model later.
  void add(int... tokens) {
    pending = IntStream.concat(IntStream.of(pending), IntStream.of(tokens)).toArray();
    IntStream.of(tokens).forEach(seen::set);
  }

  /// How many tokens have yet to pass the model.
  int pending() {
    return pending.length;
  }

  /// How many tokens there are, pending ones included.
  long length() {
    return past.length() + pending.length;
  }

  /// How many more tokens the past could take once those pending have passed; negative if not even
  /// these fit.
  long room() {
    return past.layout().maxPositions() - length();
  }

  /// Every token that occurs in the sequence.
  BitSet seen() {
    return seen;
  }

  /// Passes the first pending tokens through the part of the model that writes the past.
  void absorb(int count) {
    try (Scope _ = Scope.open();
        NoGrad _ = NoGrad.open()) {
      model.absorb(row(count), past);
    }
    pending = Arrays.copyOfRange(pending, count, pending.length);
  }

  /// Passes all pending tokens, and writes as many logits of what follows as there is room for.
  void next(float[] logits) {
    try (Scope _ = Scope.open();
        NoGrad _ = NoGrad.open()) {
      Tensor row = Floats.float32(model.next(row(pending.length), past)).contiguous(); // [1, V]
      FloatBuffer numbers = row.createBuffer();
      numbers.get(logits);
    }
    pending = new int[0];
  }

  private Tensor row(int count) {
    long[] ids = Arrays.stream(pending, 0, count).asLongStream().toArray();
    return Tensor.create(ids, 1, count); // [1, T]
  }

  long bytes() {
    return past.bytes();
  }

  @Override
  public void close() {
    past.close();
  }
}
