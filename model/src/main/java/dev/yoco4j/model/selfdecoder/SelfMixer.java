package dev.yoco4j.model.selfdecoder;

import dev.yoco4j.model.layer.ParameterSource;
import dev.yoco4j.model.layer.Residual;
import dev.yoco4j.model.layer.Rotation;
import dev.yoco4j.model.past.Past;
import dev.yoco4j.model.past.PastSlot;
import org.bytedeco.pytorch.Tensor;

/// What mixes positions in one layer of the self-decoder.
public sealed interface SelfMixer permits GatedRetention, SlidingWindow {
  /// Builds the mixer that a configuration names.
  ///
  /// @param config the kind
  /// @param parameters where the weights come from
  /// @param width `D`
  /// @param normEpsilon epsilon of norms inside the mixer
  /// @return the mixer
  static SelfMixer of(
      SelfMixerConfig config, ParameterSource parameters, int width, double normEpsilon) {
    return switch (config) {
      case SelfMixerConfig.GatedRetention retention ->
          GatedRetention.of(retention, parameters, width, normEpsilon);
      case SelfMixerConfig.SlidingWindow window -> SlidingWindow.of(window, parameters, width);
    };
  }

  /// What the mixer keeps of a sequence.
  ///
  /// @param config the kind
  /// @param width `D`
  /// @return the slot of one layer
  static PastSlot slot(SelfMixerConfig config, int width) {
    int headWidth = width / config.heads();
    return switch (config) {
      case SelfMixerConfig.GatedRetention(int heads, _, _) ->
          new PastSlot.Retention(heads, headWidth, headWidth);
      case SelfMixerConfig.SlidingWindow(_, int keyValueHeads, int window, _) ->
          new PastSlot.Window(keyValueHeads, headWidth, window);
    };
  }

  /// Mixes new positions with the past, and adds them to it.
  ///
  /// @param in the residual stream
  /// @param rotation of the new positions
  /// @param past the past
  /// @param slot this layer's index in it
  /// @return the stream behind the mixer, `[B, T, D]`
  Tensor forward(Residual in, Rotation rotation, Past past, int slot);
}
