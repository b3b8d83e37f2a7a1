package dev.yoco4j.benchmark.serve;

import dev.yoco4j.model.layer.Checks;
import java.util.OptionalInt;

/// What requests may be made of.
///
/// @param tokens ids that the tokenizer knows; prompts are drawn from them
/// @param endOfText which answers are kept from choosing, so that all are as long as was asked for
public record Vocabulary(int tokens, OptionalInt endOfText) {
  /// Checks the bounds.
  public Vocabulary {
    Checks.atLeastOne("vocabulary", tokens);
  }
}
