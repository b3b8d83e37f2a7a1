package dev.yoco4j.model.weights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.preset.ModelPresets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WeightNamesTest {
  /// The reference has no word for tied embeddings.
  static Stream<String> presets() {
    return ModelPresets.names().stream().filter(name -> !ModelPresets.named(name).tiedEmbeddings());
  }

  @ParameterizedTest
  @MethodSource("presets")
  void every_weight_has_one_name_in_the_reference(String preset) {
    ModelConfig config = ModelPresets.named(preset);
    Map<String, String> names = WeightNames.official(config);
    assertThat(names.keySet())
        .containsExactlyInAnyOrderElementsOf(WeightShapes.of(config).keySet());
    assertThat(names.values()).doesNotHaveDuplicates();
  }

  /// The table of the reference's 3B model, with layer 12 for all thirteen.
  @Test
  void the_three_billion_model_has_the_names_and_shapes_of_the_reference() {
    Map<String, List<Long>> want = new LinkedHashMap<>();
    want.put("embed_tokens.weight", List.of(100288L, 3072L));
    want.put("self_decoder.layers.12.mixer_layer_norm.weight", List.of(3072L));
    for (String projection : List.of("q_proj", "k_proj", "v_proj", "g_proj", "out_proj")) {
      want.put("self_decoder.layers.12.mixer." + projection + ".weight", List.of(3072L, 3072L));
    }
    want.put("self_decoder.layers.12.mixer.gt_proj.weight", List.of(24L, 3072L));
    want.put("cross_decoder.kv_layer_norm.weight", List.of(3072L));
    want.put("cross_decoder.k_proj.weight", List.of(1024L, 3072L));
    want.put("cross_decoder.v_proj.weight", List.of(1024L, 3072L));
    want.put("cross_decoder.layers.12.mixer_layer_norm.weight", List.of(3072L));
    want.put("cross_decoder.layers.12.mixer.q_proj.weight", List.of(3072L, 3072L));
    want.put("cross_decoder.layers.12.mixer.out_proj.weight", List.of(3072L, 3072L));
    for (String half : List.of("self_decoder", "cross_decoder")) {
      want.put(half + ".layers.12.final_layer_norm.weight", List.of(3072L));
      want.put(half + ".layers.12.ffn.fc1.weight", List.of(8192L, 3072L));
      want.put(half + ".layers.12.ffn.gate.weight", List.of(8192L, 3072L));
      want.put(half + ".layers.12.ffn.fc2.weight", List.of(3072L, 8192L));
    }
    want.put("layer_norm.weight", List.of(3072L));
    want.put("output_projection.weight", List.of(100288L, 3072L));
    ModelConfig config = ModelPresets.named("yoco-3b-gret");
    Map<String, List<Long>> shapes = WeightShapes.of(config);
    Map<String, List<Long>> got = new LinkedHashMap<>();
    WeightNames.official(config)
        .forEach((ours, theirs) -> got.put(theirs, shapes.getOrDefault(ours, List.of())));
    assertThat(got).containsAllEntriesOf(want).hasSize(13 * 11 + 13 * 7 + 6);
  }

  /// `fc1` is the branch that is activated, `gate` the one that is not.
  @Test
  void the_feed_forward_is_named_the_other_way_round() {
    assertThat(WeightNames.official(ModelPresets.named("yoco-tiny-gret")))
        .containsEntry(
            "model.self_layers.0.mlp.gate_proj.weight", "self_decoder.layers.0.ffn.fc1.weight")
        .containsEntry(
            "model.self_layers.0.mlp.up_proj.weight", "self_decoder.layers.0.ffn.gate.weight")
        .containsEntry(
            "model.self_layers.0.mlp_norm.weight", "self_decoder.layers.0.final_layer_norm.weight")
        .containsEntry("model.norm.weight", "layer_norm.weight");
    assertThat(WeightNames.official(ModelPresets.named("transformer-tiny")))
        .containsEntry("model.layers.3.mlp.gate_proj.weight", "layers.3.feed_forward.w1.weight")
        .containsEntry("model.layers.3.mlp.up_proj.weight", "layers.3.feed_forward.w3.weight")
        .containsEntry("model.layers.3.mlp.down_proj.weight", "layers.3.feed_forward.w2.weight");
  }
}
