package dev.yoco4j.model.selfdecoder;

import static org.bytedeco.pytorch.global.torch.log_sigmoid;
import static org.bytedeco.pytorch.global.torch.silu;

import dev.yoco4j.model.kernel.RetentionKernels;
import dev.yoco4j.model.kernel.RetentionKernels.Constants;
import dev.yoco4j.model.kernel.RetentionKernels.Projections;
import dev.yoco4j.model.kernel.RetentionKernels.Turns;
import dev.yoco4j.model.layer.Initial;
import dev.yoco4j.model.layer.Linear;
import dev.yoco4j.model.layer.ParameterSource;
import dev.yoco4j.model.layer.Residual;
import dev.yoco4j.model.layer.RmsNorm;
import dev.yoco4j.model.layer.Rotation;
import dev.yoco4j.model.past.Past;
import dev.yoco4j.model.past.RetentionStore;
import dev.yoco4j.torch.Floats;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Multi-head gated retention: `(silu(X W_G) * norm_h(gRet(X))) W_O`.
///
/// YOCO (arXiv 2405.05254) section 4.2, with what the reference adds: `g_t = log sigmoid(x W_gamma)
/// / tau` per head, and a norm per head without weights.
///
/// @param query `[D, D]`
/// @param key `[D, D]`
/// @param value `[D, D]`
/// @param gate the swish gate on the output, `[D, D]`
/// @param decay the paper's `W_gamma`, `[H, D]`
/// @param out `[D, D]`
/// @param config heads, temperature
/// @param normEpsilon epsilon of the norm per head
public record GatedRetention(
    Linear query,
    Linear key,
    Linear value,
    Linear gate,
    Linear decay,
    Linear out,
    SelfMixerConfig.GatedRetention config,
    double normEpsilon)
    implements SelfMixer {
  /// Long enough for the products to run at speed, short enough that scores stay a small part of
  /// the work.
  private static final long CHUNK = 128;

  private static final Initial INPUT = new Initial.XavierUniform(Math.pow(2, -2.5));
  private static final Initial OUTPUT = new Initial.XavierUniform(0.5);

  static GatedRetention of(
      SelfMixerConfig.GatedRetention config,
      ParameterSource parameters,
      int width,
      double normEpsilon) {
    return new GatedRetention(
        Linear.of(parameters.at("q_proj"), width, width, INPUT),
        Linear.of(parameters.at("k_proj"), width, width, INPUT),
        Linear.of(parameters.at("v_proj"), width, width, INPUT),
        Linear.of(parameters.at("g_proj"), width, width, INPUT),
        Linear.dense(parameters.at("gk_proj"), width, config.heads(), INPUT),
        Linear.of(parameters.at("o_proj"), width, width, OUTPUT),
        config,
        normEpsilon);
  }

  @Override
  public Tensor forward(Residual in, Rotation rotation, Past past, int slot) {
    List<Tensor> projected = in.project(query, key, value, gate, decay);
    Projections all =
        new Projections(
            heads(projected.get(0)),
            heads(projected.get(1)),
            heads(projected.get(2)),
            heads(projected.get(3)),
            projected.get(4));
    RetentionStore store = past.retention(slot);
    return in.plus(
        out,
        RetentionKernels.takes(all.query())
            ? byKernels(all, rotation, store)
            : byDefinition(all, rotation, store));
  }

  private Tensor byDefinition(Projections in, Rotation rotation, RetentionStore store) {
    Tensor q = rotation.apply(in.query());
    Tensor k = rotation.apply(in.key());
    Tensor v = in.value();
    Tensor logDecay = logDecay(in.decay()); // [B, T, H]
    Tensor state = store.get(q.size(0), q.size(2), q.size(3), v.size(3));
    RetentionMath.Result mixed =
        q.size(1) == 1
            ? RetentionMath.recurrent(q, k, v, logDecay, state)
            : RetentionMath.chunkwise(q, k, v, logDecay, state, CHUNK);
    store.set(mixed.state());
    Tensor normed = RmsNorm.unweighted(mixed.out(), normEpsilon); // [B, T, H, Dh]
    return silu(in.gate()).mul(normed).flatten(2, 3); // [B, T, D]
  }

  /// Changes the state where it lies.
  private Tensor byKernels(Projections in, Rotation rotation, RetentionStore store) {
    Tensor v = in.value();
    Tensor state = store.get(v.size(0), v.size(2), v.size(3), v.size(3));
    Constants constants = new Constants(config.gateTemperature(), normEpsilon);
    Turns turns = new Turns(rotation.cos(), rotation.sin(), halves(rotation));
    Tensor gated =
        v.size(1) == 1
            ? RetentionKernels.step(in, turns, state, constants)
            : RetentionKernels.chunkwise(in, turns, state, constants);
    store.set(state);
    return gated; // [B, T, D]
  }

  private Tensor logDecay(Tensor logits) {
    return log_sigmoid(Floats.float32(logits)).div(new Scalar(config.gateTemperature()));
  }

  private static int halves(Rotation rotation) {
    return switch (rotation.pairing()) {
      case INTERLEAVED -> 0;
      case HALVES -> 1;
    };
  }

  private Tensor heads(Tensor x) {
    return x.view(x.size(0), x.size(1), config.heads(), -1);
  }
}
