package dev.yoco4j.model.crossdecoder;

import dev.yoco4j.model.layer.Linear;
import dev.yoco4j.model.layer.ParameterSource;
import dev.yoco4j.model.layer.Residual;
import dev.yoco4j.model.layer.RmsNorm;
import dev.yoco4j.model.layer.Rotation;
import dev.yoco4j.model.past.KeyValues;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// The keys and values that are computed once and read by every cross-decoder layer.
///
/// `K = norm(X^{L/2}) W_K`, `V = norm(X^{L/2}) W_V`: YOCO (arXiv 2405.05254) section 3.1, equation
/// 2. The norm is its own, and keys are rotated once, before they are stored.
///
/// @param norm of the self-decoder's output
/// @param key `[G Dh, D]`
/// @param value `[G Dh, D]`
/// @param config key/value heads
public record SharedKeyValue(RmsNorm norm, Linear key, Linear value, CrossAttentionConfig config) {
  /// Builds the projection.
  ///
  /// @param config heads
  /// @param parameters where the weights come from
  /// @param width `D`
  /// @param normEpsilon epsilon of the norm
  /// @return the projection
  public static SharedKeyValue of(
      CrossAttentionConfig config, ParameterSource parameters, int width, double normEpsilon) {
    long keyValueWidth = (long) width / config.heads() * config.keyValueHeads();
    return new SharedKeyValue(
        RmsNorm.of(parameters.at("kv_norm"), width, normEpsilon),
        Linear.of(parameters.at("k_proj"), width, keyValueWidth),
        Linear.of(parameters.at("v_proj"), width, keyValueWidth),
        config);
  }

  /// Projects the self-decoder's output.
  ///
  /// @param x `[B, T, D]`
  /// @param rotation of these positions, for heads of the cross-decoder's width
  /// @return keys, rotated, and values, `[B, T, G, Dh]` each
  public KeyValues.Dense forward(Tensor x, Rotation rotation) {
    List<Tensor> projected = new Residual(x, norm).project(key, value);
    return new KeyValues.Dense(rotation.apply(heads(projected.get(0))), heads(projected.get(1)));
  }

  private Tensor heads(Tensor x) {
    return x.view(x.size(0), x.size(1), config.keyValueHeads(), -1);
  }
}
