package dev.yoco4j.inference.decode;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.TransformerConfig;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.model.kernel.AttentionKernel;
import dev.yoco4j.model.selfdecoder.SelfMixerConfig;
import dev.yoco4j.model.transformer.HeadsConfig;

/// Whether the attention kernel reads all heads of a model: in a recorded step nothing else finds
/// keys and values.
final class RecordableHeads {
  private RecordableHeads() {}

  static boolean are(ModelConfig config) {
    return switch (config) {
      case YocoConfig yoco -> areCross(yoco) && areSelf(yoco);
      case TransformerConfig transformer -> {
        HeadsConfig heads = transformer.heads();
        yield AttentionKernel.fits(heads.headWidth(), heads.heads() / heads.keyValueHeads());
      }
    };
  }

  private static boolean areCross(YocoConfig config) {
    return AttentionKernel.fits(
        config.crossHeadWidth(),
        config.crossAttention().heads() / config.crossAttention().keyValueHeads());
  }

  private static boolean areSelf(YocoConfig config) {
    return switch (config.selfMixer()) {
      case SelfMixerConfig.GatedRetention _ -> true; // its state is not attention's
      case SelfMixerConfig.SlidingWindow window ->
          AttentionKernel.fits(config.selfHeadWidth(), window.heads() / window.keyValueHeads());
    };
  }
}
