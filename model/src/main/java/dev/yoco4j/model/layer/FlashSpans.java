package dev.yoco4j.model.layer;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.logaddexp;

import dev.yoco4j.model.kernel.AttentionKernel;
import dev.yoco4j.model.layer.FlashAttention.Attended;
import dev.yoco4j.model.layer.FlashAttention.Sight;
import dev.yoco4j.model.past.KeyValueSpan;
import dev.yoco4j.model.past.KeyValues.Dense;
import dev.yoco4j.model.past.KeyValues.Spans;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/// Causal attention of one sequence on a GPU, onto keys and values that lie in blocks: stretches of
/// them are read by FlashAttention, and what the queries read of all is merged by the sums of their
/// weights.
final class FlashSpans {
  /// Positions whose rows are brought into the kernels' order, or widened from 8 bits, at a time.
  private static final long TOGETHER = 128 * 1024;

  /// Positions of one span.
  private record Stretch(KeyValueSpan span, long from, long count) {}

  private FlashSpans() {}

  /// Attention to every position so far.
  ///
  /// @param q queries of the last `T` positions, `[T, H, Dh]`
  /// @param readable keys and values of all positions, the queries' own last
  /// @return `[T, H, Dh]`
  static Tensor causal(Tensor q, Spans readable) {
    long last = readable.spans().getLast().positions();
    return q.size(0) <= last ? onLast(q, readable) : byStretches(q, readable, q.size(0) - last);
  }

  /// Queries that stand in several stretches: those before the last one do not see it.
  private static Tensor byStretches(Tensor q, Spans readable, long earlier) {
    List<KeyValueSpan> spans = readable.spans();
    Spans before = new Spans(spans.subList(0, spans.size() - 1));
    try (Scope scope = Scope.open()) {
      Tensor first = causal(q.narrow(0, 0, earlier), before);
      Tensor second = onLast(q.narrow(0, earlier, q.size(0) - earlier), readable);
      return scope.keep(cat(new TensorVector(first, second), 0)); // [T, H, Dh]
    }
  }

  /// Queries that all stand in the last stretch.
  private static Tensor onLast(Tensor q, Spans readable) {
    Tensor queries = q.unsqueeze(0); // [1, T, H, Dh]
    KeyValueSpan first = readable.spans().getFirst();
    if (q.size(0) == 1
        && readable.spans().size() == 1
        && AttentionKernel.takes(queries, first.heads())) {
      return AttentionKernel.read(queries, first).select(0, 0);
    }
    List<Stretch> stretches = stretches(readable, q.size(0));
    if (stretches.size() == 1) {
      try (Scope scope = Scope.open()) {
        Dense all = rows(q, stretches.getFirst());
        Tensor out = FlashAttention.attend(queries, all.keys(), all.values(), Sight.past());
        return scope.keep(out.select(0, 0));
      }
    }
    try (Scope scope = Scope.open()) {
      Attended sum = read(queries, stretches.getLast(), Sight.past());
      for (Stretch stretch : stretches.subList(0, stretches.size() - 1)) {
        sum = merged(sum, read(queries, stretch, Sight.everything()));
      }
      return scope.keep(sum.out().to(q.scalar_type()).select(0, 0));
    }
  }

  /// The last stretch has at least the queries' own positions.
  private static List<Stretch> stretches(Spans readable, long own) {
    List<Stretch> stretches = new ArrayList<>();
    long before = readable.positions() - own; // all queries see these whole
    long position = 0;
    for (KeyValueSpan span : readable.spans()) {
      for (long from = 0; from < span.positions(); ) {
        long count = Math.min(TOGETHER, span.positions() - from);
        if (position + from + count > before) {
          count = span.positions() - from;
        }
        stretches.add(new Stretch(span, from, count));
        from += count;
      }
      position += span.positions();
    }
    return stretches;
  }

  private static Dense rows(Tensor q, Stretch stretch) {
    return stretch.span().rows(stretch.from(), stretch.count(), Precision.of(q));
  }

  private static Attended read(Tensor queries, Stretch stretch, Sight sight) {
    try (Scope scope = Scope.open()) {
      Dense dense = rows(queries, stretch);
      Attended read = FlashAttention.withLogSumExp(queries, dense.keys(), dense.values(), sight);
      Tensor out = Floats.float32(read.out()); // [1, T, H, Dh]
      Tensor weight = read.logSumExp().transpose(1, 2).unsqueeze(3); // [1, T, H, 1]
      return new Attended(scope.keep(out), scope.keep(weight));
    }
  }

  private static Attended merged(Attended one, Attended other) {
    Tensor weight = logaddexp(one.logSumExp(), other.logSumExp());
    Tensor out =
        one.out()
            .mul(one.logSumExp().sub(weight).exp())
            .add(other.out().mul(other.logSumExp().sub(weight).exp()));
    return new Attended(out, weight);
  }
}
