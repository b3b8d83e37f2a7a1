package dev.yoco4j.model.weights;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.TransformerConfig;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.model.crossdecoder.CrossAttentionConfig;
import dev.yoco4j.model.layer.RotaryConfig;
import dev.yoco4j.model.selfdecoder.SelfMixerConfig;
import dev.yoco4j.model.transformer.HeadsConfig;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// `params.json` of the reference code: its YOCO, and its Transformer, which has `n_heads`.
final class OfficialConfig {
  /// Set by the reference's command line when it loads.
  private static final List<String> RUNTIME =
      List.of("max_batch_size", "model_parallel_size", "load_checkpoint");

  private static final int MAX_POSITIONS = 2048;
  private static final double GATE_TEMPERATURE = 16;

  private OfficialConfig() {}

  static ModelConfig read(String place, JsonNode content) {
    JsonFields json = new JsonFields(place, content);
    json.ignore(RUNTIME);
    ModelConfig config =
        ConfigJson.inPlace(
            place, () -> json.field("n_heads").isPresent() ? transformer(json) : yoco(json));
    json.refuseUnknown();
    return config;
  }

  private static YocoConfig yoco(JsonFields json) {
    int layers = json.requiredInteger("n_layers");
    if (layers < 2 || layers % 2 != 0) {
      throw json.error(
          "n_layers", "must be even: the reference gives each half n_layers / 2, was " + layers);
    }
    int selfHeads = json.requiredInteger("n_self_heads");
    RotaryConfig rotary = RotaryConfig.yoco(json.number("rope_theta").orElse(10000.0));
    return new YocoConfig(
        json.requiredInteger("vocab_size"),
        json.requiredInteger("dim"),
        json.requiredInteger("hidden_dim"),
        layers / 2,
        mixer(json, selfHeads, rotary),
        layers / 2,
        new CrossAttentionConfig(
            json.requiredInteger("n_attn_heads"),
            json.requiredInteger("n_attn_kv_heads"),
            false,
            rotary),
        json.number("norm_eps").orElse(1e-5),
        false,
        maxPositions(json));
  }

  private static SelfMixerConfig mixer(JsonFields json, int heads, RotaryConfig rotary) {
    return json.integer("sliding_window")
        .<SelfMixerConfig>map(
            window -> new SelfMixerConfig.SlidingWindow(heads, heads, window, rotary))
        .orElseGet(() -> new SelfMixerConfig.GatedRetention(heads, GATE_TEMPERATURE, rotary));
  }

  private static TransformerConfig transformer(JsonFields json) {
    if (json.field("sliding_window").isPresent()) {
      throw json.error("sliding_window", "must be null: the Transformer here sees every position");
    }
    return new TransformerConfig(
        json.requiredInteger("vocab_size"),
        json.requiredInteger("dim"),
        json.requiredInteger("hidden_dim"),
        json.requiredInteger("n_layers"),
        new HeadsConfig(
            json.requiredInteger("n_heads"),
            json.requiredInteger("n_kv_heads"),
            json.requiredInteger("head_dim")),
        RotaryConfig.halves(json.number("rope_theta").orElse(10000.0)),
        json.number("norm_eps").orElse(1e-5),
        false,
        maxPositions(json));
  }

  private static int maxPositions(JsonFields json) {
    return json.integer("max_seq_len").filter(length -> length > 0).orElse(MAX_POSITIONS);
  }
}
