package dev.yoco4j.model.weights;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.TransformerConfig;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.model.crossdecoder.CrossAttentionConfig;
import dev.yoco4j.model.layer.RotaryConfig;
import dev.yoco4j.model.selfdecoder.SelfMixerConfig;
import dev.yoco4j.model.transformer.HeadsConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// `params.json` of the reference code: its YOCO, and its Transformer, which has `n_heads`.
final class OfficialConfig {
  /// Set by the reference's command line when it loads.
  private static final List<String> RUNTIME =
      List.of("max_batch_size", "model_parallel_size", "load_checkpoint");

  private static final Map<String, String> KEYS =
      Map.of(
          "vocabulary size", "vocab_size",
          "width", "dim",
          "feed-forward width", "hidden_dim",
          "norm epsilon", "norm_eps",
          "rope theta", "rope_theta");
  private static final KeyNames YOCO_KEYS =
      keys(
          Map.of(
              "self-decoder heads", "n_self_heads",
              "self-decoder head width", "dim / n_self_heads",
              "window", "sliding_window",
              "cross-decoder heads", "n_attn_heads",
              "cross-decoder key/value heads", "n_attn_kv_heads",
              "cross-decoder head width", "dim / n_attn_heads",
              "heads", "n_attn_heads"));
  private static final KeyNames TRANSFORMER_KEYS =
      keys(
          Map.of(
              "layers", "n_layers",
              "heads", "n_heads",
              "key/value heads", "n_kv_heads",
              "head width", "head_dim"));

  private static final int MAX_POSITIONS = 2048;
  private static final double GATE_TEMPERATURE = 16;

  private OfficialConfig() {}

  static ModelConfig read(String place, JsonNode content) {
    JsonFields json = new JsonFields(place, content);
    json.ignore(RUNTIME);
    ModelConfig config =
        json.field("n_heads").isPresent()
            ? TRANSFORMER_KEYS.inPlace(place, () -> transformer(json))
            : YOCO_KEYS.inPlace(place, () -> yoco(json));
    json.refuseUnknown();
    return config;
  }

  private static YocoConfig yoco(JsonFields json) {
    int half = half(json);
    int selfHeads = json.requiredInteger("n_self_heads");
    RotaryConfig rotary = RotaryConfig.yoco(json.number("rope_theta").orElse(10000.0));
    return new YocoConfig(
        json.requiredInteger("vocab_size"),
        json.requiredInteger("dim"),
        json.requiredInteger("hidden_dim"),
        half,
        mixer(json, selfHeads, rotary),
        half,
        new CrossAttentionConfig(
            json.requiredInteger("n_attn_heads"),
            json.requiredInteger("n_attn_kv_heads"),
            false,
            rotary),
        json.number("norm_eps").orElse(1e-5),
        false,
        maxPositions(json));
  }

  /// Of an odd number the reference drops the last layer: it divides by two, rounding down, for
  /// each half.
  private static int half(JsonFields json) {
    int layers = json.requiredInteger("n_layers");
    if (layers < 2) {
      throw json.error("n_layers", "must be at least 2, one for each half, was " + layers);
    }
    return layers / 2;
  }

  private static SelfMixerConfig mixer(JsonFields json, int heads, RotaryConfig rotary) {
    return window(json)
        .<SelfMixerConfig>map(
            window -> new SelfMixerConfig.SlidingWindow(heads, heads, window, rotary))
        .orElseGet(() -> new SelfMixerConfig.GatedRetention(heads, GATE_TEMPERATURE, rotary));
  }

  /// A number, or `null`, `false` or nothing where there is no window.
  private static Optional<Integer> window(JsonFields json) {
    boolean none =
        json.field("sliding_window")
            .filter(node -> node.isBoolean() && !node.booleanValue())
            .isPresent();
    return none ? Optional.empty() : json.integer("sliding_window");
  }

  private static TransformerConfig transformer(JsonFields json) {
    if (window(json).isPresent()) {
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

  private static KeyNames keys(Map<String, String> own) {
    Map<String, String> all = new HashMap<>(KEYS);
    all.putAll(own);
    return new KeyNames(all);
  }

  private static int maxPositions(JsonFields json) {
    return json.integer("max_seq_len").filter(length -> length > 0).orElse(MAX_POSITIONS);
  }
}
