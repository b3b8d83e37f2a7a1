package dev.yoco4j.model.accounting;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.TransformerConfig;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.model.crossdecoder.CrossAttentionConfig;
import dev.yoco4j.model.layer.RotaryConfig;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.model.selfdecoder.SelfMixerConfig;
import dev.yoco4j.model.transformer.HeadsConfig;
import dev.yoco4j.torch.Precision;

/// Results that live together in one layer of a model.
///
/// @param config the model's shape
/// @param precision the model's
/// @param format of the keys and values in global stores
record LayerBytes(ModelConfig config, Precision precision, KeyValueFormat format) {
  private static final long CHUNK = Operations.RETENTION_CHUNK;

  /// A layer that all positions of a segment pass.
  long segment(long positions, long past) {
    return switch (config) {
      case YocoConfig yoco -> self(yoco, positions, past);
      case TransformerConfig transformer -> {
        SpanAttentionBytes attention = attention(transformer);
        long reading =
            positions == 1
                ? attention.single(past + 1)
                : attention.blockwise(positions, past + positions);
        yield causal(transformer, positions, Math.max(attention.append(positions), reading));
      }
    };
  }

  /// A layer that one position of each sequence passes. Attention over everything takes the
  /// sequences one after the other.
  long step(long batch, long context) {
    return switch (config) {
      case YocoConfig yoco -> Math.multiplyExact(batch, self(yoco, 1, context - 1));
      case TransformerConfig transformer ->
          Math.addExact(
              Math.multiplyExact(batch, causal(transformer, 1, 0)),
              attention(transformer).single(context));
    };
  }

  /// The last position of each sequence: through the cross-decoder, to logits in the model's
  /// precision and twice in float32.
  long lastRows(long batch, long context) {
    RowBytes row = row();
    long d = config.width();
    long logits = row.norm(d) + config.vocabularySize() * (precision.bytes() + 2L * Float.BYTES);
    return switch (config) {
      case TransformerConfig _ -> Math.multiplyExact(batch, logits);
      case YocoConfig yoco -> {
        CrossAttentionConfig cross = yoco.crossAttention();
        long layer =
            row.norm(d)
                + 4 * row.result(d)
                + row.rotation(d, cross.rotary())
                + (cross.queryNorm() ? row.norm(d) : 0)
                + row.feedForward(d, yoco.feedForwardWidth());
        long each = logits + yoco.crossLayers() * row.result(d) + layer;
        yield Math.addExact(Math.multiplyExact(batch, each), attention(yoco).single(context));
      }
    };
  }

  private long self(YocoConfig yoco, long positions, long past) {
    return switch (yoco.selfMixer()) {
      case SelfMixerConfig.GatedRetention mixer -> retention(yoco, mixer, positions);
      case SelfMixerConfig.SlidingWindow mixer -> window(yoco, mixer, positions, past);
    };
  }

  private long retention(YocoConfig yoco, SelfMixerConfig.GatedRetention mixer, long positions) {
    RowBytes row = row();
    long d = yoco.width();
    long h = mixer.heads();
    long chunk = Math.min(CHUNK, positions);
    long scores = h * chunk * 3 * Float.BYTES + 2 * row.result(h * chunk) + row.rounded(h * chunk);
    long decays = 10 * h * Float.BYTES;
    long inChunks = 10 * row.result(d) + 2 * row.widened(d) + (long) Float.BYTES * d;
    long each =
        row.norm(d)
            + 3 * row.result(d)
            + 2 * row.rotation(d, mixer.rotary())
            + inChunks
            + scores
            + decays
            + row.unweightedNorm(d)
            + 5 * row.result(d)
            + row.feedForward(d, yoco.feedForwardWidth());
    long state = d * yoco.selfHeadWidth();
    long states = Math.ceilDiv(positions, CHUNK) * (4 * Float.BYTES * state + row.rounded(state));
    return Math.multiplyExact(positions, each) + states;
  }

  private long window(
      YocoConfig yoco, SelfMixerConfig.SlidingWindow mixer, long positions, long past) {
    WindowAttentionBytes attention =
        new WindowAttentionBytes(
            precision, mixer.heads(), mixer.keyValueHeads(), yoco.selfHeadWidth());
    long keys = (long) mixer.keyValueHeads() * yoco.selfHeadWidth();
    long joined = positions + Math.min(past, mixer.window());
    return projections(positions, yoco.width(), keys, mixer.rotary())
        + positions * behindAttention()
        + joined * 2 * row().result(keys)
        + attention.window(positions, past, mixer.window());
  }

  /// Attention's own results are gone when the feed-forward begins.
  private long causal(TransformerConfig transformer, long positions, long attention) {
    HeadsConfig heads = transformer.heads();
    long queries = (long) heads.heads() * heads.headWidth();
    long keys = (long) heads.keyValueHeads() * heads.headWidth();
    long behind = Math.multiplyExact(positions, row().result(queries) + behindAttention());
    return Math.addExact(
        projections(positions, queries, keys, transformer.rotary()), Math.max(attention, behind));
  }

  /// From the norm to rotated queries and keys.
  private long projections(long positions, long queries, long keys, RotaryConfig rotary) {
    RowBytes row = row();
    long each =
        row.norm(config.width())
            + row.result(queries + 2 * keys)
            + row.rotation(queries + keys, rotary);
    return Math.multiplyExact(positions, each);
  }

  /// The output's projection, its sum, and the feed-forward.
  private long behindAttention() {
    RowBytes row = row();
    return 2 * row.result(config.width())
        + row.feedForward(config.width(), config.feedForwardWidth());
  }

  private SpanAttentionBytes attention(YocoConfig yoco) {
    CrossAttentionConfig cross = yoco.crossAttention();
    return new SpanAttentionBytes(
        precision, format, cross.heads(), cross.keyValueHeads(), yoco.crossHeadWidth());
  }

  private SpanAttentionBytes attention(TransformerConfig transformer) {
    HeadsConfig heads = transformer.heads();
    return new SpanAttentionBytes(
        precision, format, heads.heads(), heads.keyValueHeads(), heads.headWidth());
  }

  private RowBytes row() {
    return new RowBytes(precision);
  }
}
