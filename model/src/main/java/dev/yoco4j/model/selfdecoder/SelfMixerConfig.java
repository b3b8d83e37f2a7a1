package dev.yoco4j.model.selfdecoder;

import dev.yoco4j.model.layer.Checks;
import dev.yoco4j.model.layer.RotaryConfig;

/// The kind of mixer in every layer of the self-decoder.
///
/// | kind               | state per sequence and layer        | YOCO section |
/// |--------------------|-------------------------------------|--------------|
/// | [GatedRetention]   | `[H, Dh, Dh]` float32               | 4.2          |
/// | [SlidingWindow]    | keys and values `[W, G, Dh]`        | 4.1          |
public sealed interface SelfMixerConfig {
  /// Query heads per layer; the width of one is the model's width over this.
  ///
  /// @return `H`
  int heads();

  /// How positions enter.
  ///
  /// @return the rotary convention
  RotaryConfig rotary();

  /// The same mixer with another rotary convention.
  ///
  /// @param changed how positions enter
  /// @return a copy
  SelfMixerConfig withRotary(RotaryConfig changed);

  /// Gated retention.
  ///
  /// @param heads `H`, at least 1
  /// @param gateTemperature the paper's tau, by which the log gate is divided; the reference fixes
  ///   16
  /// @param rotary how positions enter
  record GatedRetention(int heads, double gateTemperature, RotaryConfig rotary)
      implements SelfMixerConfig {
    /// Checks the bounds.
    public GatedRetention {
      Checks.atLeastOne("self-decoder heads", heads);
      Checks.positive("gate temperature", gateTemperature);
    }

    @Override
    public GatedRetention withRotary(RotaryConfig changed) {
      return new GatedRetention(heads, gateTemperature, changed);
    }
  }

  /// Sliding-window attention.
  ///
  /// @param heads `H`, at least 1
  /// @param keyValueHeads `G`, which divides `H`
  /// @param window `W`, positions seen, the current one included, at least 1
  /// @param rotary how positions enter
  record SlidingWindow(int heads, int keyValueHeads, int window, RotaryConfig rotary)
      implements SelfMixerConfig {
    /// Checks the bounds.
    public SlidingWindow {
      Checks.atLeastOne("self-decoder heads", heads);
      Checks.divides("self-decoder key/value heads", keyValueHeads, "heads", heads);
      Checks.atLeastOne("window", window);
    }

    @Override
    public SlidingWindow withRotary(RotaryConfig changed) {
      return new SlidingWindow(heads, keyValueHeads, window, changed);
    }
  }
}
