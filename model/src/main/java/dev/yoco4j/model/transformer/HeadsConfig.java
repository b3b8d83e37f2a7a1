package dev.yoco4j.model.transformer;

import dev.yoco4j.model.layer.Checks;

/// The heads of a Transformer's attention.
///
/// @param heads `H` query heads
/// @param keyValueHeads `G`, which divides `H`
/// @param headWidth `Dh`, even; `H Dh` need not be the model's width
public record HeadsConfig(int heads, int keyValueHeads, int headWidth) {
  /// Checks the bounds.
  public HeadsConfig {
    Checks.atLeastOne("heads", heads);
    Checks.divides("key/value heads", keyValueHeads, "heads", heads);
    Checks.atLeastOne("head width", headWidth);
  }
}
