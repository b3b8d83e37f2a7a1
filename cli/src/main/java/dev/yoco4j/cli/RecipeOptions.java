package dev.yoco4j.cli;

import dev.yoco4j.training.recipe.RecipeJson;
import dev.yoco4j.training.recipe.TrainingPresets;
import dev.yoco4j.training.recipe.TrainingRecipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A recipe from a preset or a file, with single settings changed.
final class RecipeOptions {
  private static final String PLACE = "command line";

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description = "A named configuration, for example yoco-30m-gret.")
  @Nullable String preset;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A recipe as in docs/formats/recipe.md, or a config.json.")
  @Nullable Path config;

  @Option(
      names = "--tokenizer",
      paramLabel = "NAME",
      description =
          "bpe (trained on the data), bytes, cl100k_base, or the folder of a tokenizer.json.")
  @Nullable String tokenizer;

  @Option(names = "--sequence-length", paramLabel = "T", description = "Tokens in a sequence.")
  @Nullable Integer sequenceLength;

  @Option(names = "--batch-size", paramLabel = "B", description = "Sequences in one pass.")
  @Nullable Integer batchSize;

  @Option(names = "--accumulation", paramLabel = "N", description = "Passes per optimizer step.")
  @Nullable Integer accumulation;

  @Option(names = "--learning-rate", paramLabel = "X", description = "Peak learning rate.")
  @Nullable Double learningRate;

  @Option(names = "--schedule", paramLabel = "NAME", description = "linear, cosine or wsd.")
  @Nullable String schedule;

  @Option(
      names = "--warmup-steps",
      paramLabel = "N",
      description = "Steps in which the rate rises.")
  @Nullable Integer warmupSteps;

  @Option(
      names = "--final-factor",
      paramLabel = "X",
      description = "The last rate over the peak rate.")
  @Nullable Double finalFactor;

  @Option(names = "--weight-decay", paramLabel = "X", description = "Decay of matrices.")
  @Nullable Double weightDecay;

  @Option(
      names = "--clip",
      paramLabel = "X",
      description = "Largest gradient norm; 0 switches clipping off.")
  @Nullable Double clip;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      description = "float32 or bfloat16 weights and activations.")
  @Nullable String dtype;

  @Option(
      names = "--recompute",
      description = "Run layers again in the backward pass: less memory, a third more work.")
  boolean recompute;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of weights, split and order.")
  @Nullable Integer seed;

  @Option(
      names = "--validation-fraction",
      paramLabel = "X",
      description = "Part of the data kept back.")
  @Nullable Double validationFraction;

  /// The recipe asked for.
  ///
  /// @param saved what a run being resumed was begun with
  TrainingRecipe read(Optional<TrainingRecipe> saved) {
    return changed(base(saved));
  }

  private TrainingRecipe base(Optional<TrainingRecipe> saved) {
    String name = preset;
    Path file = config;
    if (name != null && file != null) {
      throw new UsageException("--preset and --config exclude each other");
    }
    if (name != null) {
      return Arguments.checked("--preset", () -> TrainingPresets.named(name));
    }
    if (file != null) {
      return fromFile(file);
    }
    return saved.orElseThrow(() ->
        new UsageException(
            "--preset or --config is missing; --resume can do without them once there is a checkpoint"));
  }

  private static TrainingRecipe fromFile(Path file) {
    try {
      return RecipeJson.read(file.toString(), new JsonMapper().readTree(Files.readString(file)));
    } catch (JacksonException e) {
      throw new IllegalArgumentException(file + " is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("--config: " + file + " can't be read: " + e.getMessage(), e);
    }
  }

  private TrainingRecipe changed(TrainingRecipe base) {
    ObjectNode json = RecipeJson.write(base);
    ObjectNode before = json.deepCopy();
    text(json, "tokenizer", tokenizer);
    text(json, "schedule", schedule);
    text(json, "dtype", dtype);
    whole(json, "sequence_length", sequenceLength);
    whole(json, "batch_size", batchSize);
    whole(json, "accumulation", accumulation);
    whole(json, "warmup_steps", warmupSteps);
    whole(json, "seed", seed);
    real(json, "learning_rate", learningRate);
    real(json, "final_factor", finalFactor);
    real(json, "weight_decay", weightDecay);
    real(json, "clip_norm", clip);
    real(json, "validation_fraction", validationFraction);
    if (recompute) {
      json.put("recompute", true);
    }
    return json.equals(before)
        ? base
        : Arguments.checked("options", () -> RecipeJson.read(PLACE, json));
  }

  private static void text(ObjectNode json, String key, @Nullable String value) {
    if (value != null) {
      json.put(key, value);
    }
  }

  private static void whole(ObjectNode json, String key, @Nullable Integer value) {
    if (value != null) {
      json.put(key, value);
    }
  }

  private static void real(ObjectNode json, String key, @Nullable Double value) {
    if (value != null) {
      json.put(key, value);
    }
  }
}
