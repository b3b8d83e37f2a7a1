package dev.yoco4j.evaluation.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yoco4j.evaluation.reference.Verification.Difference;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.model.weights.FolderConfig;
import dev.yoco4j.model.weights.ModelFolder;
import dev.yoco4j.torch.CorruptFileException;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.safetensors.SafetensorsWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerificationTest {
  private static final double BOUND = 1e-4;
  private static final long LENGTH = 40;
  private static final long DECODED = 6;

  @TempDir private Path folder = Path.of("");
  private final Scope scope = Scope.open();
  private final NoGrad noGrad = NoGrad.open();
  private Map<String, Tensor> reference = Map.of();

  @BeforeEach
  void make() {
    reference = reference("yoco-tiny-gret");
  }

  @AfterEach
  void close() {
    noGrad.close();
    scope.close();
  }

  private Map<String, Tensor> reference(String preset) {
    ModelConfig config = ModelPresets.named(preset);
    LanguageModel model = LanguageModel.build(config, Parameters.random(3, Precision.FLOAT32));
    write(model, "model");
    torch.manual_seed(4);
    Tensor tokens =
        torch.randint(0, config.vocabularySize(), new long[] {2, LENGTH}).to(ScalarType.Long);
    Tensor logits = model.logits(tokens); // [B, T, V]
    Tensor positions = Tensor.create(new long[] {0, 3, LENGTH - 1});
    Tensor next = tokens.narrow(1, 1, LENGTH - 1).unsqueeze(2);
    Map<String, Tensor> tensors = new HashMap<>();
    tensors.put("tokens", tokens.to(ScalarType.Int));
    tensors.put("positions", positions.to(ScalarType.Int));
    tensors.put("logits_at_positions", logits.index_select(1, positions));
    tensors.put(
        "token_logprobs",
        logits.narrow(1, 0, LENGTH - 1).log_softmax(2).gather(2, next).squeeze(2));
    tensors.put("decode_logits", logits.narrow(1, LENGTH - DECODED, DECODED));
    // One row of one weight is another, beside the right model.
    Tensor query = model.parameters().get("model.self_layers.0.attn.q_proj.weight");
    query.narrow(0, 0, 1).add_(new Scalar(0.05));
    write(model, "other");
    model.close();
    return tensors;
  }

  private void write(LanguageModel model, String name) {
    ModelFolder.write(
        folder.resolve(name),
        new FolderConfig(model.config(), OptionalInt.empty(), OptionalInt.empty()),
        model.parameters());
  }

  private Path expected(Consumer<Map<String, Tensor>> change) {
    Map<String, Tensor> tensors = new HashMap<>(reference);
    change.accept(tensors);
    Path file = folder.resolve("expected.safetensors");
    SafetensorsWriter.write(file, tensors);
    return file;
  }

  private List<Difference> run(String model, Consumer<Map<String, Tensor>> change) {
    return Verification.run(folder.resolve(model), expected(change));
  }

  @ParameterizedTest
  @ValueSource(strings = {"yoco-tiny-gret", "yoco-tiny-swa"})
  void a_model_agrees_with_itself_on_both_paths(String preset) {
    reference = reference(preset);
    List<Difference> differences = run("model", _ -> {});
    assertThat(differences)
        .extracting(Difference::tensor)
        .containsExactly("logits_at_positions", "token_logprobs", "decode_logits");
    assertThat(differences)
        .extracting(Difference::entries)
        .containsExactly(2L * 3 * 512, 2 * (LENGTH - 1), 2 * DECODED * 512);
    assertThat(differences).allMatch(d -> d.within(BOUND), "within " + BOUND);
  }

  @Test
  void a_model_with_one_row_changed_does_not() {
    assertThat(run("other", _ -> {})).noneMatch(d -> d.within(BOUND));
  }

  @Test
  void not_a_number_is_a_difference() {
    List<Difference> differences =
        run(
            "model",
            tensors ->
                tensors.put(
                    "token_logprobs",
                    torch.full(new long[] {2, LENGTH - 1}, new Scalar(Float.NaN))));
    assertThat(differences.get(1).largestDifference()).isNaN();
    assertThat(differences.get(1).within(BOUND)).isFalse();
    assertThat(differences.getFirst().within(BOUND)).isTrue();
  }

  @Test
  void what_the_file_has_not_is_not_compared() {
    List<Difference> differences =
        run("model", tensors -> tensors.keySet().retainAll(List.of("tokens", "decode_logits")));
    assertThat(differences).extracting(Difference::tensor).containsExactly("decode_logits");
    assertThat(differences).allMatch(d -> d.within(BOUND));
  }

  @Test
  void all_tokens_may_be_fed_one_at_a_time() {
    Tensor tokens = torch.ones(2, 3).to(ScalarType.Long);
    List<Difference> differences =
        run(
            "model",
            tensors -> {
              tensors.clear();
              tensors.put("tokens", tokens);
              tensors.put("decode_logits", torch.zeros(2, 3, 512));
            });
    assertThat(differences.getFirst().entries()).isEqualTo(2 * 3 * 512);
  }

  private void requireRefused(String message, Consumer<Map<String, Tensor>> change) {
    Path file = expected(change);
    assertThatThrownBy(() -> Verification.run(folder.resolve("model"), file))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageStartingWith(file + ": " + message);
  }

  private static Tensor integers(long... values) {
    return Tensor.create(values);
  }

  @Test
  void a_file_without_tokens_or_without_anything_to_compare_is_refused() {
    requireRefused("has no tensor tokens", tensors -> tensors.remove("tokens"));
    requireRefused(
        "has nothing to compare: none of logits_at_positions, token_logprobs, decode_logits",
        tensors -> tensors.keySet().retainAll(List.of("tokens", "positions")));
    requireRefused(
        "logits_at_positions needs a tensor positions", tensors -> tensors.remove("positions"));
  }

  @Test
  void tokens_must_be_rows_of_ids_of_the_vocabulary() {
    requireRefused(
        "tokens are of type F32, must be integers",
        tensors -> tensors.put("tokens", torch.ones(2, LENGTH)));
    requireRefused(
        "tokens is [3], expected [B, N]", tensors -> tensors.put("tokens", integers(1, 2, 3)));
    requireRefused(
        "tokens is [2, 0], expected [B, N]",
        tensors -> tensors.put("tokens", torch.ones(2, 0).to(ScalarType.Int)));
    requireRefused(
        "tokens go from 512 to 512, the model's vocabulary is 0 to 511",
        tensors ->
            tensors.put(
                "tokens", torch.full(new long[] {2, LENGTH}, new Scalar(512)).to(ScalarType.Int)));
    requireRefused(
        "tokens go from -1 to -1",
        tensors ->
            tensors.put(
                "tokens", torch.full(new long[] {2, LENGTH}, new Scalar(-1)).to(ScalarType.Int)));
  }

  @Test
  void positions_must_be_in_the_sequence() {
    requireRefused(
        "positions must be at least 0 and below 40",
        tensors -> tensors.put("positions", integers(0, 3, LENGTH)));
    requireRefused(
        "positions must be at least 0 and below 40",
        tensors -> tensors.put("positions", integers(0, 3, -1)));
    requireRefused(
        "positions are of type F32, must be integers",
        tensors -> tensors.put("positions", torch.ones(3)));
    requireRefused(
        "logits_at_positions needs a tensor positions [P]",
        tensors -> {
          tensors.put("positions", torch.ones(0).to(ScalarType.Int));
          tensors.put("logits_at_positions", torch.ones(2, 0, 512));
        });
  }

  @Test
  void shapes_must_be_those_of_the_model_and_the_tokens() {
    requireRefused(
        "logits_at_positions is [2, 3, 511], expected [2, 3, 512] for this model",
        tensors -> tensors.put("logits_at_positions", torch.ones(2, 3, 511)));
    requireRefused(
        "token_logprobs is [2, 40], expected [2, 39]",
        tensors -> tensors.put("token_logprobs", torch.ones(2, LENGTH)));
    requireRefused(
        "decode_logits is [2, 41, 512], expected [2, 40, 512]",
        tensors -> tensors.put("decode_logits", torch.ones(2, LENGTH + 1, 512)));
    requireRefused(
        "decode_logits is [2, 512], expected",
        tensors -> tensors.put("decode_logits", torch.ones(2, 512)));
    requireRefused(
        "token_logprobs needs two tokens or more",
        tensors -> {
          tensors.clear();
          tensors.put("tokens", torch.ones(2, 1).to(ScalarType.Int));
          tensors.put("token_logprobs", torch.ones(2, 0));
        });
  }
}
