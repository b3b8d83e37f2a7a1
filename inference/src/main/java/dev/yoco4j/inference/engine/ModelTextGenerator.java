package dev.yoco4j.inference.engine;

import dev.yoco4j.inference.GenerationSession;
import dev.yoco4j.inference.TextGenerator;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.accounting.PrefillSegment;
import dev.yoco4j.model.layer.Checks;
import dev.yoco4j.text.Tokenizer;

/// Generation with a model in this process, on the caller's thread.
///
/// @param model stays the caller's, who closes it after the last session
/// @param tokenizer the model's; ids that only the model knows are never generated
/// @param maxPositions positions that a session may hold; they cost nothing until they are taken
/// @param prefillSegment positions of a prompt that pass the model at once
public record ModelTextGenerator(
    LanguageModel model, Tokenizer tokenizer, int maxPositions, int prefillSegment)
    implements TextGenerator {
  /// Checks the bounds.
  public ModelTextGenerator {
    Checks.atLeastOne("max positions", maxPositions);
    Checks.atLeastOne("prefill segment", prefillSegment);
  }

  /// A generator that holds as many positions as the model was made for.
  ///
  /// @param model stays the caller's, who closes it after the last session
  /// @param tokenizer the model's
  public ModelTextGenerator(LanguageModel model, Tokenizer tokenizer) {
    this(model, tokenizer, model.config().maxPositions(), PrefillSegment.positions(model.config()));
  }

  /// The same generator for longer sequences than the model was made for.
  ///
  /// @param positions that a session must have room for
  /// @return a copy whose sessions hold at least as many
  public ModelTextGenerator withRoomFor(int positions) {
    return new ModelTextGenerator(
        model, tokenizer, Math.max(maxPositions, positions), prefillSegment);
  }

  @Override
  public GenerationSession open() {
    return new ModelSession(this);
  }
}
