package dev.yoco4j.model.weights;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.TransformerConfig;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.model.selfdecoder.SelfMixerConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Which weight of the reference is which of ours (ours are flash-linear-attention's).
///
/// In the reference `final_layer_norm` inside a layer is the norm before the feed-forward,
/// `layer_norm` outside is the model's last norm, and of the feed-forward `fc1` is the activated
/// branch.
public final class WeightNames {
  private static final Map<String, String> YOCO_FEED_FORWARD =
      Map.of("ffn.fc1", "mlp.gate_proj", "ffn.gate", "mlp.up_proj", "ffn.fc2", "mlp.down_proj");
  private static final Map<String, String> TRANSFORMER_LAYER =
      Map.of(
          "attention_norm",
          "attn_norm",
          "attention.wq",
          "attn.q_proj",
          "attention.wk",
          "attn.k_proj",
          "attention.wv",
          "attn.v_proj",
          "attention.wo",
          "attn.o_proj",
          "ffn_norm",
          "mlp_norm",
          "feed_forward.w1",
          "mlp.gate_proj",
          "feed_forward.w3",
          "mlp.up_proj",
          "feed_forward.w2",
          "mlp.down_proj");

  private WeightNames() {}

  /// Names of the reference, by ours.
  ///
  /// @param config the model's shape
  /// @return one entry per weight
  public static SequencedMap<String, String> official(ModelConfig config) {
    SequencedMap<String, String> names = new LinkedHashMap<>();
    switch (config) {
      case YocoConfig yoco -> yoco(yoco, names);
      case TransformerConfig transformer -> transformer(transformer, names);
    }
    SequencedMap<String, String> weights = new LinkedHashMap<>();
    names.forEach((ours, theirs) -> weights.put(ours + ".weight", theirs + ".weight"));
    return weights;
  }

  private static void yoco(YocoConfig config, Map<String, String> names) {
    names.put("model.embeddings", "embed_tokens");
    for (int i = 0; i < config.selfLayers(); i++) {
      String ours = "model.self_layers." + i + ".";
      String theirs = "self_decoder.layers." + i + ".";
      for (String projection : selfProjections(config.selfMixer())) {
        names.put(ours + "attn." + projection, theirs + "mixer." + official(projection));
      }
      layer(ours, theirs, names);
    }
    names.put("model.shared_kv_builder.kv_norm", "cross_decoder.kv_layer_norm");
    names.put("model.shared_kv_builder.k_proj", "cross_decoder.k_proj");
    names.put("model.shared_kv_builder.v_proj", "cross_decoder.v_proj");
    for (int i = 0; i < config.crossLayers(); i++) {
      String ours = "model.cross_layers." + i + ".";
      String theirs = "cross_decoder.layers." + i + ".";
      names.put(ours + "attn.q_proj", theirs + "mixer.q_proj");
      names.put(ours + "attn.o_proj", theirs + "mixer.out_proj");
      layer(ours, theirs, names);
    }
    names.put("model.norm", "layer_norm");
    names.put("lm_head", "output_projection");
  }

  private static void layer(String ours, String theirs, Map<String, String> names) {
    names.put(ours + "attn_norm", theirs + "mixer_layer_norm");
    names.put(ours + "mlp_norm", theirs + "final_layer_norm");
    YOCO_FEED_FORWARD.forEach((their, our) -> names.put(ours + our, theirs + their));
  }

  private static List<String> selfProjections(SelfMixerConfig mixer) {
    return switch (mixer) {
      case SelfMixerConfig.GatedRetention _ ->
          List.of("q_proj", "k_proj", "v_proj", "g_proj", "gk_proj", "o_proj");
      case SelfMixerConfig.SlidingWindow _ -> List.of("q_proj", "k_proj", "v_proj", "o_proj");
    };
  }

  private static String official(String projection) {
    return switch (projection) {
      case "gk_proj" -> "gt_proj";
      case "o_proj" -> "out_proj";
      default -> projection;
    };
  }

  private static void transformer(TransformerConfig config, Map<String, String> names) {
    names.put("model.embeddings", "tok_embeddings");
    for (int i = 0; i < config.layers(); i++) {
      String ours = "model.layers." + i + ".";
      String theirs = "layers." + i + ".";
      TRANSFORMER_LAYER.forEach((their, our) -> names.put(ours + our, theirs + their));
    }
    names.put("model.norm", "norm");
    names.put("lm_head", "output");
  }
}
