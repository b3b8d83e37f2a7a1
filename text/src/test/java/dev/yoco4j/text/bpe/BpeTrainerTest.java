package dev.yoco4j.text.bpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.yoco4j.text.RandomText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BpeTrainerTest {
  @Test
  void the_vocabulary_is_the_one_of_the_definition() {
    List<String> documents = randomDocuments(6, 40);
    var config = new BpeConfig(420, 2, 2);
    assertThat(train(config, documents)).isEqualTo(new NaiveTrainer().train(documents, config));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void it_is_so_where_pairs_overlap(int letters) {
    for (int seed = 0; seed < 60; seed++) {
      List<String> documents = List.of(randomWords(new Random(seed), letters));
      var config = new BpeConfig(360, 1, 1);
      BpeVocabulary vocabulary = train(config, documents);
      assertThat(vocabulary).isEqualTo(new NaiveTrainer().train(documents, config));
    }
  }

  @Test
  void threads_and_order_change_nothing() {
    List<String> documents = new ArrayList<>(randomDocuments(200, 60));
    BpeVocabulary vocabulary = train(new BpeConfig(900, 2, 1), documents);
    Collections.shuffle(documents, new Random(13));
    assertThat(train(new BpeConfig(900, 2, 4), documents)).isEqualTo(vocabulary);
  }

  @Test
  void every_token_is_listed_once_and_is_its_two_parts() {
    BpeVocabulary vocabulary = train(BpeConfig.of(600), randomDocuments(40, 60));
    List<String> tokens = vocabulary.tokens();
    assertThat(tokens).hasSize(600).doesNotHaveDuplicates();
    for (int i = 0; i < vocabulary.merges().size(); i++) {
      BpeVocabulary.Merge merge = vocabulary.merges().get(i);
      assertThat(tokens.get(260 + i))
          .isEqualTo(tokens.get(merge.left()) + tokens.get(merge.right()));
    }
  }

  @Test
  void a_corpus_that_is_too_small_ends_training_early_and_it_says_so() {
    BpeTraining training = new BpeTrainer(BpeConfig.of(1000)).train(Stream.of("abab abab"));
    assertThat(training.isComplete()).isFalse();
    assertThat(training.vocabulary().tokens()).endsWith("ab", "abab");
    assertThat(training.summary())
        .isEqualTo("made 2 of 740 merged tokens: no other pair occurs 2 times in the corpus");
    assertThat(new BpeTrainer(BpeConfig.of(261)).train(Stream.of("abab")).summary())
        .isEqualTo("made 1 merged tokens from 1 distinct pieces");
  }

  @Test
  void a_corpus_without_text_is_refused() {
    var trainer = new BpeTrainer(BpeConfig.of(300));
    for (Stream<String> corpus : List.of(Stream.<String>of(), Stream.of("", ""))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> trainer.train(corpus))
          .withMessage("the corpus has no text");
    }
  }

  @Test
  void a_configuration_out_of_range_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BpeConfig.of(259))
        .withMessage(
            "vocabularySize must be at least 260 (4 special tokens and 256 bytes), was 259");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BpeConfig(300, 0, 1))
        .withMessage("minimumCount must be at least 1, was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BpeConfig(300, 2, 0))
        .withMessage("threads must be at least 1, was 0");
  }

  @Test
  void a_corpus_that_fails_ends_training_with_its_failure() {
    Stream<String> documents =
        IntStream.range(0, 1000).mapToObj(BpeTrainerTest::documentThatFailsAt500);
    assertThatIllegalStateException()
        .isThrownBy(() -> new BpeTrainer(new BpeConfig(300, 2, 3)).train(documents))
        .withMessage("document 500");
  }

  @Test
  void progress_goes_up_through_both_phases() {
    List<BpeProgress> reports = Collections.synchronizedList(new ArrayList<>());
    new BpeTrainer(new BpeConfig(600, 2, 2)).train(randomDocuments(600, 10).stream(), reports::add);
    assertThat(reports)
        .isSortedAccordingTo(
            Comparator.comparing(BpeProgress::phase).thenComparingLong(BpeProgress::done))
        .contains(
            new BpeProgress(BpeProgress.Phase.COUNTING, 600, OptionalLong.empty()),
            new BpeProgress(BpeProgress.Phase.MERGING, 340, OptionalLong.of(340)));
  }

  private static BpeVocabulary train(BpeConfig config, List<String> documents) {
    return new BpeTrainer(config).train(documents.stream()).vocabulary();
  }

  private static List<String> randomDocuments(int count, int parts) {
    var random = new RandomText(14);
    return IntStream.range(0, count).mapToObj(i -> random.next(parts)).toList();
  }

  private static String randomWords(Random random, int letters) {
    return IntStream.range(0, 30)
        .mapToObj(i ->
            random
                .ints(1 + random.nextInt(12), 'a', 'a' + letters)
                .mapToObj(Character::toString)
                .collect(Collectors.joining()))
        .collect(Collectors.joining(" "));
  }

  private static String documentThatFailsAt500(int document) {
    if (document == 500) {
      throw new IllegalStateException("document 500");
    }
    return "text " + document;
  }
}
