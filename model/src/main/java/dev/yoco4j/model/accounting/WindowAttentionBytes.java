package dev.yoco4j.model.accounting;

import dev.yoco4j.torch.Precision;

/// Temporaries of one call of attention to a window ([dev.yoco4j.model.layer.AttentionMath]), which
/// live until the layer ends.
///
/// Queries pass in blocks. A block has a mask, one entry per query and key; in bfloat16 it has
/// scores besides, for each head, where float32 leaves them to libtorch's fused kernel. One query
/// needs no mask, and neither do float32 queries without a past.
///
/// @param precision the model's
/// @param heads `H`
/// @param keyValueHeads `G`
/// @param headWidth `Dh`
record WindowAttentionBytes(Precision precision, long heads, long keyValueHeads, long headWidth) {
  private static final long CAUSAL_BLOCK = 256;
  private static final long SMALLEST_WINDOW_BLOCK = 64;

  /// A difference of positions (int64), three comparisons, zeros and the mask (float32).
  static final long MASK_ENTRY = 8 + 3 + 2 * Float.BYTES;

  /// Products, masked products and weights.
  private static final long SCORES = 3;

  /// What a query takes: its output and its place among all, and in bfloat16 three copies on the
  /// way.
  private static final long FUSED_QUERIES = 2;

  private static final long COMPOSED_QUERIES = 5;

  /// `T` queries that see the last `window` keys, their own included.
  long window(long positions, long past, long window) {
    long readable = Math.min(past, window - 1);
    if (readable + positions <= window) {
      return causal(positions, readable);
    }
    long block = Math.max(SMALLEST_WINDOW_BLOCK, window / 4);
    long joined = 0;
    for (long from = 0; from < positions; from += block) {
      joined += Math.min(readable + positions, seen(from, block, readable, window));
    }
    long copies = composed() ? 2 * keys(joined) + keys(readable + positions) : keys(joined);
    return queries(positions) + scores(block * joined) + copies;
  }

  /// `T` queries that see all keys up to their own.
  private long causal(long positions, long past) {
    if (positions == 1) {
      return queries(1) + (composed() ? keys(past + 1) + unmasked(past + 1) : 0);
    }
    if (past == 0 && !composed()) {
      return positions * queryBytes();
    }
    long block = Math.min(CAUSAL_BLOCK, positions);
    long pairs = Math.multiplyExact(positions, past) + positions * (positions + block) / 2;
    return queries(positions) + scores(pairs) + (composed() ? keys(past + positions) : 0);
  }

  /// Keys that a block of queries gets, which are whole blocks: a past is one block, read whole as
  /// long as any of it is seen.
  private static long seen(long from, long block, long readable, long window) {
    return from < window
        ? readable + from + block
        : window + (window % block == 0 ? block : 2 * block);
  }

  private long queries(long positions) {
    return positions * queryBytes() * (composed() ? COMPOSED_QUERIES : FUSED_QUERIES);
  }

  private long scores(long pairs) {
    long rounded = composed() ? precision.bytes() : 0;
    return Math.addExact(Math.multiplyExact(pairs, MASK_ENTRY + rounded), unmasked(pairs));
  }

  private long unmasked(long pairs) {
    return composed() ? Math.multiplyExact(pairs, heads * SCORES * precision.bytes()) : 0;
  }

  private long keys(long positions) {
    return Math.multiplyExact(positions, 2 * keyValueHeads * headWidth * precision.bytes());
  }

  private long queryBytes() {
    return heads * headWidth * precision.bytes();
  }

  /// Whether attention is composed of products, as it is in bfloat16 on the CPU.
  private boolean composed() {
    return precision == Precision.BFLOAT16;
  }
}
