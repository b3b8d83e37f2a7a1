package dev.yoco4j.model.weights;

import dev.yoco4j.model.TransformerConfig;
import dev.yoco4j.model.layer.RotaryConfig;
import dev.yoco4j.model.transformer.HeadsConfig;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `config.json` of flash-linear-attention's `model_type: transformer`.
///
/// `head_dim` is a key of ours for the reference's baseline, whose heads need not fill the width.
final class TransformerConfigJson {
  static final KeyNames KEYS =
      CommonJson.keys(
          Map.of(
              "layers", "num_hidden_layers",
              "heads", "num_heads",
              "key/value heads", "num_kv_heads",
              "head width", "head_dim (hidden_size / num_heads where absent)"));

  private TransformerConfigJson() {}

  static TransformerConfig read(JsonFields json) {
    int width = json.integer("hidden_size").orElse(2048);
    int heads = json.integer("num_heads").orElse(32);
    if (heads < 1 || (json.integer("head_dim").isEmpty() && width % heads != 0)) {
      throw json.error("num_heads", "must divide hidden_size " + width + ", was " + heads);
    }
    refuse(json, "qkv_bias", "projections here have no bias");
    refuse(json, "qk_norm", "queries and keys of the Transformer are not normed here");
    if (json.field("window_size").isPresent()) {
      throw json.error("window_size", "must be null: the Transformer here sees every position");
    }
    return new TransformerConfig(
        json.integer("vocab_size").orElse(32000),
        width,
        CommonJson.feedForwardWidth(json, width),
        json.integer("num_hidden_layers").orElse(24),
        new HeadsConfig(
            heads,
            json.integer("num_kv_heads").orElse(heads),
            json.integer("head_dim").orElse(width / heads)),
        RotaryConfig.halves(json.number("rope_theta").orElse(10000.0)),
        json.number("norm_eps").orElse(1e-6),
        json.bool("tie_word_embeddings").orElse(false),
        json.integer("max_position_embeddings").orElse(2048));
  }

  private static void refuse(JsonFields json, String name, String why) {
    if (json.bool(name).orElse(false)) {
      throw json.error(name, "must be false: " + why);
    }
  }

  static ObjectNode write(TransformerConfig config) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.putArray("architectures").add("TransformerForCausalLM");
    json.put("model_type", "transformer");
    CommonJson.write(json, config);
    json.put("num_heads", config.heads().heads());
    json.put("num_kv_heads", config.heads().keyValueHeads());
    if (config.heads().heads() * config.heads().headWidth() != config.width()) {
      json.put("head_dim", config.heads().headWidth());
    }
    json.put("rope_theta", config.rotary().theta());
    return json;
  }
}
