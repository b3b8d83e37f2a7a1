package dev.yoco4j.model.accounting;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.TransformerConfig;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.model.layer.RotaryConfig;
import dev.yoco4j.model.selfdecoder.SelfMixerConfig;
import dev.yoco4j.model.transformer.HeadsConfig;
import dev.yoco4j.torch.Precision;

/// Working memory while a segment of a prompt passes a model on the CPU, without gradients: an
/// upper bound of what is alive at once, beside weights and past.
///
/// The results of a layer's operations live until the layer ends, and the output of each layer
/// until the segment ends. So the peak is the sum of all results in the most demanding layer, and
/// one hidden state per layer before it. Per position, in float32 and without attention's blocks:
///
/// | layer                                     | bytes                                              |
/// |-------------------------------------------|----------------------------------------------------|
/// | gated retention, chunk `C`, neighbours    | `124 D + 16 F + 20 H C + 16 D Dh / C`              |
/// | sliding window, `G = H`, halves           | `100 D + 16 F`, and blocks of `W/4` queries        |
/// | Transformer, halves                       | `64 D + 24 G Dh + 16 F`, and blocks of 256 queries |
///
/// Attention over a past takes 19 bytes per query and key for masks (21 in bfloat16) and, in
/// bfloat16, 6 per head. For a Transformer that is the largest part: its prompts pass attention
/// over everything, where a YOCO's leave before. A token that is generated takes next to nothing,
/// so the peak of a sequence is the last segment of its prompt.
///
/// Measured on two CPU cores, a process per case: the growth of `VmHWM` over one `absorb`, its past
/// filled before and its growth taken off, after a short one had loaded libraries; every block that
/// glibc allocates given back at once (`MALLOC_MMAP_THRESHOLD_=65536`), so that what is freed does
/// not count. Over the `30m`, `160m` and `400m` presets in both precisions, 512 to 2048 positions,
/// 0 to 4096 before them, batch 1 and 3, the bound was 1.19 to 1.36 times what was measured;
/// `ActivationBytesTest` has all of it. With glibc as it is, a process held up to a sixth more,
/// still within the bound.
///
/// @param config the model's shape
/// @param precision of weights and activations
/// @param batch `B`, sequences that pass together
public record ActivationBytes(ModelConfig config, Precision precision, long batch) {
  private static final long CHUNK = Operations.RETENTION_CHUNK;

  /// Phases, cosines and sines, rounded and widened, and what neighbours turn by.
  private static final long ROTATION_RESULTS = 4;

  /// What the allocator and libtorch's products take beside results.
  private static final long MARGIN = 5;

  /// The most that a prompt takes on its way, in segments of [PrefillSegment].
  ///
  /// @param context positions, at least 1
  /// @return bytes
  /// @throws ArithmeticException if they exceed what a long holds
  public long peak(long context) {
    long positions = Math.min(context, PrefillSegment.positions(config));
    return segment(positions, context - positions);
  }

  /// One segment, logits of its last position included.
  ///
  /// @param positions `T`, at least 1
  /// @param past positions before it
  /// @return bytes
  /// @throws ArithmeticException if they exceed what a long holds
  public long segment(long positions, long past) {
    long kept = hiddenStates(positions) + rotations(positions);
    long bytes = kept + Math.max(layer(positions, past), Math.multiplyExact(batch, lastRow()));
    return bytes + bytes / MARGIN;
  }

  private long hiddenStates(long positions) {
    long states =
        switch (config) {
          case YocoConfig yoco -> yoco.selfLayers() + 2L; // looked up, and scaled
          case TransformerConfig transformer -> transformer.layers() + 1L;
        };
    return Math.multiplyExact(batch * positions, states * row().result(config.width()));
  }

  private long rotations(long positions) {
    long widths =
        switch (config) {
          case YocoConfig yoco -> (long) yoco.selfHeadWidth() + yoco.crossHeadWidth();
          case TransformerConfig transformer -> transformer.heads().headWidth();
        };
    return positions * widths * ROTATION_RESULTS * Float.BYTES;
  }

  private long layer(long positions, long past) {
    return switch (config) {
      case YocoConfig yoco ->
          switch (yoco.selfMixer()) {
            case SelfMixerConfig.GatedRetention mixer -> retention(yoco, mixer, positions);
            case SelfMixerConfig.SlidingWindow mixer -> window(yoco, mixer, positions, past);
          };
      case TransformerConfig transformer -> causal(transformer, positions, past);
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
    return Math.multiplyExact(batch, Math.multiplyExact(positions, each) + states);
  }

  private long window(
      YocoConfig yoco, SelfMixerConfig.SlidingWindow mixer, long positions, long past) {
    AttentionBytes attention =
        new AttentionBytes(
            precision, batch, mixer.heads(), mixer.keyValueHeads(), yoco.selfHeadWidth());
    long keys = (long) mixer.keyValueHeads() * yoco.selfHeadWidth();
    long joined = positions + Math.min(past, mixer.window());
    return projections(positions, yoco.width(), keys, mixer.rotary())
        + batch * joined * 2 * row().result(keys)
        + attention.window(positions, past, mixer.window());
  }

  private long causal(TransformerConfig transformer, long positions, long past) {
    HeadsConfig heads = transformer.heads();
    AttentionBytes attention =
        new AttentionBytes(
            precision, batch, heads.heads(), heads.keyValueHeads(), heads.headWidth());
    long queries = (long) heads.heads() * heads.headWidth();
    long keys = (long) heads.keyValueHeads() * heads.headWidth();
    return Math.addExact(
        projections(positions, queries, keys, transformer.rotary()),
        attention.causal(positions, past));
  }

  /// An attention layer without the attention itself.
  private long projections(long positions, long queries, long keys, RotaryConfig rotary) {
    RowBytes row = row();
    long d = config.width();
    long each =
        row.norm(d)
            + row.result(queries + 2 * keys)
            + row.rotation(queries + keys, rotary)
            + 2 * row.result(d)
            + row.feedForward(d, config.feedForwardWidth());
    return Math.multiplyExact(batch * positions, each);
  }

  /// The last position of one sequence: through the cross-decoder, whose results all live until its
  /// end, to logits in the model's precision and twice in float32.
  private long lastRow() {
    RowBytes row = row();
    long d = config.width();
    long logits = row.norm(d) + config.vocabularySize() * (precision.bytes() + 2L * Float.BYTES);
    return switch (config) {
      case TransformerConfig _ -> logits;
      case YocoConfig yoco -> {
        long attention =
            row.norm(d)
                + 4 * row.result(d)
                + row.rotation(d, yoco.crossAttention().rotary())
                + (yoco.crossAttention().queryNorm() ? row.norm(d) : 0);
        long layer = attention + row.feedForward(d, yoco.feedForwardWidth());
        yield logits + yoco.crossLayers() * layer;
      }
    };
  }

  private RowBytes row() {
    return new RowBytes(precision);
  }
}
