package dev.yoco4j.evaluation.perplexity;

import dev.yoco4j.evaluation.EvaluationListener;
import dev.yoco4j.evaluation.FinishedCells;
import dev.yoco4j.evaluation.perplexity.PerplexityConfig.Arrangement;
import dev.yoco4j.evaluation.perplexity.PerplexityConfig.Split;
import dev.yoco4j.model.LanguageModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/// Scores windows in groups, each of which is a cell: what was finished before is not scored again.
final class WindowGroups {
  /// Scored tokens of a group at least: an interruption costs no more.
  private static final int GROUP_TOKENS = 1 << 14;

  private final PerplexityConfig config;
  private final DoubleSupplier given;
  private final EvaluationListener listener;
  private final FinishedCells cells;
  private final WindowScorer scorer;
  private final List<Window> group = new ArrayList<>();
  private final Tally tally = new Tally();
  private int groups;
  private int groupTokens;
  private long announced;
  private long skipped; // those of finished groups
  private long passed;

  WindowGroups(
      LanguageModel model,
      PerplexityConfig config,
      DoubleSupplier given,
      EvaluationListener listener,
      FinishedCells cells) {
    this.config = config;
    this.given = given;
    this.listener = listener;
    this.cells = cells;
    scorer = new WindowScorer(model, config.format(), this::passed);
  }

  /// Tells of windows that will be added, so that the time left can be reckoned.
  ///
  /// @param positions inputs of them all, about
  void announce(long positions) {
    announced += positions;
  }

  void add(Window window) {
    group.add(window);
    groupTokens += window.scored();
    if (groupTokens >= GROUP_TOKENS) {
      finishGroup();
    }
  }

  /// Scores what is left.
  ///
  /// @return the sums over all windows
  Tally finish() {
    if (!group.isEmpty()) {
      finishGroup();
    }
    return tally;
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
    long all = Math.round(announced / given.getAsDouble()) - skipped;
    listener.at("tokens passed the model", passed, Math.max(passed, all));
    listener.stopIfAsked();
  }
}
