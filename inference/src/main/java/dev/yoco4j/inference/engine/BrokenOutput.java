package dev.yoco4j.inference.engine;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Scope;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// Looks for what makes a model compute no numbers.
final class BrokenOutput {
  private BrokenOutput() {}

  /// Names the first weight that is not finite, which is what it mostly is.
  ///
  /// @return a sentence without a full stop
  static String describe(LanguageModel model) {
    try (Scope _ = Scope.open();
        NoGrad _ = NoGrad.open()) {
      for (Map.Entry<String, Tensor> weight : model.parameters().tensors().entrySet()) {
        if (!weight.getValue().isfinite().all().item_bool()) {
          return weight.getKey() + " holds numbers that are not finite";
        }
      }
    }
    return "all weights are finite: a layer's numbers outgrow the model's precision;"
        + " --dtype float32 may help";
  }
}
