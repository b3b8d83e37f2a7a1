package dev.yoco4j.evaluation.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.yoco4j.evaluation.EvaluationListener;
import dev.yoco4j.evaluation.FinishedCells;
import dev.yoco4j.evaluation.needle.FourByteTokens;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.text.ByteTokenizer;
import dev.yoco4j.text.Tokenizer;
import dev.yoco4j.torch.Precision;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class RecallRunTest {
  private static final RecallConfig CONFIG = new RecallConfig(List.of(64, 200), 2, 3, 4, 1);

  private static LanguageModel model() {
    Tokenizer bytes = new ByteTokenizer();
    return LanguageModel.build(
        ModelPresets.named("yoco-tiny-gret").withVocabularySize(bytes.vocabularySize()),
        Parameters.random(1, Precision.FLOAT32));
  }

  private static RecallRun run(
      LanguageModel model, Tokenizer tokenizer, EvaluationListener listener, FinishedCells cells) {
    return new RecallRun(model, tokenizer, CONFIG, listener, cells);
  }

  /// Asked to stop once a number of cells is finished.
  private static EvaluationListener until(int finished) {
    return new EvaluationListener() {
      private int told;

      @Override
      public void at(String counted, long done, long total) {
        told++;
      }

      @Override
      public void remark(String line) {}

      @Override
      public boolean isStopped() {
        return told >= finished;
      }
    };
  }

  @Test
  void a_tokenizer_of_other_tokens_than_bytes_is_refused_with_the_remedy() {
    try (LanguageModel model = model()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() ->
              run(model, new FourByteTokens(), EvaluationListener.none(), FinishedCells.inMemory()))
          .withMessage(
              "recall is asked in bytes, and this model's tokenizer makes other tokens: train one"
                  + " with --tokenizer bytes, on a set of yoco tokenize synthetic");
    }
  }

  @Test
  void every_length_and_depth_is_asked_for_and_the_same_again() {
    try (LanguageModel model = model()) {
      FinishedCells cells = FinishedCells.inMemory();
      List<RecallCell> all =
          run(model, new ByteTokenizer(), EvaluationListener.none(), cells).run();
      assertThat(all).extracting(RecallCell::length).containsExactly(64, 64, 200, 200);
      assertThat(all).extracting(RecallCell::depth).containsExactly(0.0, 1.0, 0.0, 1.0);
      assertThat(all)
          .allSatisfy(cell -> {
            assertThat(cell.trials()).isEqualTo(3);
            assertThat(cell.exact()).isBetween(0, 3);
            assertThat(cell.nats()).isPositive().isFinite();
          });
      List<RecallCell> anew =
          run(model, new ByteTokenizer(), EvaluationListener.none(), FinishedCells.inMemory())
              .run();
      assertThat(anew).isEqualTo(all);
    }
  }

  @Test
  void a_run_that_is_stopped_keeps_what_is_finished_and_goes_on_from_there() {
    try (LanguageModel model = model()) {
      FinishedCells cells = FinishedCells.inMemory();
      assertThatExceptionOfType(CancellationException.class)
          .isThrownBy(() -> run(model, new ByteTokenizer(), until(2), cells).run());
      assertThat(cells.find("length 64 depth 0")).isPresent();
      assertThat(cells.find("length 64 depth 1")).isPresent();
      assertThat(cells.find("length 200 depth 0")).isEmpty();
      List<RecallCell> rest =
          run(model, new ByteTokenizer(), EvaluationListener.none(), cells).run();
      assertThat(rest)
          .isEqualTo(
              run(model, new ByteTokenizer(), EvaluationListener.none(), FinishedCells.inMemory())
                  .run());
    }
  }

  @Test
  void settings_that_mean_nothing_are_refused_by_name() {
    refused(List.of(), 1, 1, 1, "lengths must be at least 1, was 0");
    refused(List.of(64), 0, 1, 1, "depths must be at least 1, was 0");
    refused(List.of(64), 1, -1, 1, "trials must be at least 1, was -1");
    refused(List.of(64), 1, 1, 0, "length 64: pairs must be at least 1, was 0");
    refused(List.of(64, 20), 1, 1, 4, "length 20: a text with 4 pairs and 1 questions takes 20");
    refused(List.of(100_000), 1, 1, 5000, "the keys that the held-out part has, was 5000");
  }

  private static void refused(
      List<Integer> lengths, int depths, int trials, int pairs, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RecallConfig(lengths, depths, trials, pairs, 0))
        .withMessageContaining(message);
  }
}
