package dev.yoco4j.benchmark.inference;

import static org.bytedeco.pytorch.global.torch.randint;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.accounting.PrefillSegment;
import dev.yoco4j.model.past.Past;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Scope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// A prompt of random tokens that passes a model in segments, as the engine's do.
public final class Prompt {
  private Prompt() {}

  /// Takes a prompt in and chooses the first token after it.
  ///
  /// @param model the model
  /// @param past of one sequence, which grows by the length
  /// @param length positions, at least 1
  /// @return seconds
  public static PromptTime pass(LanguageModel model, Past past, long length) {
    long segment = PrefillSegment.positions(model.config(), model.parameters().device());
    model.parameters().device().synchronize();
    long start = System.nanoTime();
    try (NoGrad _ = NoGrad.open()) {
      long from = 0;
      for (; length - from > segment; from += segment) {
        try (Scope _ = Scope.open()) {
          model.absorb(tokens(model, segment), past);
        }
      }
      try (Scope _ = Scope.open()) {
        Tensor logits = model.next(tokens(model, length - from), past); // [1, V]
        model.parameters().device().synchronize();
        double seconds = (System.nanoTime() - start) / 1e9;
        choose(logits);
        return new PromptTime(seconds, (System.nanoTime() - start) / 1e9);
      }
    }
  }

  /// Tokens drawn at random, `[1, T]`.
  private static Tensor tokens(LanguageModel model, long length) {
    return randint(0, model.config().vocabularySize(), new long[] {1, length}).to(ScalarType.Long);
  }

  /// Finds each sequence's likeliest token and waits until it is there.
  static void choose(Tensor logits) {
    double _ = Floats.number(logits.argmax(new LongOptional(1), false).sum());
  }
}
