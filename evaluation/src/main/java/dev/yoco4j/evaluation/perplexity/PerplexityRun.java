package dev.yoco4j.evaluation.perplexity;

import dev.yoco4j.evaluation.EvaluationListener;
import dev.yoco4j.evaluation.FinishedCells;
import dev.yoco4j.evaluation.perplexity.PerplexityConfig.Arrangement;
import dev.yoco4j.evaluation.perplexity.PerplexityConfig.Split;
import dev.yoco4j.evaluation.perplexity.PerplexityResult.RepeatSplit;
import dev.yoco4j.evaluation.perplexity.PerplexityResult.Score;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.text.DocumentTokens;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Scores documents as they come.
///
/// An interrupted run that is given the same documents again scores only what is left. For use by
/// one thread.
public final class PerplexityRun {
  private final PerplexityConfig config;
  private final DocumentTokens marks;
  private final WindowGroups windows;
  private @Nullable WindowCutter packed;
  private long documents;
  private long passedOver;
  private long bytes;
  private long leftOut;

  /// Begins.
  ///
  /// @param model stays the caller's
  /// @param marks tokens before and after documents
  /// @param config how text is scored
  /// @param given the part of all documents that was given so far, above 0 and at most 1; from it
  ///   the time left is reckoned
  /// @param listener told of the tokens that passed the model
  /// @param cells what is finished
  public PerplexityRun(
      LanguageModel model,
      DocumentTokens marks,
      PerplexityConfig config,
      DoubleSupplier given,
      EvaluationListener listener,
      FinishedCells cells) {
    this.marks = marks;
    this.config = config;
    windows = new WindowGroups(model, config, given, listener, cells);
  }

  /// Adds a document; it is scored now or later.
  ///
  /// @param document the text
  /// @throws java.util.concurrent.CancellationException if the listener ends the evaluation
  /// @throws IllegalStateException if the model's output is no number
  public void add(TokenizedDocument document) {
    int[] text = document.tokens().toArray();
    int[] tokens = withMarks(text);
    if (text.length < Math.max(1, config.minTokens()) || tokens.length < 2) {
      passedOver++;
      return;
    }
    documents++;
    bytes += document.bytes();
    windows.announce(positions(tokens.length));
    switch (config.arrangement()) {
      case ONE_BY_ONE -> {
        leftOut += tokens.length == text.length ? 1 : 0;
        WindowCutter cutter = cutter(document.name());
        cutter.add(document.name(), tokens);
        cutter.finish();
      }
      case PACKED -> packed(document.name()).add(document.name(), tokens);
      case BY_POSITION -> {
        int seen = Math.min(tokens.length, config.context() + 1);
        leftOut += text.length - (seen - 1);
        windows.add(new Window(document.name(), Arrays.copyOf(tokens, seen), 1));
      }
    }
  }

  private long positions(int tokens) {
    return switch (config.arrangement()) {
      case ONE_BY_ONE -> WindowCutter.positions(tokens, config.context(), config.stride());
      case PACKED -> Math.round((double) tokens * config.context() / config.stride());
      case BY_POSITION -> Math.min(tokens - 1, config.context());
    };
  }

  private int[] withMarks(int[] text) {
    IntStream tokens = IntStream.concat(first().stream(), IntStream.of(text));
    return (config.arrangement() == Arrangement.PACKED
            ? IntStream.concat(tokens, marks.endOfText().stream())
            : tokens)
        .toArray();
  }

  /// What stands before a document. A tokenizer without such a token has another one that stands
  /// between documents, which does as well.
  private OptionalInt first() {
    return marks.beginOfText().isPresent() || config.arrangement() == Arrangement.PACKED
        ? marks.beginOfText()
        : marks.endOfText();
  }

  private WindowCutter packed(String name) {
    WindowCutter cutter = packed;
    if (cutter == null) {
      cutter = cutter(name);
      packed = cutter;
    }
    return cutter;
  }

  private WindowCutter cutter(String name) {
    return new WindowCutter(name, config.context(), config.stride(), windows::add);
  }

  /// Scores what is left.
  ///
  /// @return the result
  /// @throws IllegalArgumentException if there was nothing to score
  /// @throws java.util.concurrent.CancellationException if the listener ends the evaluation
  public PerplexityResult finish() {
    if (packed != null) {
      packed.finish();
      leftOut += marks.beginOfText().isPresent() ? 0 : 1;
    }
    Tally tally = windows.finish();
    if (tally.all().tokens() == 0) {
      throw new IllegalArgumentException(
          "there is nothing to score: %d documents, all empty or shorter than %d tokens"
              .formatted(passedOver, Math.max(1, config.minTokens())));
    }
    Score all = Score.of(tally.all());
    Score repeats = Score.of(tally.repeats());
    return new PerplexityResult(
        documents,
        passedOver,
        bytes,
        leftOut,
        all,
        config.split() == Split.REPEATS
            ? Optional.of(new RepeatSplit(repeats, all.minus(repeats)))
            : Optional.empty(),
        PerplexityResult.positions(tally));
  }
}
