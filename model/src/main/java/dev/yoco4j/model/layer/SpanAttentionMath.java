package dev.yoco4j.model.layer;

import static org.bytedeco.pytorch.global.torch.cat;

import dev.yoco4j.model.past.KeyValueSpan;
import dev.yoco4j.model.past.KeyValueSpan.Blocks;
import dev.yoco4j.model.past.KeyValues.Spans;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/// Causal attention of one sequence onto keys and values that lie in blocks.
///
/// A past that is shared with other sequences, mapped from a file or kept in 8 bits is read where
/// it lies: it is never joined, and scores exist for one block of queries and keys at a time. A
/// single query, which is all that generation has, takes all blocks at once ([SplitKeysMath]).
public final class SpanAttentionMath {
  private static final long QUERY_BLOCK = 256;

  /// Queries of neighbouring positions, the first of which stands `from` positions into the call.
  private record QueryBlock(long from, long queries, RunningAttention attention) {}

  private SpanAttentionMath() {}

  /// Attention to every position so far.
  ///
  /// @param q queries of the last `T` positions, `[T, H, Dh]`
  /// @param readable keys and values of all positions, the queries' own last
  /// @return `[T, H, Dh]`
  /// @throws IllegalArgumentException if there are fewer keys than queries
  public static Tensor causal(Tensor q, Spans readable) {
    long past = readable.positions() - q.size(0);
    if (past < 0) {
      throw new IllegalArgumentException(
          "keys must cover the queries, were " + readable.positions() + " for " + q.size(0));
    }
    if (FlashAttention.fits(q.unsqueeze(0))) {
      return FlashSpans.causal(q, readable);
    }
    try (Scope scope = Scope.open()) {
      Tensor out = q.size(0) == 1 ? SplitKeysMath.read(q, readable) : blockwise(q, readable, past);
      return scope.keep(out.to(q.scalar_type()));
    }
  }

  private static Tensor blockwise(Tensor q, Spans readable, long past) {
    Precision precision = Precision.of(q);
    List<QueryBlock> queries = queryBlocks(q, readable.spans().getFirst().heads());
    long position = -past; // of the next key, as the queries count
    for (KeyValueSpan span : readable.spans()) {
      for (long from = 0; from < span.positions(); from += KeyValueSpan.BLOCK) {
        try (Scope _ = Scope.open()) {
          boolean whole = from + KeyValueSpan.BLOCK <= span.positions();
          read(
              queries,
              whole ? span.whole(from / KeyValueSpan.BLOCK, 1, precision) : span.rest(precision),
              position + from);
        }
      }
      position += span.positions();
    }
    TensorVector outs = new TensorVector();
    queries.forEach(rows -> outs.push_back(rows.attention().result()));
    return cat(outs, 0); // [T, H, Dh]
  }

  private static List<QueryBlock> queryBlocks(Tensor q, long keyValueHeads) {
    List<QueryBlock> blocks = new ArrayList<>();
    for (long from = 0; from < q.size(0); from += QUERY_BLOCK) {
      long count = Math.min(QUERY_BLOCK, q.size(0) - from);
      blocks.add(
          new QueryBlock(
              from, count, new RunningAttention(q.narrow(0, from, count), keyValueHeads)));
    }
    return blocks;
  }

  /// Shows a block of keys, the first of which stands at `position`, to all queries that may see a
  /// part of it.
  private static void read(List<QueryBlock> queries, Blocks block, long position) {
    Tensor keys = block.keys().select(0, 0); // [G, P, Dh]
    Tensor values = block.values().select(0, 0); // [G, P, Dh]
    for (QueryBlock rows : queries) {
      long offset = rows.from() - position;
      if (offset >= keys.size(1) - 1) {
        rows.attention().read(keys, values, Optional.empty());
      } else if (offset + rows.queries() > 0) {
        Tensor mask =
            new VisiblePositions(rows.queries(), keys.size(1), offset, Long.MAX_VALUE).mask(keys);
        rows.attention().read(keys, values, Optional.of(mask));
      }
    }
  }
}
