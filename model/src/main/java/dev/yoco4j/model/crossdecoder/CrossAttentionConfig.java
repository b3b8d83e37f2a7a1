package dev.yoco4j.model.crossdecoder;

import dev.yoco4j.model.layer.Checks;
import dev.yoco4j.model.layer.RotaryConfig;

/// The attention of all cross-decoder layers, and the one set of keys and values that they share.
///
/// @param heads `H` query heads; the width of one is the model's width over this
/// @param keyValueHeads `G`, which divides `H`
/// @param queryNorm whether each layer norms its queries per head (flash-linear-attention's
///   `qk_norm`)
/// @param rotary how positions enter
public record CrossAttentionConfig(
    int heads, int keyValueHeads, boolean queryNorm, RotaryConfig rotary) {
  /// Checks the bounds.
  public CrossAttentionConfig {
    Checks.atLeastOne("cross-decoder heads", heads);
    Checks.divides("cross-decoder key/value heads", keyValueHeads, "heads", heads);
  }

  /// The same heads with another rotary convention.
  ///
  /// @param changed how positions enter
  /// @return a copy
  public CrossAttentionConfig withRotary(RotaryConfig changed) {
    return new CrossAttentionConfig(heads, keyValueHeads, queryNorm, changed);
  }
}
