package dev.yoco4j.inference.engine;

import static org.bytedeco.pytorch.global.torch.full;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.PassedPositions;
import dev.yoco4j.model.Segment;
import dev.yoco4j.model.TransformerConfig;
import dev.yoco4j.model.layer.Linear;
import dev.yoco4j.model.layer.RotaryConfig;
import dev.yoco4j.model.past.Past;
import dev.yoco4j.model.transformer.HeadsConfig;
import dev.yoco4j.torch.Precision;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Says what it is told to, one token per call of [#next], and writes down how it was called.
final class ScriptedModel implements LanguageModel {
  private final ModelConfig config;
  private final Parameters parameters = Parameters.random(1, Precision.FLOAT32);
  private final int[] script;
  private final List<String> calls = new ArrayList<>();
  private int said;

  /// Ends with the end of text, again and again.
  ScriptedModel(int... script) {
    this(ByteTokens.SIZE, script);
  }

  ScriptedModel(int vocabularySize, int[] script) {
    this.script = script.clone();
    config =
        new TransformerConfig(
            vocabularySize,
            8,
            8,
            1,
            new HeadsConfig(1, 1, 8),
            RotaryConfig.halves(10_000),
            1e-5,
            true,
            64);
  }

  /// Calls so far: the verb and the number of tokens.
  List<String> calls() {
    return List.copyOf(calls);
  }

  @Override
  public ModelConfig config() {
    return config;
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public void absorb(Tensor tokens, Past past) {
    calls.add("absorb " + tokens.size(1));
    past.advance(tokens.size(1));
  }

  @Override
  public Tensor next(Tensor tokens, Past past) {
    calls.add("next " + tokens.size(1));
    past.advance(tokens.size(1));
    int token = said < script.length ? script[said] : ByteTokens.END;
    said++;
    Tensor logits = full(new long[] {1, config.vocabularySize()}, new Scalar(-5.0)); // [1, V]
    Tensor _ = logits.select(1, token).fill_(new Scalar(5.0));
    return logits;
  }

  @Override
  public Tensor score(Tensor tokens, Past past) {
    throw new UnsupportedOperationException("scripted");
  }

  @Override
  public PassedPositions passed() {
    return new PassedPositions(0, 0);
  }

  @Override
  public Tensor embed(Tensor tokens) {
    throw new UnsupportedOperationException("scripted");
  }

  @Override
  public List<Segment> segments(long positions) {
    throw new UnsupportedOperationException("scripted");
  }

  @Override
  public Linear output() {
    throw new UnsupportedOperationException("scripted");
  }
}
