package dev.yoco4j.model.accounting;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.TransformerConfig;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.torch.Precision;

/// Working memory of a model that runs on the CPU without gradients: an upper bound of what is
/// alive at once, beside weights and pasts.
///
/// The engine passes one segment of one prompt, or one token of all sequences that generate; never
/// both. In a segment the results of a layer's operations live until the layer ends, and the output
/// of each layer until the segment ends. So its peak is the sum of all results in the most
/// demanding layer, and one hidden state per layer before it. Per position, in float32 and without
/// attention's blocks:
///
/// | layer                                     | bytes                                              |
/// |-------------------------------------------|----------------------------------------------------|
/// | gated retention, chunk `C`, neighbours    | `124 D + 16 F + 20 H C + 16 D Dh / C`              |
/// | sliding window, `G = H`, halves           | `100 D + 16 F`, and blocks of `W/4` queries        |
/// | Transformer, halves                       | `40 D + 24 G Dh`, and the larger of `16 D` for attention and `20 D + 16 F` |
///
/// None grows with what lies before the segment: attention over a past holds sums per query, and
/// scores of one block of keys ([SpanAttentionBytes]). A token that is generated reads 64 blocks at
/// once, widened where they are kept in 8 bits, and holds `8 (H Dh + 3 H)` bytes for each 256
/// positions: at a million positions that is still less than a segment takes.
///
/// Measured on two CPU cores, a process per case: the growth of `VmHWM` over one `absorb`, or
/// `next` where keys and values are kept in 8 bits, its past filled before and its growth taken
/// off, after a short one had loaded libraries; every block that glibc allocates given back at once
/// (`MALLOC_MMAP_THRESHOLD_=65536`), so that what is freed does not count. Over the `30m`, `160m`
/// and `400m` presets in both precisions, 512 to 2048 positions, 0 to 131072 before them, the bound
/// was 1.12 to 1.36 times what was measured; `ActivationBytesTest` has all of it. Steps are bounded
/// more loosely: windows of all sequences may move in the same step, and rarely do.
///
/// @param config the model's shape
/// @param precision of weights and activations
/// @param format of the keys and values in global stores
public record ActivationBytes(ModelConfig config, Precision precision, KeyValueFormat format) {
  /// Phases, cosines and sines, rounded and widened, and what neighbours turn by.
  private static final long ROTATION_RESULTS = 4;

  /// What the allocator and libtorch's products take beside results.
  private static final long MARGIN = 5;

  /// The most that sequences take on their way, prompts in segments of [PrefillSegment].
  ///
  /// @param context positions of the longest sequence, at least 1
  /// @param batch `B`, sequences that generate together
  /// @return bytes
  /// @throws ArithmeticException if they exceed what a long holds
  public long peak(long context, long batch) {
    return peak(context, batch, PrefillSegment.positions(config));
  }

  /// The most that sequences take on their way.
  ///
  /// @param context positions of the longest sequence, at least 1
  /// @param batch `B`, sequences that generate together
  /// @param segment positions of a prompt that pass at once, at least 1
  /// @return bytes
  /// @throws ArithmeticException if they exceed what a long holds
  public long peak(long context, long batch, long segment) {
    long positions = Math.min(context, segment);
    return Math.max(segment(positions, context - positions), step(batch, context));
  }

  /// One segment of one prompt, logits of its last position included.
  ///
  /// @param positions `T`, at least 1
  /// @param past positions before it
  /// @return bytes
  /// @throws ArithmeticException if they exceed what a long holds
  public long segment(long positions, long past) {
    long kept = lowerStates(positions) + rotations(positions);
    LayerBytes layers = layers();
    return margined(
        kept + Math.max(layers.segment(positions, past), layers.lastRows(1, positions + past)));
  }

  /// One token of each sequence that generates.
  ///
  /// @param batch `B`
  /// @param context positions of the longest, its new one included
  /// @return bytes
  /// @throws ArithmeticException if they exceed what a long holds
  public long step(long batch, long context) {
    long kept = Math.multiplyExact(batch, lowerStates(1) + rotations(1));
    LayerBytes layers = layers();
    return margined(
        Math.addExact(
            kept, Math.max(layers.step(batch, context), layers.lastRows(batch, context))));
  }

  private static long margined(long bytes) {
    return Math.addExact(bytes, bytes / MARGIN);
  }

  /// Hidden states that all positions of a segment leave behind.
  private long lowerStates(long positions) {
    long states =
        switch (config) {
          case YocoConfig yoco -> yoco.selfLayers() + 2L; // looked up, and scaled
          case TransformerConfig transformer -> transformer.layers() + 1L;
        };
    return Math.multiplyExact(positions, states * new RowBytes(precision).result(config.width()));
  }

  private long rotations(long positions) {
    long widths =
        switch (config) {
          case YocoConfig yoco -> (long) yoco.selfHeadWidth() + yoco.crossHeadWidth();
          case TransformerConfig transformer -> transformer.heads().headWidth();
        };
    return positions * widths * ROTATION_RESULTS * Float.BYTES;
  }

  private LayerBytes layers() {
    return new LayerBytes(config, precision, format);
  }
}
