package dev.yoco4j.inference.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Each cut against its definition over all tokens, sorted.
class CandidatesTest {
  private static List<float[]> rows() {
    SplittableRandom random = new SplittableRandom(5);
    List<float[]> rows = new ArrayList<>();
    for (int size : new int[] {1, 2, 3, 10, 257, 1000}) {
      float[] normal = new float[size];
      float[] coarse = new float[size];
      float[] rising = new float[size];
      for (int i = 0; i < size; i++) {
        normal[i] = (float) (3 * random.nextGaussian());
        coarse[i] = random.nextInt(3);
        rising[i] = i / 50f;
      }
      rows.addAll(List.of(normal, coarse, rising, new float[size]));
    }
    return rows;
  }

  private static Candidates all(float[] logits) {
    Candidates candidates = new Candidates();
    candidates.reset(logits);
    return candidates;
  }

  private static Candidates weighed(float[] logits, double temperature) {
    Candidates candidates = all(logits);
    candidates.weigh(highest(logits), temperature);
    return candidates;
  }

  private static float highest(float[] logits) {
    return (float)
        IntStream.range(0, logits.length).mapToDouble(i -> logits[i]).max().orElseThrow();
  }

  private static int[] sorted(float[] logits) {
    return IntStream.range(0, logits.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -logits[i]).thenComparing(i -> i))
        .mapToInt(i -> i)
        .toArray();
  }

  @Test
  void top_k_keeps_the_k_most_likely_and_of_equal_ones_the_lowest() {
    for (float[] logits : rows()) {
      for (int k : new int[] {1, 2, 7, 100, 999, 1000, 5000}) {
        Candidates candidates = all(logits);
        candidates.keepMostLikely(k);
        int[] want = Arrays.copyOf(sorted(logits), Math.min(k, logits.length));
        assertThat(candidates.kept()).containsExactlyInAnyOrder(want);
      }
    }
  }

  @Test
  void top_p_keeps_the_fewest_that_are_likely_enough_together() {
    for (float[] logits : rows()) {
      for (double share : new double[] {1e-9, 0.1, 0.5, 0.9, 0.999}) {
        Candidates candidates = weighed(logits, 0.7);
        candidates.keepShare(share);
        assertThat(candidates.kept()).containsExactlyInAnyOrder(nucleus(logits, 0.7, share));
      }
    }
  }

  private static int[] nucleus(float[] logits, double temperature, double share) {
    int[] order = sorted(logits);
    double[] weights =
        IntStream.of(order)
            .mapToDouble(i -> Math.exp((logits[i] - (double) logits[order[0]]) / temperature))
            .toArray();
    double left = share * Arrays.stream(weights).sum();
    int count = 0;
    while (count < order.length && left > 1e-9) { // sums in another order differ in late digits
      left -= weights[count++];
    }
    return Arrays.copyOf(order, Math.max(1, count));
  }

  @Test
  void min_p_keeps_those_that_are_likely_enough_beside_the_most_likely() {
    for (float[] logits : rows()) {
      for (double part : new double[] {1e-6, 0.05, 0.5, 1}) {
        Candidates candidates = weighed(logits, 1);
        candidates.keepWeight(part);
        double lowest = highest(logits) + Math.log(part);
        int[] want = IntStream.range(0, logits.length).filter(i -> logits[i] >= lowest).toArray();
        assertThat(candidates.kept()).containsExactlyInAnyOrder(want);
      }
    }
  }

  @Test
  void cuts_one_after_the_other_work_on_what_is_left() {
    float[] logits = {0, 3, 1, 2, -1};
    Candidates candidates = all(logits);
    candidates.keepMostLikely(3);
    candidates.weigh(3, 1);
    candidates.keepShare(0.9); // of 1 + e^-1 + e^-2, not of all
    assertThat(candidates.kept()).containsExactlyInAnyOrder(1, 3);
    candidates.keepWeight(0.5);
    assertThat(candidates.kept()).containsExactly(1);
  }
}
