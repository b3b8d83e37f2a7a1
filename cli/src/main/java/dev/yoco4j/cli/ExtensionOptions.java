package dev.yoco4j.cli;

import dev.yoco4j.training.recipe.ContextExtension;
import dev.yoco4j.training.recipe.TrainingRecipe;
import dev.yoco4j.training.run.SavedRun;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// A longer context for a run that is resumed.
final class ExtensionOptions {
  @Option(
      names = "--context",
      paramLabel = "N",
      converter = Amount.Tokens.class,
      description = "With --resume: go on in sequences of N tokens, more than before, such as 64K.")
  private @Nullable Long context;

  @Option(
      names = "--rope-theta",
      paramLabel = "X",
      description =
          "With --context: the rotary base (default: the one before, times the growth to the power 1.5).")
  private @Nullable Double ropeTheta;

  /// Whether a run's context is to be extended; it is not where it is as long already, so that the
  /// same words go on with an extension that was stopped.
  boolean longerThan(Optional<SavedRun> saved, boolean resume, RecipeOptions recipe) {
    if (context == null) {
      if (ropeTheta != null) {
        throw new UsageException(
            "--rope-theta goes with --resume and --context; a new run has it in its --config");
      }
      return false;
    }
    if (!resume) {
      throw new UsageException(
          "--context extends a run and goes with --resume; a new run takes --sequence-length");
    }
    if (recipe.preset != null || recipe.config != null || recipe.sequenceLength != null) {
      throw new UsageException(
          "--context goes on with the run's own recipe and sets its sequence length: leave --preset,"
              + " --config and --sequence-length out");
    }
    if (saved.isEmpty()) {
      throw new UsageException("--context: there is no checkpoint in --out to extend");
    }
    return Arguments.checked("--rope-theta", () -> !asked().isThatOf(saved.orElseThrow().recipe()));
  }

  TrainingRecipe extend(TrainingRecipe recipe) {
    return Arguments.checked("--context", () -> asked().extend(recipe));
  }

  private ContextExtension asked() {
    long positions = context == null ? 0 : context;
    if (positions > Integer.MAX_VALUE - 1) {
      throw new UsageException("--context: must be below 2^31, was " + positions);
    }
    Double theta = ropeTheta;
    return new ContextExtension(
        (int) positions, theta == null ? OptionalDouble.empty() : OptionalDouble.of(theta));
  }
}
