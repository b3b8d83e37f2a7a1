package dev.yoco4j.evaluation.task;

import dev.yoco4j.evaluation.EvaluationListener;
import dev.yoco4j.inference.TokenIds;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Scope;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// How likely continuations are: `sum over i of ln p(y_i | x, y_<i)`.
///
/// A context is taken in once for all of its continuations, by early exit where the model has one;
/// each continuation goes on from a copy of its past. Contexts of nearly one length go together,
/// and so do continuations. Logits exist for a bounded number of positions, whatever the lengths.
///
/// Continuations are padded on the right, which nothing before sees; the padded pasts are thrown
/// away. So a score does not depend on what it was batched with, but for the order of sums.
final class ContinuationScorer {
  private final LanguageModel model;
  private final BatchLimits limits;

  ContinuationScorer(LanguageModel model, BatchLimits limits) {
    this.model = model;
    this.limits = limits;
  }

  /// Scores requests, long contexts first: what does not fit shows at once, and the time that is
  /// left is sooner less than more.
  ///
  /// @param watcher asked between batches whether to stop
  /// @throws java.util.concurrent.CancellationException if the watcher stops it
  /// @throws IllegalStateException if the model computes no numbers
  void score(List<Request> requests, EvaluationListener watcher, ScoreListener listener) {
    for (List<Stem> cohort : limits.cohorts(Stem.of(requests)).reversed()) {
      watcher.stopIfAsked();
      score(cohort, requests, listener);
    }
  }

  private void score(List<Stem> cohort, List<Request> requests, ScoreListener listener) {
    int absorbed = cohort.getFirst().context().size() - 1;
    List<Feed> feeds =
        Feed.of(cohort, absorbed, requests).stream()
            .sorted(Comparator.comparingInt(feed -> feed.tokens().size()))
            .toList();
    List<TokenIds> contexts = cohort.stream().map(Stem::context).toList();
    int longest = feeds.getLast().tokens().size();
    FeedScores scores = new FeedScores(feeds);
    try (NoGrad _ = NoGrad.open();
        Trunk trunk = Trunk.of(model, contexts, absorbed, longest, limits.absorbed())) {
      limits.batches(feeds).forEach(batch -> score(batch, trunk, scores));
    }
    scores.forEach(listener);
  }

  private void score(List<Feed> feeds, Trunk trunk, FeedScores scores) {
    List<TokenIds> tokens = feeds.stream().map(Feed::tokens).toList();
    int length = tokens.getLast().size();
    int piece = Math.max(1, limits.scored() / feeds.size());
    trunk.branch(
        feeds.stream().map(Feed::stem).toList(),
        past -> {
          for (int from = 0; from < length; from += piece) {
            try (Scope _ = Scope.open()) {
              int count = Math.min(piece, length - from);
              Tensor logits = model.score(Padded.tokens(tokens, from, count), past); // [B, T, V]
              scores.add(feeds, from, logits);
            }
          }
        });
  }
}
