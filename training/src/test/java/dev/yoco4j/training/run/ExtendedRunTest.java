package dev.yoco4j.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.weights.ModelFolder;
import dev.yoco4j.torch.Device;
import dev.yoco4j.training.Budget;
import dev.yoco4j.training.MetricsFile;
import dev.yoco4j.training.Tokens;
import dev.yoco4j.training.TrainingEvent;
import dev.yoco4j.training.data.CorpusConfig;
import dev.yoco4j.training.recipe.ContextExtension;
import dev.yoco4j.training.recipe.TrainingRecipe;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtendedRunTest {
  private static final TrainingRecipe SHORT = SmallRecipe.of("yoco-tiny-gret", "float32");
  private static final TrainingRecipe LONG =
      new ContextExtension(64, OptionalDouble.empty()).extend(SHORT);

  @TempDir private Path folder = Path.of("");
  private Path text = Path.of("");

  @BeforeEach
  void text() {
    text = Tokens.text(folder, 200);
  }

  private TrainingRun run(String out, TrainingRecipe recipe) {
    RunOptions options =
        new RunOptions(
            recipe,
            List.of(text),
            CorpusConfig.defaults(),
            folder.resolve(out),
            new Budget.Steps(4),
            2,
            9,
            100,
            Device.CPU);
    return new TrainingRun(options, new SilentListener());
  }

  private static ModelConfig config(Path model) {
    try (ModelFolder opened = ModelFolder.open(model)) {
      return opened.config().model();
    }
  }

  @Test
  void the_paper_doubles_twice_what_the_base_grows_by() {
    assertThat(LONG.training().sequenceLength()).isEqualTo(64);
    assertThat(LONG.training().batchSize()).isEqualTo(1); // as many tokens as 2 x 32
    assertThat(LONG.model().ropeTheta()).isEqualTo(SHORT.model().ropeTheta() * Math.pow(2, 1.5));
    assertThat(new ContextExtension(64, OptionalDouble.of(5e6)).extend(SHORT).model().ropeTheta())
        .isEqualTo(5e6);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ContextExtension(32, OptionalDouble.empty()).extend(SHORT))
        .withMessage("must be above the run's 32 tokens, was 32");
  }

  @Test
  void an_extension_leaves_weights_and_optimizer_as_they_are() {
    TrainingRun.Outcome first = run("run", SHORT).start(() -> false);
    TrainingRun.Outcome extended = run("run", LONG).extend(() -> true);
    for (String file : List.of("model.safetensors", "optimizer.safetensors")) {
      assertThat(extended.model().resolve(file))
          .as(file)
          .hasSameBinaryContentAs(first.model().resolve(file));
    }
  }

  @Test
  void steps_are_counted_on_and_the_model_says_what_it_is_made_for() {
    run("run", SHORT).start(() -> false);
    TrainingRun.Outcome extended = run("run", LONG).extend(() -> false);
    assertThat(extended.state().step()).isEqualTo(8);
    assertThat(config(extended.model()).ropeTheta()).isEqualTo(LONG.model().ropeTheta());
    assertThat(config(extended.model()).maxPositions()).isEqualTo(LONG.model().maxPositions());
    assertThat(MetricsFile.read(folder.resolve("run").resolve(MetricsFile.NAME)))
        .filteredOn(event -> event instanceof TrainingEvent.Extended)
        .singleElement()
        .satisfies(event -> assertThat(event.step()).isEqualTo(4));
  }

  @Test
  void an_extended_run_that_stopped_equals_one_that_did_not_bit_for_bit() {
    run("whole", SHORT).start(() -> false);
    TrainingRun.Outcome whole = run("whole", LONG).extend(() -> false);
    run("parts", SHORT).start(() -> false);
    int[] calls = {0};
    TrainingRun.Outcome stopped = run("parts", LONG).extend(() -> ++calls[0] > 2);
    assertThat(stopped.state().step()).isEqualTo(6);
    TrainingRun.Outcome resumed = run("parts", LONG).resume(() -> false);
    for (String file : List.of("model.safetensors", "optimizer.safetensors", "config.json")) {
      assertThat(resumed.model().resolve(file))
          .as(file)
          .hasSameBinaryContentAs(whole.model().resolve(file));
    }
  }

  @Test
  void what_the_weights_are_made_for_must_stay() {
    run("run", SHORT).start(() -> false);
    TrainingRecipe other = SmallRecipe.of("yoco-tiny-gret", "bfloat16");
    TrainingRecipe rounded = new ContextExtension(64, OptionalDouble.empty()).extend(other);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run("run", rounded).extend(() -> false))
        .withMessageContaining("recipe.dtype was \"float32\", is \"bfloat16\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run("none", LONG).extend(() -> false))
        .withMessageContaining("holds no checkpoint whose context could be extended");
  }
}
