package dev.yoco4j.evaluation.needle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yoco4j.evaluation.EvaluationListener;
import dev.yoco4j.evaluation.FinishedCells;
import dev.yoco4j.inference.TextGenerator;
import dev.yoco4j.inference.engine.EngineConfig;
import dev.yoco4j.inference.engine.ModelEngine;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.text.ByteTokenizer;
import dev.yoco4j.torch.Precision;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NeedleRunTest {
  private static final Pattern QUESTION =
      Pattern.compile("What is the special magic ([A-Za-z]+) number");

  private static final NeedleConfig CONFIG =
      new NeedleConfig(List.of(900, 1200), List.of(1, 4), 5, OptionalInt.of(2), 7);

  private static NeedleResult run(
      TextGenerator generator, EvaluationListener listener, FinishedCells cells) {
    NeedlePrompts prompts = new NeedlePrompts(new ByteTokenizer(), Haystack.made(), CONFIG.seed());
    return new NeedleResult(CONFIG, new NeedleRun(generator, prompts, listener, cells).run(CONFIG));
  }

  private static NeedleResult run(TextGenerator generator) {
    return run(generator, EvaluationListener.none(), FinishedCells.inMemory());
  }

  /// What a perfect reader says of an unambiguous question.
  private static String found(String prompt) {
    String city = QUESTION.matcher(prompt).results().map(r -> r.group(1)).findFirst().orElseThrow();
    return Pattern.compile(city + " number is:? ([0-9]+)")
        .matcher(prompt)
        .results()
        .map(r -> r.group(1))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void a_reader_finds_all_and_a_guesser_none() {
    NeedleResult all = run(new ReadingGenerator(prompt -> found(prompt) + " . It is."));
    assertThat(all.outcomes()).hasSize(2 * 2 * 5 + 2 * 2 * 4);
    assertThat(all.all().contained()).isEqualTo(all.all().trials() - missed(all));
    assertThat(all.at(1, 900).accuracy()).isEqualTo(1);
    assertThat(all.at(1, 900).exactAccuracy()).isEqualTo(1);
    NeedleResult none = run(new ReadingGenerator(_ -> "no number"));
    assertThat(none.all().contained()).isZero();
    assertThat(none.all().exact()).isZero();
  }

  /// Where a city stands twice, the first needle is not always the one that is meant.
  private static long missed(NeedleResult result) {
    long wrong = result.outcomes().stream().filter(outcome -> !outcome.isExact()).count();
    assertThat(result.all().ambiguous()).isGreaterThanOrEqualTo(wrong);
    return wrong;
  }

  @Test
  void a_number_inside_another_is_found_as_the_reference_counts_and_not_exactly() {
    NeedleResult result = run(new ReadingGenerator(prompt -> "9" + found(prompt)));
    assertThat(result.at(1, 1200).accuracy()).isEqualTo(1);
    assertThat(result.at(1, 1200).exactAccuracy()).isZero();
    NeedleResult late = run(new ReadingGenerator(prompt -> "1, or " + found(prompt)));
    assertThat(late.at(1, 1200).accuracy()).isEqualTo(1);
    assertThat(late.at(1, 1200).exactAccuracy()).isZero();
  }

  @Test
  void cells_say_which_depth_failed() {
    // finds what stands in the last 700 bytes
    NeedleResult result =
        run(
            new ReadingGenerator(prompt -> {
              String number = found(prompt);
              int at = prompt.indexOf(" number is " + number);
              return at > prompt.length() - 700 ? number : "0";
            }));
    assertThat(IntStream.range(0, 5).mapToObj(step -> result.at(1, 1200, step).accuracy()))
        .startsWith(0.0, 0.0)
        .endsWith(1.0, 1.0);
  }

  @Test
  void finished_trials_are_not_run_again() {
    FinishedCells cells = FinishedCells.inMemory();
    NeedleResult first =
        run(new ReadingGenerator(NeedleRunTest::found), EvaluationListener.none(), cells);
    assertThat(cells.size()).isEqualTo(first.outcomes().size());
    ReadingGenerator failing =
        new ReadingGenerator(_ -> {
          throw new IllegalStateException("nothing was to be asked");
        });
    assertThat(run(failing, EvaluationListener.none(), cells)).isEqualTo(first);
    assertThatThrownBy(() -> run(failing)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_run_that_is_stopped_keeps_what_is_finished() {
    FinishedCells cells = FinishedCells.inMemory();
    EvaluationListener impatient =
        new EvaluationListener() {
          @Override
          public void at(String counted, long done, long total) {}

          @Override
          public void remark(String line) {}

          @Override
          public boolean isStopped() {
            return cells.size() >= 3;
          }
        };
    assertThatThrownBy(() -> run(new ReadingGenerator(NeedleRunTest::found), impatient, cells))
        .isInstanceOf(CancellationException.class);
    assertThat(cells.size()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yoco-tiny-gret", "yoco-tiny-swa", "transformer-tiny"})
  void hay_that_is_taken_in_once_gives_the_same_answers(String preset) {
    try (LanguageModel model =
        LanguageModel.build(ModelPresets.named(preset), Parameters.random(3, Precision.FLOAT32))) {
      EngineConfig config = EngineConfig.of(model).withMaxPositions(2048).withPrefillSegment(64);
      NeedleResult shared;
      try (ModelEngine engine = new ModelEngine(model, new ByteTokenizer(), config)) {
        shared = run(engine);
      }
      NeedleResult alone;
      try (ModelEngine engine =
          new ModelEngine(model, new ByteTokenizer(), config.withoutSnapshots())) {
        alone = run(engine);
      }
      assertThat(shared.outcomes())
          .extracting(NeedleOutcome::prediction)
          .isEqualTo(alone.outcomes().stream().map(NeedleOutcome::prediction).toList());
      assertThat(alone.all().reusedTokens()).isZero();
      // snapshots stand a while apart, and what stands behind a needle is new
      assertThat(shared.all().reusedTokens()).isGreaterThan(shared.all().promptTokens() / 5);
    }
  }
}
