package dev.yoco4j.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.model.weights.ConfigJson;
import dev.yoco4j.model.weights.FolderConfig;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.training.TrainingConfig;
import dev.yoco4j.training.optimizer.AdamWConfig;
import dev.yoco4j.training.schedule.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class RecipeJsonTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String PLACE = "recipe.json";

  private static JsonNode parsed(String json) {
    return JSON.readTree(json.replace('\'', '"'));
  }

  private static TrainingRecipe reread(TrainingRecipe recipe) {
    return RecipeJson.read(PLACE, JSON.readTree(RecipeJson.write(recipe).toString()));
  }

  static Stream<String> presets() {
    return ModelPresets.names().stream();
  }

  @ParameterizedTest
  @MethodSource("presets")
  void a_preset_survives_writing_and_reading(String preset) {
    TrainingRecipe recipe = TrainingPresets.named(preset);
    assertThat(reread(recipe)).isEqualTo(recipe);
  }

  @Test
  void every_key_survives_writing_and_reading() {
    List<Schedule> schedules =
        List.of(
            new Schedule.Linear(3, 0.04),
            new Schedule.Cosine(0, 1),
            new Schedule.WarmupStableDecay(7, 0, 0.35));
    for (Schedule schedule : schedules) {
      TrainingConfig training =
          new TrainingConfig(
              11,
              3,
              5,
              new AdamWConfig(1e-3, 0.8, 0.99, 1e-7, 0, 0),
              schedule,
              Precision.BFLOAT16,
              true,
              -42,
              0.25);
      TrainingRecipe recipe =
          new TrainingRecipe(ModelPresets.named("yoco-7m-swa"), "bytes", training);
      assertThat(reread(recipe)).isEqualTo(recipe);
    }
  }

  @Test
  void a_seed_may_be_any_long() {
    ObjectNode json = RecipeJson.write(TrainingPresets.named("yoco-tiny-gret"));
    json.put("seed", Long.MIN_VALUE);
    TrainingRecipe recipe = RecipeJson.read(PLACE, json);
    assertThat(recipe.training().seed()).isEqualTo(Long.MIN_VALUE);
    assertThat(reread(recipe)).isEqualTo(recipe);
  }

  @Test
  void what_is_left_out_is_as_in_the_preset() {
    assertThat(RecipeJson.read(PLACE, parsed("{'model': 'yoco-30m-gret'}")))
        .isEqualTo(TrainingPresets.named("yoco-30m-gret"));
    assertThat(RecipeJson.read(PLACE, parsed("{'model': 'yoco-3b-gret'}")))
        .isEqualTo(TrainingPresets.named("yoco-3b-gret"));
    TrainingRecipe changed =
        RecipeJson.read(PLACE, parsed("{'model': 'yoco-30m-gret', 'batch_size': 9}"));
    assertThat(changed.training().batchSize()).isEqualTo(9);
    assertThat(changed.training().sequenceLength()).isEqualTo(1024);
  }

  @Test
  void the_model_may_stand_in_the_recipe() {
    FolderConfig config =
        new FolderConfig(
            ModelPresets.named("yoco-tiny-swa"), OptionalInt.empty(), OptionalInt.empty());
    ObjectNode recipe = JSON.createObjectNode().put("dtype", "bf16").put("schedule", "wsd");
    recipe.set("model", ConfigJson.write(config));
    TrainingRecipe read = RecipeJson.read(PLACE, recipe);
    assertThat(read.model()).isEqualTo(config.model());
    assertThat(read.training().precision()).isEqualTo(Precision.BFLOAT16);
    assertThat(read.training().schedule()).isEqualTo(new Schedule.WarmupStableDecay(20, 0.1, 0.2));
  }

  @Test
  void a_config_json_is_a_recipe_with_that_model() {
    FolderConfig config =
        new FolderConfig(
            ModelPresets.named("transformer-7m"), OptionalInt.of(1), OptionalInt.of(2));
    TrainingRecipe read = RecipeJson.read("config.json", ConfigJson.write(config));
    assertThat(read).isEqualTo(TrainingPresets.forModel(config.model()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'model': null            | model is missing: give a preset's name or an object as in config.json",
        "'model': 'yoco-1m'       | there is no preset yoco-1m; presets are transformer-1.4b,",
        "'steps': 9               | unknown key steps; known are model, sequence_length, batch_size,",
        "'steps': 9, 'lr': 1      | unknown key steps, lr; known are",
        "'sequence_length': 0     | sequence_length must be at least 1, was 0",
        "'sequence_length': 'a'   | sequence_length must be an integer, was \"a\"",
        "'batch_size': 0          | batch_size must be at least 1, was 0",
        "'batch_size': 1.5        | batch_size must be an integer, was 1.5",
        "'accumulation': -1       | accumulation must be at least 1, was -1",
        "'learning_rate': 0       | learning_rate must be above 0, was 0.0",
        "'learning_rate': '1e-3'  | learning_rate must be a number, was \"1e-3\"",
        "'beta1': 1               | beta1 must be at least 0 and below 1, was 1.0",
        "'beta2': -0.1            | beta2 must be at least 0 and below 1, was -0.1",
        "'epsilon': 0             | epsilon must be above 0, was 0.0",
        "'weight_decay': -1       | weight_decay must be at least 0, was -1.0",
        "'clip_norm': -1          | clip_norm must be at least 0, was -1.0",
        "'schedule': 'step'       | schedule must be linear, cosine or wsd, was step",
        "'schedule': 1            | schedule must be a string, was 1",
        "'warmup_steps': -1       | warmup_steps must be at least 0, was -1",
        "'final_factor': 1.1      | final_factor must be at least 0 and at most 1, was 1.1",
        "'schedule': 'wsd', 'decay_fraction': 0 | decay_fraction must be above 0 and at most 1, was 0.0",
        "'dtype': 'float16'       | dtype must be float32 or bfloat16, was float16",
        "'recompute': 1           | recompute must be true or false, was 1",
        "'seed': 0.5              | seed must be an integer, was 0.5",
        "'validation_fraction': 1 | validation_fraction must be at least 0 and below 1, was 1.0",
        "'tokenizer': 3           | tokenizer must be a string, was 3",
      })
  void an_error_names_file_key_bound_and_value(String fields, String message) {
    String text = fields.strip();
    String model = text.startsWith("'model'") ? "" : "'model': 'yoco-tiny-gret', ";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecipeJson.read(PLACE, parsed("{" + model + text + "}")))
        .withMessageStartingWith(PLACE + ": " + message.strip());
  }

  @Test
  void an_error_in_the_model_names_the_place_in_the_recipe() {
    String model =
        """
        {'model_type': 'yoco', 'hidden_size': 64, 'self_decoder_attn': {'type': 'gated_retention', 'num_heads': 3},
         'cross_decoder_attn': {'num_heads': 4}}
        """;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecipeJson.read(PLACE, parsed("{'model': " + model + "}")))
        .withMessage(
            "recipe.json: model: self_decoder_attn.num_heads must divide hidden_size 64, was 3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "3", "null"})
  void a_file_that_holds_no_object_is_refused(String content) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecipeJson.read(PLACE, parsed(content)))
        .withMessage("recipe.json: content must be a JSON object, was " + content);
  }

  /// The document has every key, and its example is a recipe.
  @Test
  void the_document_says_what_is_read() throws IOException {
    Path file = Path.of("").toAbsolutePath().resolveSibling("docs/formats/recipe.md");
    assumeTrue(Files.exists(file), () -> "skipped: there is no " + file);
    String document = Files.readString(file);
    TrainingRecipe wsd =
        RecipeJson.read(PLACE, parsed("{'model': 'yoco-tiny-gret', 'schedule': 'wsd'}"));
    assertThat(RecipeJson.write(wsd).propertyNames())
        .allSatisfy(key -> assertThat(document).contains("`" + key + "`"));
    Matcher example = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL).matcher(document);
    assertThat(example.find()).isTrue();
    TrainingRecipe read = RecipeJson.read(PLACE, JSON.readTree(example.group(1)));
    assertThat(read.model().layers()).isEqualTo(8);
    assertThat(read.training().precision()).isEqualTo(Precision.BFLOAT16);
    assertThat(read.training().sequenceLength()).isEqualTo(512);
  }
}
