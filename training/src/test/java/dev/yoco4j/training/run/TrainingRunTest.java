package dev.yoco4j.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yoco4j.model.weights.ModelFolder;
import dev.yoco4j.model.weights.RunFolder;
import dev.yoco4j.text.Tokenizers;
import dev.yoco4j.torch.CorruptFileException;
import dev.yoco4j.torch.Device;
import dev.yoco4j.training.Budget;
import dev.yoco4j.training.Tokens;
import dev.yoco4j.training.data.CorpusConfig;
import dev.yoco4j.training.recipe.TrainingRecipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingRunTest {
  private static final int STEPS = 6;

  @TempDir private Path folder = Path.of("");
  private Path text = Path.of("");

  @BeforeEach
  void text() {
    text = Tokens.text(folder, 200);
  }

  private RunOptions options(String out, String dtype) {
    TrainingRecipe recipe = SmallRecipe.of("yoco-tiny-gret", dtype);
    return new RunOptions(
        recipe,
        List.of(text),
        CorpusConfig.defaults(),
        folder.resolve(out),
        new Budget.Steps(STEPS),
        2,
        2,
        3,
        Device.CPU);
  }

  private static TrainingRun run(RunOptions options) {
    return new TrainingRun(options, new SilentListener());
  }

  @Test
  void the_last_checkpoints_are_kept_and_each_is_a_model_folder_with_its_tokenizer() {
    TrainingRun.Outcome outcome = run(options("run", "float32")).start(() -> false);
    assertThat(RunFolder.checkpoints(folder.resolve("run")))
        .extracting(RunFolder.Checkpoint::step)
        .containsExactly(4L, 6L);
    try (ModelFolder model = ModelFolder.open(folder.resolve("run"))) {
      assertThat(model.path()).isEqualTo(outcome.model());
      assertThat(Tokenizers.load(model.path()).vocabularySize())
          .isEqualTo(model.config().model().vocabularySize());
    }
  }

  @Test
  void resuming_with_other_settings_names_them() {
    run(options("run", "float32")).start(() -> true);
    RunOptions other = options("run", "bfloat16");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(other).resume(() -> false))
        .withMessageContaining("recipe.dtype was \"float32\", is \"bfloat16\"");
  }

  @Test
  void starting_where_a_run_is_names_both_ways_out() {
    run(options("run", "float32")).start(() -> true);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(options("run", "float32")).start(() -> false))
        .withMessageContaining("--resume");
  }

  @Test
  void a_broken_optimizer_state_is_refused_by_name() throws IOException {
    TrainingRun.Outcome stopped = run(options("run", "float32")).start(() -> true);
    Path file = stopped.model().resolve("optimizer.safetensors");
    byte[] content = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(content, content.length / 2));
    assertThatThrownBy(() -> run(options("run", "float32")).resume(() -> false))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining("optimizer.safetensors");
  }

  @Test
  void what_a_killed_process_left_unfinished_is_removed_and_never_loaded() throws IOException {
    run(options("run", "float32")).start(() -> true);
    Path unfinished = Files.createDirectory(folder.resolve("run/.checkpoint-5.tmp"));
    Files.writeString(unfinished.resolve("model.safetensors"), "half");
    TrainingRun.Outcome outcome = run(options("run", "float32")).resume(() -> false);
    assertThat(outcome.finished()).isTrue();
    assertThat(unfinished).doesNotExist();
  }

  @Test
  void a_corpus_shorter_than_one_sequence_is_refused() throws IOException {
    Files.writeString(text, "short");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(options("run", "float32")).start(() -> false))
        .withMessageContaining("needs");
  }
}
