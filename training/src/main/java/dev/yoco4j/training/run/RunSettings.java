package dev.yoco4j.training.run;

import dev.yoco4j.training.Budget;
import dev.yoco4j.training.recipe.RecipeJson;
import dev.yoco4j.training.recipe.TrainingRecipe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What must not change between a run's start and its resumption.
///
/// @param json recipe, budget, and fingerprints of the tokens
record RunSettings(ObjectNode json) {
  private static final Set<String> KEPT =
      Set.of("recipe.tokenizer", "recipe.dtype", "recipe.seed", "recipe.validation_fraction");

  /// Settings of a run about to begin or to go on.
  static RunSettings of(TrainingRecipe recipe, Budget budget, String tokens) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("recipe", RecipeJson.write(recipe));
    switch (budget) {
      case Budget.Steps(long steps) -> json.put("steps", steps);
      case Budget.Time(Duration duration) -> json.put("minutes", duration.toMillis() / 60000.0);
    }
    json.put("tokens", tokens);
    return new RunSettings(json);
  }

  TrainingRecipe recipe() {
    return RecipeJson.read("the run's recipe", json.required("recipe"));
  }

  Budget budget() {
    return json.has("steps")
        ? new Budget.Steps(json.required("steps").asLong())
        : new Budget.Time(
            Duration.ofMillis(Math.round(json.required("minutes").asDouble() * 60000)));
  }

  /// Fields whose values differ, each with both values.
  List<String> differencesFrom(RunSettings saved) {
    List<String> differences = new ArrayList<>();
    compare("", saved.json(), json, differences);
    return differences;
  }

  /// Those of them that an extension of the context must leave as they are: what the weights and
  /// the optimizer's state are made for, and what keeps validation apart from training.
  List<String> differencesInKindFrom(RunSettings saved) {
    return differencesFrom(saved).stream()
        .filter(difference -> {
          String field = difference.substring(0, difference.indexOf(' '));
          boolean shape = field.startsWith("recipe.model.");
          return shape
              ? !field.endsWith(".rope_theta") && !field.endsWith(".max_position_embeddings")
              : KEPT.contains(field);
        })
        .toList();
  }

  private static void compare(
      String path, JsonNode before, JsonNode now, List<String> differences) {
    if (before.isObject() && now.isObject()) {
      TreeSet<String> names = new TreeSet<>(before.propertyNames());
      names.addAll(now.propertyNames());
      for (String name : names) {
        compare(
            path.isEmpty() ? name : path + "." + name,
            before.path(name),
            now.path(name),
            differences);
      }
    } else if (!before.toString().equals(now.toString())) {
      differences.add(path + " was " + shown(before) + ", is " + shown(now));
    }
  }

  private static String shown(JsonNode node) {
    return node.isMissingNode() ? "absent" : node.toString();
  }
}
