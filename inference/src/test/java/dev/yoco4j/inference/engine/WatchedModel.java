package dev.yoco4j.inference.engine;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.PassedPositions;
import dev.yoco4j.model.Segment;
import dev.yoco4j.model.layer.Linear;
import dev.yoco4j.model.past.Past;
import java.util.List;
import java.util.function.BiConsumer;
import org.bytedeco.pytorch.Tensor;

/// A model that lets itself be watched, and disturbed.
///
/// @param model does the work
/// @param after told of each call that extends a past, with its tokens and the past
record WatchedModel(LanguageModel model, BiConsumer<Tensor, Past> after) implements LanguageModel {
  @Override
  public void absorb(Tensor tokens, Past past) {
    model.absorb(tokens, past);
    after.accept(tokens, past);
  }

  @Override
  public Tensor next(Tensor tokens, Past past) {
    Tensor logits = model.next(tokens, past);
    after.accept(tokens, past);
    return logits;
  }

  @Override
  public Tensor score(Tensor tokens, Past past) {
    return model.score(tokens, past);
  }

  @Override
  public ModelConfig config() {
    return model.config();
  }

  @Override
  public Parameters parameters() {
    return model.parameters();
  }

  @Override
  public Tensor embed(Tensor tokens) {
    return model.embed(tokens);
  }

  @Override
  public List<Segment> segments(long positions) {
    return model.segments(positions);
  }

  @Override
  public Linear output() {
    return model.output();
  }

  @Override
  public PassedPositions passed() {
    return model.passed();
  }
}
