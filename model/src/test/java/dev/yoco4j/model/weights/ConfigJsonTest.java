package dev.yoco4j.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yoco4j.model.TransformerConfig;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.model.layer.RotaryConfig;
import dev.yoco4j.model.selfdecoder.SelfMixerConfig;
import dev.yoco4j.torch.CorruptFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ConfigJsonTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String YOCO =
      """
      {"model_type": "yoco", "vocab_size": 100, "hidden_size": 64, "intermediate_size": 96,
       "num_hidden_layers": 4, "num_self_decoder_layers": 2,
       "self_decoder_attn": {"type": "gated_retention", "num_heads": 2},
       "cross_decoder_attn": {"num_heads": 4, "num_kv_heads": 2}}
      """;
  private static final String WINDOW =
      YOCO.replace("\"gated_retention\"", "\"swa\", \"window_size\": 8");
  private static final String TRANSFORMER =
      """
      {"model_type": "transformer", "vocab_size": 100, "hidden_size": 64, "intermediate_size": 96,
       "num_hidden_layers": 4, "num_heads": 4}
      """;

  /// `self_decoder_attn.num_heads=3`; an empty value removes the key.
  private static JsonNode changed(String base, String change) {
    ObjectNode root = (ObjectNode) JSON.readTree(base);
    int equals = change.indexOf('=');
    String[] path = change.substring(0, equals).split("\\.", -1);
    ObjectNode object = root;
    for (int i = 0; i < path.length - 1; i++) {
      object = (ObjectNode) object.required(path[i]);
    }
    String value = change.substring(equals + 1);
    if (value.isEmpty()) {
      object.remove(path[path.length - 1]);
    } else {
      object.set(path[path.length - 1], JSON.readTree(value));
    }
    return root;
  }

  private static void requireRefused(String base, String change, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfigJson.read("config.json", changed(base, change)))
        .withMessageStartingWith("config.json: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "model_type=             | model_type is missing; it must be yoco or transformer",
        "model_type='llama'      | model_type must be yoco or transformer, was llama",
        "model_type='lckv-llama' | model_type must be yoco or transformer, was lckv-llama",
        "model_type=3            | model_type must be a string, was 3",
        "d_model=64              | d_model belongs to another layout that calls itself yoco",
        "hidden_dim=64           | unknown key hidden_dim; known are model_type, d_model, hidden_size",
        "hidden_size='64'        | hidden_size must be an integer, was \"64\"",
        "hidden_size=64.5        | hidden_size must be an integer, was 64.5",
        "hidden_size=9999999999  | hidden_size must be an integer, was 9999999999",
        "hidden_size=0           | hidden_size must be at least 1, was 0",
        "vocab_size=0            | vocab_size must be at least 1, was 0",
        "intermediate_size=-1    | intermediate_size must be at least 1, was -1",
        "max_position_embeddings=0 | max_position_embeddings must be at least 1, was 0",
        "norm_eps=0              | norm_eps must be above 0, was 0.0",
        "norm_eps='1e-5'         | norm_eps must be a number, was \"1e-5\"",
        "tie_word_embeddings=1   | tie_word_embeddings must be true or false, was 1",
        "hidden_act='gelu'       | hidden_act must be swish, was gelu",
        "attnres_block_size=4    | attnres_block_size must be null",
        "num_self_decoder_layers=4  | num_self_decoder_layers must be at least 0 and below num_hidden_layers 4, was 4",
        "num_self_decoder_layers=-1 | num_self_decoder_layers must be at least 0 and below num_hidden_layers 4, was -1",
        "self_decoder_attn=      | self_decoder_attn is missing",
        "self_decoder_attn=[2]   | self_decoder_attn must be a JSON object, was [2]",
        "self_decoder_attn.type= | self_decoder_attn.type must be gated_retention or swa, was gated_deltanet",
        "self_decoder_attn.type='gated_deltanet' | self_decoder_attn.type must be gated_retention or swa, was gated_deltanet",
        "self_decoder_attn.type='mamba'          | self_decoder_attn.type must be gated_retention or swa, was mamba",
        "self_decoder_attn.num_heads=3           | self_decoder_attn.num_heads must divide hidden_size 64, was 3",
        "self_decoder_attn.num_heads=0           | self_decoder_attn.num_heads must be at least 1, was 0",
        "self_decoder_attn.num_heads=64          | hidden_size / self_decoder_attn.num_heads must be even for rotary positions, was 1",
        "self_decoder_attn.gate_logit_normalizer=0 | self_decoder_attn.gate_logit_normalizer must be above 0, was 0.0",
        "self_decoder_attn.rope_theta=1          | self_decoder_attn.rope_theta must be above 1, was 1.0",
        "self_decoder_attn.rope_inv_freq='ntk'   | self_decoder_attn.rope_inv_freq must be fla or yoco, was ntk",
        "self_decoder_attn.qkv_bias=true         | self_decoder_attn.qkv_bias must be false",
        "self_decoder_attn.heads=2               | unknown key self_decoder_attn.heads; known are self_decoder_attn.",
        "cross_decoder_attn=                     | cross_decoder_attn is missing",
        "cross_decoder_attn.num_heads=6          | cross_decoder_attn.num_heads must divide hidden_size 64, was 6",
        "cross_decoder_attn.num_heads=64         | hidden_size / cross_decoder_attn.num_heads must be even for rotary positions, was 1",
        "cross_decoder_attn.num_kv_heads=3       | cross_decoder_attn.num_kv_heads must divide num_heads 4, was 3",
        "cross_decoder_attn.rope_theta=0.5       | cross_decoder_attn.rope_theta must be above 1, was 0.5",
        "cross_decoder_attn.qkv_bias=true        | cross_decoder_attn.qkv_bias must be false",
      })
  void an_error_names_file_key_bound_and_value(String change, String message) {
    requireRefused(YOCO, change.strip().replace('\'', '"'), message.strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "self_decoder_attn.window_size=0  | self_decoder_attn.window_size must be at least 1, was 0",
        "self_decoder_attn.window_size=   | self_decoder_attn.window_size must be at least 1, was 0",
        "self_decoder_attn.window_size=-1 | self_decoder_attn.window_size must be at least 1, was -1",
        "self_decoder_attn.num_v_heads=3  | self_decoder_attn.num_v_heads must divide num_heads 2, was 3",
      })
  void an_error_in_a_window_is_named(String change, String message) {
    requireRefused(WINDOW, change.strip(), message.strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "num_heads=3    | num_heads must divide hidden_size 64, was 3",
        "num_heads=0    | num_heads must divide hidden_size 64, was 0",
        "num_heads=64   | head_dim (hidden_size / num_heads where absent) must be even",
        "num_kv_heads=3 | num_kv_heads must divide num_heads 4, was 3",
        "head_dim=5     | head_dim (hidden_size / num_heads where absent) must be even for rotary positions, was 5",
        "num_hidden_layers=0 | num_hidden_layers must be at least 1, was 0",
        "rope_theta=1   | rope_theta must be above 1, was 1.0",
        "window_size=8  | window_size must be null",
        "qkv_bias=true  | qkv_bias must be false",
        "qk_norm=true   | qk_norm must be false",
        "self_decoder_attn={} | unknown key self_decoder_attn; known are",
      })
  void an_error_in_a_transformer_is_named(String change, String message) {
    requireRefused(TRANSFORMER, change.strip(), message.strip());
  }

  @Test
  void unknown_keys_are_named_at_every_depth_and_ignored_ones_are_not_advertised() {
    JsonNode config =
        changed(changed(YOCO, "hiden_size=1").toString(), "self_decoder_attn.heads=1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfigJson.read("config.json", config))
        .withMessageContaining("unknown key hiden_size, self_decoder_attn.heads;")
        .withMessageNotContaining("torchscript");
  }

  @Test
  void what_the_transformers_library_adds_is_accepted() throws IOException {
    try (InputStream stream =
        ConfigJsonTest.class.getResourceAsStream("transformers-config.json")) {
      FolderConfig config =
          ConfigJson.read("config.json", JSON.readTree(Objects.requireNonNull(stream)));
      assertThat(config.beginOfText()).hasValue(1);
      assertThat(config.endOfText()).hasValue(2);
      YocoConfig model = (YocoConfig) config.model();
      assertThat(model.selfMixer())
          .isEqualTo(new SelfMixerConfig.GatedRetention(2, 16, RotaryConfig.yoco(10_000)));
      assertThat(model.crossAttention().keyValueHeads()).isEqualTo(2);
      assertThat(model.feedForwardWidth()).isEqualTo(192);
      assertThat(model.normEpsilon()).isEqualTo(1e-6);
    }
  }

  /// The defaults of that library's configuration classes, which it leaves out of its files.
  @Test
  void defaults_are_those_of_flash_linear_attention() {
    String base =
        """
        {"model_type": "yoco", "self_decoder_attn": {"type": "swa", "window_size": 5, "num_heads": 8},
         "cross_decoder_attn": {}}
        """;
    YocoConfig yoco = (YocoConfig) ConfigJson.read("config.json", JSON.readTree(base)).model();
    assertThat(yoco.width()).isEqualTo(2048);
    assertThat(yoco.feedForwardWidth()).isEqualTo(5632);
    assertThat(yoco.selfLayers()).isEqualTo(10);
    assertThat(yoco.crossLayers()).isEqualTo(11);
    assertThat(yoco.selfMixer())
        .isEqualTo(new SelfMixerConfig.SlidingWindow(8, 8, 5, RotaryConfig.halves(10_000)));
    assertThat(yoco.crossAttention().heads()).isEqualTo(32);
    assertThat(yoco.crossAttention().keyValueHeads()).isEqualTo(32);
    assertThat(yoco.crossAttention().rotary().frequencies())
        .isEqualTo(RotaryConfig.Frequencies.FLA);
    assertThat(yoco.normEpsilon()).isEqualTo(1e-6);
    TransformerConfig transformer =
        (TransformerConfig)
            ConfigJson.read("config.json", JSON.readTree("{\"model_type\": \"transformer\"}"))
                .model();
    assertThat(transformer.layers()).isEqualTo(24);
    assertThat(transformer.heads().headWidth()).isEqualTo(64);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "3", "\"yoco\"", "null"})
  void a_file_that_holds_no_object_is_refused(String content) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfigJson.read("config.json", JSON.readTree(content)))
        .withMessage("config.json: content must be a JSON object, was " + content);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"model_type\": ", "{]", "\u0000"})
  void a_file_that_is_not_json_is_named(String content, @TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("config.json"), content);
    assertThatThrownBy(() -> ModelFolder.config(folder))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageStartingWith(file + ": is not JSON: ");
  }
}
