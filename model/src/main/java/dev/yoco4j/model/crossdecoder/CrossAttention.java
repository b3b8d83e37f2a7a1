package dev.yoco4j.model.crossdecoder;

import dev.yoco4j.model.layer.AttentionMath;
import dev.yoco4j.model.layer.Linear;
import dev.yoco4j.model.layer.ParameterSource;
import dev.yoco4j.model.layer.Residual;
import dev.yoco4j.model.layer.RmsNorm;
import dev.yoco4j.model.layer.Rotation;
import dev.yoco4j.model.past.KeyValues;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// Attention of a layer's own queries onto the shared keys and values.
///
/// @param query `[D, D]`
/// @param queryNorm norm of each query head, where configured; its epsilon is 1e-5 whatever the
///   model's is, as in flash-linear-attention
/// @param out `[D, D]`
/// @param heads `H`
public record CrossAttention(Linear query, Optional<RmsNorm> queryNorm, Linear out, int heads) {
  private static final double QUERY_NORM_EPSILON = 1e-5;

  static CrossAttention of(CrossAttentionConfig config, ParameterSource parameters, int width) {
    Linear query = Linear.of(parameters.at("q_proj"), width, width);
    Optional<RmsNorm> norm =
        config.queryNorm()
            ? Optional.of(
                RmsNorm.of(parameters.at("q_norm"), width / config.heads(), QUERY_NORM_EPSILON))
            : Optional.empty();
    return new CrossAttention(
        query, norm, Linear.of(parameters.at("o_proj"), width, width), config.heads());
  }

  Tensor forward(Residual in, Rotation rotation, KeyValues shared) {
    Tensor projected = in.project(query).getFirst();
    Tensor q = projected.view(projected.size(0), projected.size(1), heads, -1); // [B, T, H, Dh]
    Tensor normed = queryNorm.map(norm -> norm.forward(q)).orElse(q);
    Tensor mixed = AttentionMath.causal(rotation.apply(normed), shared);
    return in.plus(out, mixed.flatten(2, 3));
  }
}
