package dev.yoco4j.model.accounting;

import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.model.past.KeyValueSpan;
import dev.yoco4j.torch.Precision;

/// Temporaries of attention to everything ([dev.yoco4j.model.layer.SpanAttentionMath]), all of
/// which are gone when the call returns.
///
/// @param precision the model's
/// @param format of keys and values
/// @param heads `H`
/// @param keyValueHeads `G`
/// @param headWidth `Dh`
record SpanAttentionBytes(
    Precision precision, KeyValueFormat format, long heads, long keyValueHeads, long headWidth) {
  private static final long BLOCK = KeyValueSpan.BLOCK;

  /// Blocks that a single query reads at once.
  private static final long TOGETHER = 64;

  /// Blocks of queries that see a part of one block of keys: two, where a prompt's segment begins
  /// within a block.
  private static final long MASKED = 2;

  /// Highest score, sum of weights, and a factor, of a head and a query.
  private static final long STATISTICS = 3;

  /// Several queries: copies and float32 sums of all of them, the result, and scores of one block
  /// of queries and keys.
  ///
  /// @param positions `T`
  /// @param readable positions, the queries' own included
  long blockwise(long positions, long readable) {
    RowBytes row = row();
    long width = heads * headWidth;
    long scaled = row.result(width) * (heads == keyValueHeads ? 1 : 2);
    long sums = Float.BYTES * (width + STATISTICS * heads);
    long result = 2 * Float.BYTES * width + row.rounded(width); // divided, joined, rounded
    long block = block(Math.min(BLOCK, positions), Math.min(BLOCK, readable));
    return Math.addExact(
        Math.multiplyExact(positions, scaled + sums),
        Math.max(block, Math.multiplyExact(positions, result)));
  }

  private long block(long queries, long keys) {
    long pairs = queries * keys;
    long masks = MASKED * pairs * (WindowAttentionBytes.MASK_ENTRY + row().rounded(1));
    long masked = pairs * heads * Float.BYTES;
    long read = queries * (row().result(heads * headWidth) + STATISTICS * heads * Float.BYTES);
    return masks + scores(pairs) + masked + read + numbers(keys);
  }

  /// One query, which reads blocks alone and joins what it read at the end.
  ///
  /// @param readable positions, the query's own included
  long single(long readable) {
    RowBytes row = row();
    long width = heads * headWidth;
    long blocks = Math.ceilDiv(readable, BLOCK);
    long parts = 2 * Float.BYTES * (width + STATISTICS * heads); // each, and joined
    long together = Math.min(TOGETHER, blocks);
    long reading =
        together * 2 * row.result(width)
            + scores(together * BLOCK)
            + numbers(Math.min(TOGETHER * BLOCK, readable));
    return Math.addExact(Math.multiplyExact(blocks, parts), reading);
  }

  /// New keys and values on their way into a store.
  ///
  /// @param positions how many
  long append(long positions) {
    long width = 2 * keyValueHeads * headWidth; // keys and values
    long rounding = row().widened(width) + 3 * Float.BYTES * width + width;
    return switch (format) {
      case MODEL -> 0;
      case INT8 -> Math.multiplyExact(positions, rounding);
    };
  }

  /// Products of every head, in float32 and, where the model's precision is another, in that before
  /// and behind.
  private long scores(long pairs) {
    return pairs * heads * (Float.BYTES + 2 * row().rounded(1));
  }

  /// Keys and values as numbers, where they are kept as codes: widened, scaled, and rounded.
  private long numbers(long positions) {
    long width = 2 * keyValueHeads * headWidth;
    return switch (format) {
      case MODEL -> 0;
      case INT8 -> positions * (2 * Float.BYTES * width + row().rounded(width));
    };
  }

  private RowBytes row() {
    return new RowBytes(precision);
  }
}
