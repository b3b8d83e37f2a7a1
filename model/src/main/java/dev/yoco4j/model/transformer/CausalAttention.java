package dev.yoco4j.model.transformer;

import dev.yoco4j.model.layer.AttentionMath;
import dev.yoco4j.model.layer.Linear;
import dev.yoco4j.model.layer.ParameterSource;
import dev.yoco4j.model.layer.Residual;
import dev.yoco4j.model.layer.Rotation;
import dev.yoco4j.model.past.KeyValues;
import dev.yoco4j.model.past.Past;
import java.util.List;
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

  Tensor forward(Residual in, Rotation rotation, Past past, int slot) {
    List<Tensor> projected = in.project(query, key, value);
    Tensor q = rotation.apply(split(projected.get(0), heads.heads())); // [B, T, H, Dh]
    Tensor k = rotation.apply(split(projected.get(1), heads.keyValueHeads())); // [B, T, G, Dh]
    Tensor v = split(projected.get(2), heads.keyValueHeads()); // [B, T, G, Dh]
    KeyValues readable = past.keyValues(slot).append(k, v); // [B, S, G, Dh]
    Tensor mixed = AttentionMath.causal(q, readable);
    return in.plus(out, mixed.flatten(2, 3));
  }

  private static Tensor split(Tensor x, long heads) {
    return x.view(x.size(0), x.size(1), heads, -1);
  }
}
