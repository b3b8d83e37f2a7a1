package dev.yoco4j.evaluation.perplexity;

import dev.yoco4j.evaluation.EvaluationListener;
import dev.yoco4j.evaluation.FinishedCells;
import dev.yoco4j.evaluation.perplexity.PerplexityConfig.Arrangement;
import dev.yoco4j.evaluation.perplexity.PerplexityConfig.Split;
import dev.yoco4j.evaluation.perplexity.PerplexityResult.RepeatSplit;
import dev.yoco4j.evaluation.perplexity.PerplexityResult.Score;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.text.DocumentTokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Scores documents as they come.
///
/// Windows are scored in groups; each finished group is a cell, so that an interrupted run that is
/// given the same documents again scores only what is left. For use by one thread.
public final class PerplexityRun {
  /// Scored tokens of a group at least: an interruption costs no more.
  private static final int GROUP_TOKENS = 1 << 14;

  private final PerplexityConfig config;
  private final DocumentTokens marks;
  private final EvaluationListener listener;
  private final FinishedCells cells;
  private final WindowScorer scorer;
  private final List<Window> group = new ArrayList<>();
  private final Tally tally = new Tally();
  private @Nullable WindowCutter packed;
  private int groups;
  private int groupTokens;
  private long documents;
  private long passedOver;
  private long bytes;
  private long leftOut;
  private final DoubleSupplier given;
  private long queued; // positions of all windows so far
  private long skipped; // those of finished groups
  private long passed;

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
    this.given = given;
    this.listener = listener;
    this.cells = cells;
    scorer = new WindowScorer(model, config.format(), this::passed);
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
        add(new Window(document.name(), Arrays.copyOf(tokens, seen), 1));
      }
    }
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
    return new WindowCutter(name, config.context(), config.stride(), this::add);
  }

  private void add(Window window) {
    group.add(window);
    queued += window.inputs();
    groupTokens += window.scored();
    if (groupTokens >= GROUP_TOKENS) {
      finishGroup();
    }
  }

  private void finishGroup() {
    String name = "group " + groups++;
    Optional<Tally> finished = cells.find(name).map(Tally::of);
    Tally sums = finished.orElseGet(this::score);
    if (finished.isEmpty()) {
      cells.add(name, sums.json());
    } else {
      skipped += group.stream().mapToLong(Window::inputs).sum();
    }
    tally.add(sums);
    group.clear();
    groupTokens = 0;
  }

  private Tally score() {
    listener.stopIfAsked();
    Tally sums = new Tally();
    double[][] nats = scorer.score(group);
    for (int i = 0; i < nats.length; i++) {
      Window window = group.get(i);
      requireNumbers(window, nats[i]);
      sums.addAll(nats[i]);
      if (config.split() == Split.REPEATS) {
        sums.addRepeats(window, nats[i]);
      }
      if (config.arrangement() == Arrangement.BY_POSITION) {
        sums.addPositions(window, nats[i]);
      }
    }
    return sums;
  }

  private static void requireNumbers(Window window, double[] nats) {
    for (int i = 0; i < nats.length; i++) {
      if (!Double.isFinite(nats[i])) {
        throw new IllegalStateException(
            "%s: the model's output for token %d of a window is %s: its weights are broken, or too large for the dtype"
                .formatted(window.name(), window.first() + i, nats[i]));
      }
    }
  }

  private void passed(int positions) {
    passed += positions;
    long all = Math.round(queued / given.getAsDouble()) - skipped;
    listener.at("tokens passed the model", passed, Math.max(passed, all));
    listener.stopIfAsked();
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
    if (!group.isEmpty()) {
      finishGroup();
    }
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
