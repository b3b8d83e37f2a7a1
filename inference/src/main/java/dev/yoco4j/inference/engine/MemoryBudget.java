package dev.yoco4j.inference.engine;

import dev.yoco4j.inference.RequestTooLargeException;
import dev.yoco4j.inference.cache.PastLayout;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.accounting.ActivationBytes;
import dev.yoco4j.model.accounting.LongestContext;
import java.util.Locale;
import java.util.function.LongUnaryOperator;

/// What an engine may hold, and what of it is taken whatever it does.
///
/// @param total bytes of everything
/// @param weights bytes of the model's weights
/// @param activations bytes of the temporary tensors of a prefill segment or a step of generation,
///   whichever are more
public record MemoryBudget(long total, long weights, long activations) {
  private static final double GIB = 1L << 30;

  /// No bound: for models that are small beside the machine, and for tests.
  ///
  /// @return a budget that refuses nothing
  public static MemoryBudget unlimited() {
    return new MemoryBudget(Long.MAX_VALUE, 0, 0);
  }

  /// A bound for a model with the usual configuration.
  ///
  /// @param model in memory
  /// @param memory bytes for everything
  /// @return the budget
  /// @throws IllegalArgumentException if weights and activations alone exceed the memory; the
  ///   message has the numbers and a remedy
  public static MemoryBudget of(LanguageModel model, long memory) {
    return of(model, EngineConfig.of(model), memory);
  }

  /// A bound for a model, counted as [dev.yoco4j.model.accounting.MemoryPlan] counts, with the
  /// weights as they are held: what a plan for this memory says fits is accepted. Activations are
  /// those of the longest sequence that fits; where that is shorter than a segment of a prompt, one
  /// that ends in the same block is accepted too.
  ///
  /// @param model in memory
  /// @param config how it runs; its own budget does not matter
  /// @param memory bytes for everything
  /// @return the budget
  /// @throws IllegalArgumentException if weights and activations alone exceed the memory; the
  ///   message has the numbers and a remedy
  public static MemoryBudget of(LanguageModel model, EngineConfig config, long memory) {
    long weights = model.parameters().weightBytes();
    ActivationBytes bytes =
        new ActivationBytes(model.config(), model.parameters().precision(), config.format());
    PastLayout layout = config.layout(model);
    LongUnaryOperator activations =
        context -> bytes.peak(context, config.batch(), config.prefillSegment());
    long longest =
        LongestContext.within(
            config.maxPositions(),
            context ->
                weights + activations.applyAsLong(context) + layout.bytes(context) <= memory);
    long passing = activations.applyAsLong(Math.max(1, longest));
    MemoryBudget budget = new MemoryBudget(memory, weights, passing);
    budget.refuseIfFullAlready();
    return budget;
  }

  /// What is left for sequences and snapshots.
  ///
  /// @return bytes, negative if weights and activations alone do not fit
  public long pasts() {
    return total - weights - activations;
  }

  /// Requires room for anything at all.
  ///
  /// @throws IllegalArgumentException if weights and activations alone are too much
  void refuseIfFullAlready() {
    if (pasts() < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the model's weights need %.2f GiB and activations %.2f GiB, of %.2f GiB: raise"
                  + " --memory, or load the weights in a smaller format",
              weights / GIB,
              activations / GIB,
              total / GIB));
    }
  }

  /// Requires room for one sequence, all else being gone.
  ///
  /// @param layout of the sequence
  /// @param prompt its tokens
  /// @param generated tokens to come
  /// @param beside bytes that it needs beside its past
  /// @throws RequestTooLargeException if there is none; the message has the numbers and a remedy
  void refuseWhatNeverFits(PastLayout layout, int prompt, long generated, long beside) {
    long needed = layout.bytes(prompt + generated) + beside;
    if (needed > pasts()) {
      long longest = layout.positionsWithin(Math.max(0, pasts() - beside));
      throw new RequestTooLargeException(
          String.format(
              Locale.ROOT,
              "a prompt of %d tokens and %d more need %.2f GiB (%d bytes a token), and of %.2f GiB"
                  + " %.2f GiB are left beside weights and activations, enough for %d tokens",
              prompt,
              generated,
              needed / GIB,
              layout.bytesPerPosition(),
              total / GIB,
              pasts() / GIB,
              longest),
          prompt,
          longest,
          ": shorten the prompt, lower --max-tokens, raise --memory, or give --kv-dtype int8");
    }
  }
}
