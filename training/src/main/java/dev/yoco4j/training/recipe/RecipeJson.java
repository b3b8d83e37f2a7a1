package dev.yoco4j.training.recipe;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.weights.ConfigJson;
import dev.yoco4j.model.weights.FolderConfig;
import dev.yoco4j.model.weights.JsonFields;
import dev.yoco4j.model.weights.KeyNames;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.training.TrainingConfig;
import dev.yoco4j.training.optimizer.AdamWConfig;
import dev.yoco4j.training.schedule.Schedule;
import java.util.Map;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Recipes as JSON (docs/formats/recipe.md): every key is optional but `model`.
///
/// `model` is the name of a preset, or an object as in `config.json`. A file that is itself such an
/// object stands for a recipe with that model.
public final class RecipeJson {
  private static final KeyNames KEYS =
      new KeyNames(
          Map.ofEntries(
              Map.entry("sequence length", "sequence_length"),
              Map.entry("batch size", "batch_size"),
              Map.entry("learning rate", "learning_rate"),
              Map.entry("weight decay", "weight_decay"),
              Map.entry("clip norm", "clip_norm"),
              Map.entry("warm-up steps", "warmup_steps"),
              Map.entry("final factor", "final_factor"),
              Map.entry("decay fraction", "decay_fraction"),
              Map.entry("validation fraction", "validation_fraction")));

  private RecipeJson() {}

  /// Reads a recipe.
  ///
  /// @param place the file's name, for messages
  /// @param content the parsed file
  /// @return the recipe, defaults filled in
  /// @throws IllegalArgumentException naming file, key, value and bound
  public static TrainingRecipe read(String place, JsonNode content) {
    if (content.has("model_type")) {
      return TrainingPresets.forModel(ConfigJson.read(place, content).model());
    }
    JsonFields json = new JsonFields(place, content);
    TrainingRecipe defaults = model(place, json);
    TrainingConfig settings = KEYS.inPlace(place, () -> settings(json, defaults.training()));
    String tokenizer = json.string("tokenizer").orElse(defaults.tokenizer());
    json.refuseUnknown();
    return new TrainingRecipe(defaults.model(), tokenizer, settings);
  }

  private static TrainingRecipe model(String place, JsonFields json) {
    JsonNode model =
        json.field("model")
            .orElseThrow(() ->
                json.error(
                    "model", "is missing: give a preset's name or an object as in config.json"));
    if (model.isString()) {
      try {
        return TrainingPresets.named(model.stringValue());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(place + ": " + e.getMessage(), e);
      }
    }
    ModelConfig config = ConfigJson.read(place + ": model", model).model();
    return TrainingPresets.forModel(config);
  }

  private static TrainingConfig settings(JsonFields json, TrainingConfig defaults) {
    AdamWConfig adam = defaults.optimizer();
    return new TrainingConfig(
        json.integer("sequence_length").orElse(defaults.sequenceLength()),
        json.integer("batch_size").orElse(defaults.batchSize()),
        json.integer("accumulation").orElse(defaults.accumulation()),
        new AdamWConfig(
            json.number("learning_rate").orElse(adam.learningRate()),
            json.number("beta1").orElse(adam.beta1()),
            json.number("beta2").orElse(adam.beta2()),
            json.number("epsilon").orElse(adam.epsilon()),
            json.number("weight_decay").orElse(adam.weightDecay()),
            json.number("clip_norm").orElse(adam.clipNorm())),
        ScheduleJson.read(json, defaults.schedule()),
        json.string("dtype").map(Precision::of).orElse(defaults.precision()),
        json.bool("recompute").orElse(defaults.recomputeActivations()),
        json.wideInteger("seed").orElse(defaults.seed()),
        json.number("validation_fraction").orElse(defaults.validationFraction()));
  }

  /// Writes a recipe, every key given.
  ///
  /// @param recipe the recipe
  /// @return what [#read] reads back
  public static ObjectNode write(TrainingRecipe recipe) {
    TrainingConfig training = recipe.training();
    AdamWConfig adam = training.optimizer();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set(
        "model",
        ConfigJson.write(
            new FolderConfig(recipe.model(), OptionalInt.empty(), OptionalInt.empty())));
    json.put("tokenizer", recipe.tokenizer());
    json.put("sequence_length", training.sequenceLength());
    json.put("batch_size", training.batchSize());
    json.put("accumulation", training.accumulation());
    json.put("learning_rate", adam.learningRate());
    json.put("beta1", adam.beta1());
    json.put("beta2", adam.beta2());
    json.put("epsilon", adam.epsilon());
    json.put("weight_decay", adam.weightDecay());
    json.put("clip_norm", adam.clipNorm());
    ScheduleJson.write(json, training.schedule());
    json.put("dtype", training.precision().label());
    json.put("recompute", training.recomputeActivations());
    json.put("seed", training.seed());
    json.put("validation_fraction", training.validationFraction());
    return json;
  }

  /// A schedule by name, as `schedule`, `warmup_steps`, `final_factor` and `decay_fraction` say.
  static final class ScheduleJson {
    private ScheduleJson() {}

    static Schedule read(JsonFields json, Schedule defaults) {
      int warmup = json.integer("warmup_steps").orElse(defaults.warmupSteps());
      double last = json.number("final_factor").orElse(0.1);
      double decay = json.number("decay_fraction").orElse(0.2);
      String name = json.string("schedule").orElse("cosine");
      return switch (name) {
        case "linear" -> new Schedule.Linear(warmup, last);
        case "cosine" -> new Schedule.Cosine(warmup, last);
        case "wsd" -> new Schedule.WarmupStableDecay(warmup, last, decay);
        default -> throw json.error("schedule", "must be linear, cosine or wsd, was " + name);
      };
    }

    static void write(ObjectNode json, Schedule schedule) {
      json.put("warmup_steps", schedule.warmupSteps());
      switch (schedule) {
        case Schedule.Linear(_, double last) ->
            json.put("schedule", "linear").put("final_factor", last);
        case Schedule.Cosine(_, double last) ->
            json.put("schedule", "cosine").put("final_factor", last);
        case Schedule.WarmupStableDecay(_, double last, double fraction) ->
            json.put("schedule", "wsd").put("final_factor", last).put("decay_fraction", fraction);
      }
    }
  }
}
