package dev.yoco4j.model.selfdecoder;

import dev.yoco4j.model.layer.AttentionMath;
import dev.yoco4j.model.layer.Linear;
import dev.yoco4j.model.layer.ParameterSource;
import dev.yoco4j.model.layer.Residual;
import dev.yoco4j.model.layer.Rotation;
import dev.yoco4j.model.past.KeyValues;
import dev.yoco4j.model.past.Past;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Attention to the last `W` positions: `softmax(Q K^T / sqrt(Dh) + B) V`, `B_ij = 0` for `i - W <
/// j <= i`.
///
/// YOCO (arXiv 2405.05254) section 4.1. The reference has as many key/value heads as query heads.
///
/// @param query `[D, D]`
/// @param key `[G Dh, D]`
/// @param value `[G Dh, D]`
/// @param out `[D, D]`
/// @param config heads and window
public record SlidingWindow(
    Linear query, Linear key, Linear value, Linear out, SelfMixerConfig.SlidingWindow config)
    implements SelfMixer {
  static SlidingWindow of(
      SelfMixerConfig.SlidingWindow config, ParameterSource parameters, int width) {
    long keyValueWidth = (long) width / config.heads() * config.keyValueHeads();
    return new SlidingWindow(
        Linear.of(parameters.at("q_proj"), width, width),
        Linear.of(parameters.at("k_proj"), width, keyValueWidth),
        Linear.of(parameters.at("v_proj"), width, keyValueWidth),
        Linear.of(parameters.at("o_proj"), width, width),
        config);
  }

  @Override
  public Tensor forward(Residual in, Rotation rotation, Past past, int slot) {
    List<Tensor> projected = in.project(query, key, value);
    Tensor q = rotation.apply(heads(projected.get(0), config.heads())); // [B, T, H, Dh]
    Tensor k = rotation.apply(heads(projected.get(1), config.keyValueHeads())); // [B, T, G, Dh]
    Tensor v = heads(projected.get(2), config.keyValueHeads()); // [B, T, G, Dh]
    KeyValues readable = past.keyValues(slot).append(k, v); // [B, S, G, Dh]
    Tensor mixed = AttentionMath.window(q, readable, config.window());
    return in.plus(out, mixed.flatten(2, 3));
  }

  private static Tensor heads(Tensor x, long heads) {
    return x.view(x.size(0), x.size(1), heads, -1);
  }
}
