package dev.yoco4j.model.accounting;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.TransformerConfig;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.model.selfdecoder.SelfMixerConfig;
import dev.yoco4j.model.transformer.HeadsConfig;
import dev.yoco4j.torch.Precision;

/// What a pass with gradients keeps of each position on a GPU, counted result by result, where
/// norms and attention run as fused kernels.
///
/// An operation keeps what its gradient is made of: a product its input, a norm its input,
/// attention queries, keys, values and output. Sums and rotations keep nothing. What two operations
/// keep is there once.
///
/// @param config the model's shape
/// @param precision the model's
public record KeptBytes(ModelConfig config, Precision precision) {
  /// All layers at once.
  ///
  /// @return bytes of one position
  public long allLayers() {
    return switch (config) {
      case TransformerConfig transformer -> transformer.layers() * largestLayer() + norm();
      case YocoConfig yoco ->
          yoco.selfLayers() * self(yoco) + yoco.crossLayers() * cross() + shared(yoco) + norm();
    };
  }

  /// The layer that keeps most.
  ///
  /// @return bytes of one position
  public long largestLayer() {
    return switch (config) {
      case TransformerConfig(_, _, _, _, HeadsConfig heads, _, _, _, _) ->
          attention(
                  (long) heads.heads() * heads.headWidth(),
                  (long) heads.keyValueHeads() * heads.headWidth())
              + feedForward();
      case YocoConfig yoco -> Math.max(self(yoco), cross());
    };
  }

  /// What passes between layers: the stream before and behind each, and what cross layers share.
  ///
  /// @return bytes of one position
  public long betweenLayers() {
    long streams = config.layers() + 2L;
    return switch (config) {
      case TransformerConfig _ -> streams * row(config.width());
      case YocoConfig yoco -> streams * row(config.width()) + keysAndValues(yoco);
    };
  }

  private long self(YocoConfig yoco) {
    return switch (yoco.selfMixer()) {
      case SelfMixerConfig.SlidingWindow window ->
          attention(yoco.width(), (long) window.keyValueHeads() * yoco.selfHeadWidth())
              + feedForward();
      case SelfMixerConfig.GatedRetention retention ->
          retention(retention.heads(), yoco.selfHeadWidth()) + feedForward();
    };
  }

  /// Queries, keys, values, both weighted forms, the gate and its activation, the output, normed
  /// and gated; scores, weighted scores and decays, these in float32 too; states in float32, and
  /// rounded.
  private long retention(long heads, long headWidth) {
    long chunk = Operations.RETENTION_CHUNK;
    long scores = heads * chunk * (3L * precision.bytes() + Float.BYTES);
    long states = heads * headWidth * headWidth * (Float.BYTES + precision.bytes()) / chunk;
    return norm() + 10 * row(config.width()) + scores + states;
  }

  private long attention(long queries, long keys) {
    return norm() + 2 * row(queries) + 2 * row(keys);
  }

  private long cross() {
    return norm() + 2 * row(config.width()) + feedForward();
  }

  private long shared(YocoConfig yoco) {
    return row(yoco.width()) + keysAndValues(yoco);
  }

  private long keysAndValues(YocoConfig yoco) {
    return 2 * row((long) yoco.crossAttention().keyValueHeads() * yoco.crossHeadWidth());
  }

  /// Both branches, the activated one, and their product.
  private long feedForward() {
    return norm() + 4 * row(config.feedForwardWidth());
  }

  /// Its input and its output.
  private long norm() {
    return 2 * row(config.width());
  }

  private long row(long width) {
    return width * precision.bytes();
  }
}
