package dev.yoco4j.inference.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.yoco4j.inference.ScoredToken;
import dev.yoco4j.inference.ScoredToken.Alternative;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogitRowTest {
  private static final double CLOSE = 1e-12;

  @Test
  void probabilities_of_all_tokens_are_the_softmax() {
    float[] logits = {9, 9, 9, 1, 0, 2, -1, 5};
    LogitRow row = new LogitRow(logits, 1, 4, 4);
    double sum = Math.exp(0) + Math.exp(2) + Math.exp(-1) + Math.exp(5);
    for (int token = 0; token < 4; token++) {
      double wanted = logits[4 + token] - Math.log(sum);
      assertThat(row.score(token, 0).logProbability()).isCloseTo(wanted, within(CLOSE));
    }
  }

  @Test
  void large_logits_do_not_overflow() {
    LogitRow row = new LogitRow(new float[] {3e38f, 3e38f, -3e38f}, 0, 3, 3);
    assertThat(row.score(1, 0).logProbability()).isCloseTo(-Math.log(2), within(CLOSE));
    assertThat(row.score(2, 0).logProbability()).isLessThan(-1e38);
  }

  @Test
  void alternatives_are_the_likeliest_and_equal_ones_come_by_id() {
    LogitRow row = new LogitRow(new float[] {1, 3, 0, 3, 2, 3, 1}, 0, 7, 7);
    ScoredToken score = row.score(5, 5);
    assertThat(score.alternatives()).extracting(Alternative::token).containsExactly(1, 3, 5, 4, 0);
    assertThat(score.mostLikely()).isTrue();
    assertThat(score.alternatives().get(2).logProbability()).isEqualTo(score.logProbability());
    assertThat(row.score(4, 0).mostLikely()).isFalse();
  }

  @Test
  void alternatives_agree_with_sorting() {
    SplittableRandom random = new SplittableRandom(5);
    for (int trial = 0; trial < 200; trial++) {
      int size = 1 + random.nextInt(40);
      float[] logits = new float[size];
      IntStream.range(0, size).forEach(i -> logits[i] = random.nextInt(6));
      int[] wanted =
          IntStream.range(0, size)
              .boxed()
              .sorted((a, b) -> Float.compare(logits[b], logits[a]))
              .mapToInt(Integer::intValue)
              .limit(20)
              .toArray();
      assertThat(new LogitRow(logits, 0, size, size).score(0, 20).alternatives())
          .extracting(Alternative::token)
          .containsExactly(IntStream.of(wanted).boxed().toArray(Integer[]::new));
    }
  }

  @Test
  void tokens_without_text_count_and_are_no_alternatives() {
    LogitRow row = new LogitRow(new float[] {0, 1, 1}, 0, 3, 2);
    assertThat(row.score(1, 20).alternatives())
        .extracting(Alternative::token)
        .containsExactly(1, 0);
    assertThat(row.score(1, 0).logProbability())
        .isCloseTo(1 - Math.log(1 + 2 * Math.E), within(CLOSE));
    assertThat(row.score(1, 0).mostLikely()).isTrue();
  }

  @Test
  void what_is_no_number_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LogitRow(new float[] {1, Float.NaN}, 0, 2, 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LogitRow(new float[] {1, Float.POSITIVE_INFINITY}, 0, 2, 2));
  }
}
