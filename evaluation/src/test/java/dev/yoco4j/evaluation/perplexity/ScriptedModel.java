package dev.yoco4j.evaluation.perplexity;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.PassedPositions;
import dev.yoco4j.model.Segment;
import dev.yoco4j.model.layer.Linear;
import dev.yoco4j.model.past.Past;
import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.torch.Precision;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// A model whose logits are a function of the last token alone, `[B, T] -> [B, T, V]`.
final class ScriptedModel implements LanguageModel {
  static final int VOCABULARY = 258;

  private final LanguageModel shape =
      LanguageModel.build(
          ModelPresets.named("yoco-tiny-gret").withVocabularySize(VOCABULARY),
          Parameters.random(1, Precision.FLOAT32));
  private final UnaryOperator<Tensor> logits;

  private ScriptedModel(UnaryOperator<Tensor> logits) {
    this.logits = logits;
  }

  /// Every token is as likely as any other.
  static ScriptedModel uniform() {
    return new ScriptedModel(
        tokens -> torch.zeros(tokens.size(0), tokens.size(1), VOCABULARY)); // [B, T, V]
  }

  /// The token that was there last has this logit, all others 0.
  static ScriptedModel copying(double logit) {
    return new ScriptedModel(tokens ->
        torch
            .zeros(tokens.size(0), tokens.size(1), VOCABULARY)
            .scatter(2, tokens.unsqueeze(2), new Scalar(logit))); // [B, T, V]
  }

  /// Fails when it is asked for anything.
  static ScriptedModel failing() {
    return new ScriptedModel(_ -> {
      throw new IllegalStateException("nothing was to be scored");
    });
  }

  @Override
  public ModelConfig config() {
    return shape.config();
  }

  @Override
  public Parameters parameters() {
    return shape.parameters();
  }

  @Override
  public Tensor embed(Tensor tokens) {
    return shape.embed(tokens);
  }

  @Override
  public List<Segment> segments(long positions) {
    return shape.segments(positions);
  }

  @Override
  public Linear output() {
    return shape.output();
  }

  @Override
  public void absorb(Tensor tokens, Past past) {
    past.advance(tokens.size(1));
  }

  @Override
  public Tensor next(Tensor tokens, Past past) {
    return score(tokens, past).select(1, tokens.size(1) - 1);
  }

  @Override
  public Tensor score(Tensor tokens, Past past) {
    past.advance(tokens.size(1));
    return logits.apply(tokens);
  }

  @Override
  public PassedPositions passed() {
    return shape.passed();
  }
}
