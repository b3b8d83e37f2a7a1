package dev.yoco4j.evaluation.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.yoco4j.evaluation.needle.NeedleDocuments;
import dev.yoco4j.evaluation.synthetic.MadeDocument.Question;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SyntheticDocumentsTest {
  private static final int COUNT = 40;

  static Stream<SyntheticDocuments> kinds() {
    return Stream.of(
        new RecallDocuments(62, 5, 5),
        new RecallDocuments(500, 20, 7),
        new CopyDocuments(200, 4),
        new NeedleDocuments(600, 1),
        new NeedleDocuments(900, 4));
  }

  private static List<MadeDocument> made(SyntheticDocuments kind, Part part, long seed) {
    return kind.documents(part, seed, COUNT).toList();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void a_seed_means_the_same_documents(SyntheticDocuments kind) {
    assertThat(made(kind, Part.TRAINING, 3)).isEqualTo(made(kind, Part.TRAINING, 3));
    assertThat(made(kind, Part.TRAINING, 4)).isNotEqualTo(made(kind, Part.TRAINING, 3));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void every_answer_stands_where_the_question_says_and_further_back(SyntheticDocuments kind) {
    for (Part part : Part.values()) {
      for (MadeDocument document : made(kind, part, 1)) {
        assertThat(document.text()).hasSize(kind.bytes()).matches("\\p{ASCII}*");
        assertThat(document.questions()).isNotEmpty();
        for (Question question : document.questions()) {
          assertThat(document.text().substring(question.start())).startsWith(question.answer());
          assertThat(document.text().substring(question.source())).startsWith(question.answer());
          assertThat(question.distance()).isPositive();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void what_is_held_out_was_never_trained_on(SyntheticDocuments kind) {
    Set<String> trained = answers(kind, Part.TRAINING);
    assertThat(answers(kind, Part.HELD_OUT)).isNotEmpty().doesNotContainAnyElementsOf(trained);
  }

  private static Set<String> answers(SyntheticDocuments kind, Part part) {
    Set<String> answers = new HashSet<>();
    made(kind, part, 2)
        .forEach(document -> document.questions().forEach(q -> answers.add(q.answer())));
    return answers;
  }

  /// A model that met questions at some distances only would learn no more than these.
  @Test
  void questions_about_pairs_come_at_all_distances() {
    int[] distances =
        new RecallDocuments(254, 8, 8)
            .documents(Part.TRAINING, 5, 400)
            .flatMap(document -> document.questions().stream())
            .mapToInt(Question::distance)
            .toArray();
    for (int from = 4; from < 164; from += 40) {
      int least = from;
      assertThat(IntStream.of(distances).filter(d -> d >= least && d < least + 40).count())
          .as("distances from %d", from)
          .isGreaterThan(100);
    }
  }

  @Test
  void a_probe_has_its_pair_at_the_depth_and_its_question_at_the_end() {
    for (double depth : new double[] {0, 0.25, 0.5, 1}) {
      MadeDocument probe =
          RecallDocuments.probe(1000, 6, depth, SyntheticDocuments.random(1, 2, 3));
      Question question = probe.questions().getLast();
      assertThat(probe.text()).hasSize(1000).endsWith(question.answer());
      assertThat(question.source() / 1000.0).isBetween(depth - 0.03, depth + 0.03);
    }
  }

  @Test
  void what_has_no_room_is_refused_with_the_numbers() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RecallDocuments(39, 5, 5))
        .withMessageContaining("takes 40 bytes, more than the 39");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RecallDocuments(100, 0, 1))
        .withMessage("pairs must be at least 1, was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RecallDocuments(100, 2, 3))
        .withMessageContaining("at most the 2 pairs, was 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CopyDocuments(20, 2))
        .withMessageContaining("more than the 20");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NeedleDocuments(100, 1))
        .withMessageContaining("1 needle, question and answer takes up to");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NeedleDocuments(100_000, 1000))
        .withMessageContaining("at most 88, was 1000");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new RecallDocuments(100_000, 5000, 1).make(Part.TRAINING, SyntheticDocuments.random(1)))
        .withMessageContaining("the keys that the training part has");
  }
}
