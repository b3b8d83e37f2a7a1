package dev.yoco4j.evaluation.task;

import static org.bytedeco.pytorch.global.torch.cat;

import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/// Sums log-probabilities by request, as logits come piece by piece.
final class FeedScores {
  private static final long[] LAST = {1};
  private static final long WIDE_ROWS = 32;

  /// A log-probability to look up.
  ///
  /// @param row among the rows that are read
  private record Pick(int row, int token, int request) {}

  private final Map<Integer, Double> sums = new TreeMap<>();

  FeedScores(List<Feed> feeds) {
    feeds.forEach(feed -> feed.targets().forEach(target -> sums.put(target.request(), 0.0)));
  }

  /// Adds what a piece of a batch predicts.
  ///
  /// @param feeds row by row of the batch
  /// @param from position of the piece in the feeds
  /// @param logits `[B, T, V]`
  void add(List<Feed> feeds, int from, Tensor logits) {
    int length = (int) logits.size(1);
    List<Long> rows = new ArrayList<>();
    List<Pick> picks = new ArrayList<>();
    for (int b = 0; b < feeds.size(); b++) {
      Feed feed = feeds.get(b);
      int end = Math.min(from + length, feed.tokens().size());
      for (int at = Math.max(from, feed.firstRow()); at < end; at++) {
        for (Feed.Target target : feed.targets()) {
          int token = target.tokens().get(at - feed.firstRow());
          picks.add(new Pick(rows.size(), token, target.request()));
        }
        rows.add((long) b * length + at - from);
      }
    }
    if (!picks.isEmpty()) {
      add(picks, logits.flatten(0, 1).index_select(0, indices(rows, logits)));
    }
  }

  /// Looks the picks up.
  ///
  /// @param rows logits `[R, V]`
  private void add(List<Pick> picks, Tensor rows) {
    long width = rows.size(1);
    Tensor row = indices(picks.stream().map(pick -> (long) pick.row()).toList(), rows); // [P]
    Tensor entry =
        indices(picks.stream().map(pick -> pick.row() * width + pick.token()).toList(), rows);
    Tensor chosen = Floats.float32(rows.flatten(0, 1).index_select(0, entry)); // [P]
    Tensor all = normalisers(rows).index_select(0, row); // [P]
    double[] numbers = Floats.numbers(chosen.sub(all));
    for (int i = 0; i < numbers.length; i++) {
      if (!Double.isFinite(numbers[i])) {
        throw new IllegalStateException(
            "the model computes no numbers: a log-probability is %s; yoco doctor and another --dtype tell where"
                .formatted(numbers[i]));
      }
      sums.merge(picks.get(i).request(), numbers[i], Double::sum);
    }
  }

  /// `ln sum exp` of each row, some rows at a time: in float32 all of them would be fresh memory at
  /// every call.
  private static Tensor normalisers(Tensor rows) {
    TensorVector parts = new TensorVector();
    for (long from = 0; from < rows.size(0); from += WIDE_ROWS) {
      try (Scope scope = Scope.open()) {
        Tensor some = rows.narrow(0, from, Math.min(WIDE_ROWS, rows.size(0) - from));
        parts.push_back(scope.keep(Floats.float32(some).logsumexp(LAST, false)));
      }
    }
    return cat(parts, 0); // [R]
  }

  private static Tensor indices(List<Long> values, Tensor beside) {
    long[] all = values.stream().mapToLong(Long::longValue).toArray();
    return Device.of(beside).move(Tensor.create(all, all.length));
  }

  /// Tells what has been summed.
  void forEach(ScoreListener listener) {
    sums.forEach(listener::scored);
  }
}
