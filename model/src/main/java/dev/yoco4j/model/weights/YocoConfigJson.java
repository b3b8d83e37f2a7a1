package dev.yoco4j.model.weights;

import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.model.crossdecoder.CrossAttentionConfig;
import dev.yoco4j.model.layer.RotaryConfig;
import dev.yoco4j.model.layer.RotaryConfig.Frequencies;
import dev.yoco4j.model.layer.RotaryConfig.Pairing;
import dev.yoco4j.model.selfdecoder.SelfMixerConfig;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `config.json` of flash-linear-attention's `model_type: yoco`.
///
/// Defaults are that library's. Its window layers turn rotary halves by `2i/d` whatever
/// `rope_inv_freq` says; the reference's window layers differ, and are marked here by a key of
/// ours, `rope_interleaved: true`.
final class YocoConfigJson {
  /// Keys that do not change what the model computes, or that belong to mixers we refuse.
  private static final List<String> SELF_IGNORED =
      List.of(
          "mode",
          "use_gate",
          "expand_v",
          "use_short_conv",
          "allow_neg_eigval",
          "conv_size",
          "head_dim");

  static final KeyNames KEYS =
      CommonJson.keys(
          Map.of(
              "self-decoder heads", "self_decoder_attn.num_heads",
              "self-decoder key/value heads", "self_decoder_attn.num_v_heads",
              "self-decoder head width", "hidden_size / self_decoder_attn.num_heads",
              "window", "self_decoder_attn.window_size",
              "gate temperature", "self_decoder_attn.gate_logit_normalizer",
              "cross-decoder heads", "cross_decoder_attn.num_heads",
              "cross-decoder key/value heads", "cross_decoder_attn.num_kv_heads",
              "cross-decoder head width", "hidden_size / cross_decoder_attn.num_heads",
              "heads", "num_heads"));

  private YocoConfigJson() {}

  static YocoConfig read(JsonFields json) {
    int width = json.integer("hidden_size").orElse(2048);
    int layers = json.integer("num_hidden_layers").orElse(21);
    int selfLayers = json.integer("num_self_decoder_layers").orElse(10);
    if (selfLayers < 0 || selfLayers >= layers) {
      throw json.error(
          "num_self_decoder_layers",
          "must be at least 0 and below num_hidden_layers " + layers + ", was " + selfLayers);
    }
    return new YocoConfig(
        json.integer("vocab_size").orElse(32000),
        width,
        CommonJson.feedForwardWidth(json, width),
        selfLayers,
        selfMixer(json),
        layers - selfLayers,
        crossAttention(json),
        json.number("norm_eps").orElse(1e-6),
        json.bool("tie_word_embeddings").orElse(false),
        json.integer("max_position_embeddings").orElse(2048));
  }

  private static SelfMixerConfig selfMixer(JsonFields json) {
    JsonFields self =
        json.object("self_decoder_attn")
            .orElseThrow(() ->
                json.error(
                    "self_decoder_attn", "is missing: it names the mixer, gated_retention or swa"));
    self.ignore(SELF_IGNORED);
    refuseBias(self);
    String type = self.string("type").orElse("gated_deltanet");
    int heads = self.integer("num_heads").orElse(6);
    int keyValueHeads = self.integer("num_v_heads").orElse(heads);
    double theta = theta(self);
    Frequencies frequencies = frequencies(self);
    boolean interleaved = self.bool("rope_interleaved").orElse(false);
    double temperature = self.number("gate_logit_normalizer").orElse(16.0);
    int window = self.integer("window_size").orElse(0);
    return switch (type) {
      case "gated_retention" ->
          new SelfMixerConfig.GatedRetention(
              heads, temperature, new RotaryConfig(theta, frequencies, Pairing.INTERLEAVED));
      case "swa" ->
          new SelfMixerConfig.SlidingWindow(
              heads,
              keyValueHeads,
              window,
              interleaved
                  ? new RotaryConfig(theta, frequencies, Pairing.INTERLEAVED)
                  : RotaryConfig.halves(theta));
      default -> throw self.error("type", "must be gated_retention or swa, was " + type);
    };
  }

  private static CrossAttentionConfig crossAttention(JsonFields json) {
    JsonFields cross =
        json.object("cross_decoder_attn")
            .orElseThrow(() -> json.error("cross_decoder_attn", "is missing: it names the heads"));
    cross.ignore(List.of("window_size"));
    refuseBias(cross);
    int heads = cross.integer("num_heads").orElse(32);
    return new CrossAttentionConfig(
        heads,
        cross.integer("num_kv_heads").orElse(heads),
        cross.bool("qk_norm").orElse(false),
        new RotaryConfig(theta(cross), frequencies(cross), Pairing.INTERLEAVED));
  }

  private static double theta(JsonFields json) {
    double theta = json.number("rope_theta").orElse(10000.0);
    if (!(theta > 1)) {
      throw json.error("rope_theta", "must be above 1, was " + theta);
    }
    return theta;
  }

  private static Frequencies frequencies(JsonFields json) {
    String name = json.string("rope_inv_freq").orElse("fla");
    return switch (name) {
      case "fla" -> Frequencies.FLA;
      case "yoco" -> Frequencies.YOCO;
      default -> throw json.error("rope_inv_freq", "must be fla or yoco, was " + name);
    };
  }

  private static void refuseBias(JsonFields json) {
    if (json.bool("qkv_bias").orElse(false)) {
      throw json.error("qkv_bias", "must be false: projections here have no bias");
    }
  }

  static ObjectNode write(YocoConfig config) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.putArray("architectures").add("YOCOForCausalLM");
    json.put("model_type", "yoco");
    CommonJson.write(json, config);
    json.put("num_self_decoder_layers", config.selfLayers());
    json.set("self_decoder_attn", self(config.selfMixer()));
    ObjectNode cross = json.putObject("cross_decoder_attn");
    cross.put("num_heads", config.crossAttention().heads());
    cross.put("num_kv_heads", config.crossAttention().keyValueHeads());
    cross.put("qkv_bias", false);
    cross.put("qk_norm", config.crossAttention().queryNorm());
    cross.put("rope_theta", config.crossAttention().rotary().theta());
    cross.put("rope_inv_freq", label(config.crossAttention().rotary().frequencies()));
    return json;
  }

  private static ObjectNode self(SelfMixerConfig mixer) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    switch (mixer) {
      case SelfMixerConfig.GatedRetention retention -> {
        json.put("type", "gated_retention");
        json.put("num_v_heads", retention.heads());
        json.put("gate_logit_normalizer", retention.gateTemperature());
      }
      case SelfMixerConfig.SlidingWindow window -> {
        json.put("type", "swa");
        json.put("num_v_heads", window.keyValueHeads());
        json.put("window_size", window.window());
        if (window.rotary().pairing() == Pairing.INTERLEAVED) {
          json.put("rope_interleaved", true);
        }
      }
    }
    json.put("num_heads", mixer.heads());
    json.put("qkv_bias", false);
    json.put("rope_theta", mixer.rotary().theta());
    json.put("rope_inv_freq", label(mixer.rotary().frequencies()));
    return json;
  }

  private static String label(Frequencies frequencies) {
    return frequencies.name().toLowerCase(Locale.ROOT);
  }
}
