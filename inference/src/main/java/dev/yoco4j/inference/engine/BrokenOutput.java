package dev.yoco4j.inference.engine;

import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.TransformerConfig;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Scope;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// Looks for what makes a model compute no numbers.
final class BrokenOutput {
  private BrokenOutput() {}

  /// Names the first weight that is not finite, which is what it mostly is, or the first layer that
  /// wrote such numbers into the past.
  ///
  /// @param past of the sequence, not in a batch
  /// @return a sentence without a full stop
  static String describe(LanguageModel model, SequencePast past) {
    try (Scope _ = Scope.open();
        NoGrad _ = NoGrad.open()) {
      for (Map.Entry<String, Tensor> weight : model.parameters().tensors().entrySet()) {
        if (!weight.getValue().isfinite().all().item_bool()) {
          return weight.getKey() + " holds numbers that are not finite";
        }
      }
    }
    for (int slot = 0; slot < past.layout().slots().size(); slot++) {
      if (!past.isFinite(slot)) {
        return "all weights are finite, but %s wrote numbers that are not: they outgrow the model's precision; --dtype float32 may help"
            .formatted(writer(model.config(), slot));
      }
    }
    return "all weights are finite, and so is what the layers keep of the past: it must be %s, whose numbers outgrow the model's precision; --dtype float32 may help"
        .formatted(last(model.config()));
  }

  private static String writer(ModelConfig config, int slot) {
    return switch (config) {
      case YocoConfig yoco when slot < yoco.selfLayers() -> "self-decoder layer " + slot;
      case YocoConfig _ -> "the projection to the shared keys and values";
      case TransformerConfig _ -> "layer " + slot;
    };
  }

  private static String last(ModelConfig config) {
    return switch (config) {
      case YocoConfig _ -> "the cross-decoder or the output projection";
      case TransformerConfig _ -> "the last layer or the output projection";
    };
  }
}
