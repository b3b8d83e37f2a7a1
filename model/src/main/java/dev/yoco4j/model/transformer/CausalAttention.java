package dev.yoco4j.model.transformer;

import dev.yoco4j.model.layer.AttentionMath;
import dev.yoco4j.model.layer.Linear;
import dev.yoco4j.model.layer.ParameterSource;
import dev.yoco4j.model.layer.Rotation;
import dev.yoco4j.model.past.KeyValues;
import dev.yoco4j.model.past.Past;
import org.bytedeco.pytorch.Tensor;

/// Causal attention in which every layer has keys and values of its own.
///
/// @param query `[H Dh, D]`
/// @param key `[G Dh, D]`
/// @param value `[G Dh, D]`
/// @param out `[D, H Dh]`
/// @param heads query and key/value heads
public record CausalAttention(
    Linear query, Linear key, Linear value, Linear out, HeadsConfig heads) {
  static CausalAttention of(HeadsConfig heads, ParameterSource parameters, int width) {
    long queryWidth = (long) heads.heads() * heads.headWidth();
    long keyValueWidth = (long) heads.keyValueHeads() * heads.headWidth();
    return new CausalAttention(
        Linear.of(parameters.at("q_proj"), width, queryWidth),
        Linear.of(parameters.at("k_proj"), width, keyValueWidth),
        Linear.of(parameters.at("v_proj"), width, keyValueWidth),
        Linear.of(parameters.at("o_proj"), queryWidth, width),
        heads);
  }

  Tensor forward(Tensor x, Rotation rotation, Past past, int slot) {
    Tensor q = rotation.apply(split(query.forward(x), heads.heads())); // [B, T, H, Dh]
    Tensor k = rotation.apply(split(key.forward(x), heads.keyValueHeads())); // [B, T, G, Dh]
    Tensor v = split(value.forward(x), heads.keyValueHeads()); // [B, T, G, Dh]
    KeyValues readable = past.keyValues(slot).append(k, v); // [B, S, G, Dh]
    Tensor mixed = AttentionMath.causal(q, readable);
    return out.forward(mixed.flatten(2, 3));
  }

  private static Tensor split(Tensor x, long heads) {
    return x.view(x.size(0), x.size(1), heads, -1);
  }
}
