package dev.yoco4j.evaluation.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalDouble;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class AccuracyTest {
  private static final Offset<Double> EXACT = Offset.offset(1e-15);

  private static Answered answered(int question, Double... logProbabilities) {
    return new Answered(question, List.of(logProbabilities), question == 1);
  }

  private static Task task(Question... questions) {
    return new Task("t", "choices", List.of(questions), List.of());
  }

  private static int right(TaskResult result, Normalisation by) {
    Accuracy accuracy = result.accuracies().get(by);
    return accuracy == null ? -1 : accuracy.right();
  }

  /// | question | choices (bytes, characters) | sums | none | by bytes | by characters | gold |
  /// |---|---|---|---|---|---|---|
  /// | 0 | `ab` (2, 2), `abcdefgh` (8, 8) | -4, -8 | 0 | 1 | 1 | 1 |
  /// | 1 | `üü` (4, 2), `abc` (3, 3) | -4, -3.3 | 1 | 0 | 1 | 0 |
  /// | 2 | `no`, `ab`: a tie | -2, -2 | 0 | 0 | 0 | 0 |
  /// | 3 | ` a ` (3, 1), `bb` (2, 2) | -3, -2.5 | 1 | 0 | 1 | 1 |
  @Test
  void accuracies_are_those_computed_by_hand() {
    Task task =
        task(
            Question.of("q", List.of("ab", "abcdefgh"), 1),
            Question.of("q", List.of("üü", "abc"), 0),
            Question.of("q", List.of("no", "ab"), 0),
            Question.of("q", List.of(" a ", "bb"), 1));
    TaskResult result =
        TaskResult.of(
            task,
            List.of(
                answered(3, -3.0, -2.5),
                answered(0, -4.0, -8.0),
                answered(2, -2.0, -2.0),
                answered(1, -4.0, -3.3)));
    assertThat(right(result, Normalisation.NONE)).isEqualTo(2);
    assertThat(right(result, Normalisation.BYTES)).isEqualTo(3);
    assertThat(right(result, Normalisation.CHARACTERS)).isEqualTo(3);
    assertThat(result.questions()).isEqualTo(4);
    assertThat(result.truncated()).isEqualTo(1);
  }

  @Test
  void the_standard_error_is_that_of_a_mean() {
    // 1, 1, 1, 0: mean 0.75, squares about it 3 * 0.0625 + 0.5625 = 0.75, / 3 / 4, root
    assertThat(new Accuracy(3, 4).mean()).isEqualTo(0.75);
    assertThat(new Accuracy(3, 4).standardError().orElseThrow()).isCloseTo(0.25, EXACT);
    assertThat(new Accuracy(0, 10).standardError()).hasValue(0);
    assertThat(new Accuracy(1, 1).standardError()).isEqualTo(OptionalDouble.empty());
  }

  @Test
  void a_part_of_the_answers_is_no_result() {
    Question question = Question.of("q", List.of("a", "b"), 0);
    Task task = task(question, question);
    assertThatThrownBy(() -> TaskResult.of(task, List.of(answered(0, -1.0, -2.0))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 questions, 1 are answered");
  }
}
