package dev.yoco4j.model.weights;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.model.layer.RotaryConfig;
import dev.yoco4j.model.selfdecoder.SelfMixerConfig.GatedRetention;
import dev.yoco4j.model.selfdecoder.SelfMixerConfig.SlidingWindow;
import dev.yoco4j.torch.CorruptFileException;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `params.json` with `checkpoint.pth`, as the reference's training leaves them.
class OfficialFolderTest {
  private static final String YOCO =
      """
      {"dim": 32, "n_layers": 4, "hidden_dim": 48, "n_self_heads": 2, "n_attn_heads": 4,
       "n_attn_kv_heads": 2, "vocab_size": 50, "max_batch_size": 0, "max_seq_len": 64,
       "model_parallel_size": 1, "load_checkpoint": true%s}
      """;
  private static final String TRANSFORMER =
      """
      {"dim": 32, "n_layers": 3, "head_dim": 6, "hidden_dim": 48, "n_heads": 4, "n_kv_heads": 2,
       "norm_eps": 1e-6, "vocab_size": 50, "rope_theta": 10000.0, "max_seq_len": 64}
      """;
  private static final RotaryConfig ROTARY = RotaryConfig.yoco(10_000);

  @TempDir private Path folder = Path.of("");

  private static YocoConfig retention() {
    return TinyConfigs.yoco(2, new GatedRetention(2, 16, ROTARY), ROTARY, false, false);
  }

  static Stream<Arguments> layouts() {
    UnaryOperator<String> nested = name -> "decoder.model." + name;
    UnaryOperator<String> wrapped =
        name -> name.replaceFirst("layers\\.(\\d+)\\.", "layers.$1._checkpoint_wrapped_module.");
    return Stream.of(
        Arguments.of("", UnaryOperator.<String>identity()),
        Arguments.of("", nested),
        Arguments.of("", wrapped),
        Arguments.of("model", UnaryOperator.<String>identity()),
        Arguments.of("model", nested),
        Arguments.of("model", (UnaryOperator<String>) name -> nested.apply(wrapped.apply(name))));
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void weights_are_found_wherever_training_put_them(String nest, UnaryOperator<String> naming)
      throws IOException {
    requireReadBack(retention(), YOCO.formatted(""), nest, naming);
    requireReadBack(TinyConfigs.transformer(6, false), TRANSFORMER, nest, naming);
  }

  @Test
  void a_window_is_read() throws IOException {
    YocoConfig window =
        TinyConfigs.yoco(2, new SlidingWindow(2, 2, 5, ROTARY), ROTARY, false, false);
    requireReadBack(
        window, YOCO.formatted(", \"sliding_window\": 5"), "", UnaryOperator.identity());
  }

  private void requireReadBack(
      ModelConfig config, String params, String nest, UnaryOperator<String> naming)
      throws IOException {
    try (Scope _ = Scope.open();
        LanguageModel model =
            LanguageModel.build(config, Parameters.random(3, Precision.FLOAT32))) {
      write(model, params, nest, naming);
      try (ModelFolder opened = ModelFolder.open(folder);
          LanguageModel loaded = opened.load(opened.precision())) {
        assertThat(opened.config().model()).isEqualTo(config);
        assertThat(opened.config().beginOfText()).hasValue(0);
        assertThat(opened.config().endOfText()).hasValue(2);
        model
            .parameters()
            .tensors()
            .forEach((name, tensor) ->
                assertThatTensor(loaded.parameters().get(name)).as(name).isIdenticalTo(tensor));
      }
    }
  }

  private void write(LanguageModel model, String params, String nest, UnaryOperator<String> naming)
      throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    WeightNames.official(model.config())
        .forEach((ours, theirs) -> tensors.put(naming.apply(theirs), model.parameters().get(ours)));
    Files.writeString(folder.resolve("params.json"), params);
    Files.write(
        folder.resolve("checkpoint.pth"),
        nest.isEmpty() ? CheckpointBytes.flat(tensors) : CheckpointBytes.nested(nest, tensors));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ", \"sliding_window\": null", ", \"sliding_window\": false"})
  void no_window_is_gated_retention(String window) throws IOException {
    Files.writeString(folder.resolve("params.json"), YOCO.formatted(window));
    assertThat(ModelFolder.config(folder).model()).isEqualTo(retention());
  }

  /// The reference gives each half `n_layers // 2`.
  @Test
  void of_an_odd_number_of_layers_the_last_is_dropped_as_in_the_reference() throws IOException {
    requireReadBack(
        retention(),
        YOCO.formatted("").replace("\"n_layers\": 4", "\"n_layers\": 5"),
        "",
        UnaryOperator.identity());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"n_layers\": 4       | \"n_layers\": 1        | n_layers must be at least 2, one for each half, was 1",
        "\"n_self_heads\": 2   | \"n_self_heads\": 3    | n_self_heads must divide dim 32, was 3",
        "\"n_self_heads\": 2   | \"n_self_heads\": 32   | dim / n_self_heads must be even for rotary positions, was 1",
        "\"n_attn_heads\": 4   | \"n_attn_heads\": 6    | n_attn_heads must divide dim 32, was 6",
        "\"n_attn_kv_heads\": 2| \"n_attn_kv_heads\": 3 | n_attn_kv_heads must divide n_attn_heads 4, was 3",
        "\"vocab_size\": 50    | \"vocab_size\": 0      | vocab_size must be at least 1, was 0",
        "\"vocab_size\": 50    | \"vocab_size\": \"50\" | vocab_size must be an integer, was \"50\"",
        "\"dim\": 32           | \"width\": 32          | dim is missing",
        "\"dim\": 32           | \"dim\": 32, \"depth\": 4, \"qk_norm\": true | unknown key depth, qk_norm; known are",
        "\"dim\": 32           | \"dim\": 32, \"sliding_window\": 0    | sliding_window must be at least 1, was 0",
        "\"dim\": 32           | \"dim\": 32, \"sliding_window\": true | sliding_window must be an integer, was true",
        "\"dim\": 32           | \"dim\": 32, \"rope_theta\": 1        | rope_theta must be above 1, was 1.0",
        "\"dim\": 32           | \"dim\": 32, \"norm_eps\": -1         | norm_eps must be above 0, was -1.0",
      })
  void an_error_names_file_key_bound_and_value(String part, String changed, String message)
      throws IOException {
    Path file = folder.resolve("params.json");
    String params = YOCO.formatted("");
    assertThat(params).contains(part.strip());
    Files.writeString(file, params.replace(part.strip(), changed.strip()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelFolder.config(folder))
        .withMessageStartingWith(file + ": " + message.strip());
  }

  @Test
  void a_checkpoint_of_another_model_is_refused_with_all_its_differences() throws IOException {
    try (Scope _ = Scope.open();
        LanguageModel model =
            LanguageModel.build(
                TinyConfigs.transformer(6, false), Parameters.random(3, Precision.FLOAT32))) {
      write(model, YOCO.formatted(""), "", UnaryOperator.identity());
    }
    assertThatThrownBy(() -> ModelFolder.open(folder))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining("missing: model.embeddings.weight")
        .hasMessageContaining("extra: layers.0.attention.wk.weight")
        .hasMessageEndingWith("tok_embeddings.weight");
  }
}
