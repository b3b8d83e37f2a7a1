package dev.yoco4j.training;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.Segment;
import dev.yoco4j.model.loss.CrossEntropy;
import dev.yoco4j.torch.Scope;
import java.util.List;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;

/// One forward and backward pass, whose gradients are left at the model's weights.
@FunctionalInterface
public interface GradientPass {
  /// Runs the pass.
  ///
  /// @param model its weights require gradients
  /// @param inputs tokens, `[B, T]` int64
  /// @param targets the tokens that follow, `[B, T]` int64
  /// @param weight factor on the gradient, for accumulation over several passes
  /// @return mean cross entropy in nats, without the factor
  double run(LanguageModel model, Tensor inputs, Tensor targets, double weight);

  /// The pass that keeps every layer's activations: fast, and memory grows with layers times
  /// tokens.
  ///
  /// @return a pass without state
  static GradientPass keepingActivations() {
    return GradientPass::keeping;
  }

  /// The pass that keeps only what passes between layers and runs each layer again when its
  /// gradient is due: a third more work, the same gradients.
  ///
  /// @return a pass without state
  static GradientPass recomputingActivations() {
    return new RecomputingPass();
  }

  private static double keeping(LanguageModel model, Tensor inputs, Tensor targets, double weight) {
    try (Scope _ = Scope.open()) {
      List<Tensor> state = Segment.throughAll(model.segments(inputs.size(1)), model.embed(inputs));
      Tensor hidden = state.getFirst(); // [B, T, D]
      CrossEntropy.Backward loss =
          CrossEntropy.backward(
              hidden.detach().flatten(0, 1), model.output(), targets.flatten(), weight);
      hidden.backward(
          loss.hiddenGradient().view_as(hidden),
          new BoolOptional(),
          false,
          new TensorArrayRefOptional());
      return loss.loss();
    }
  }
}
