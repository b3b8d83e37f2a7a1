package dev.yoco4j.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PermutationTest {
  @Test
  void every_number_comes_exactly_once() {
    for (long size : sizes()) {
      long[] order = order(size, 7 * size);
      Arrays.sort(order);
      assertThat(order).isEqualTo(LongStream.range(0, size).toArray());
    }
  }

  @Test
  void the_seed_decides_the_order() {
    assertThat(order(1000, 1)).isEqualTo(order(1000, 1)).isNotEqualTo(order(1000, 2));
  }

  @Test
  void numbers_of_billions_need_no_table() {
    Permutation permutation = new Permutation(50_000_000_000L, 3);
    assertThat(LongStream.range(0, 100_000).map(permutation::apply).distinct())
        .hasSize(100_000)
        .allMatch(value -> value >= 0 && value < 50_000_000_000L);
  }

  @Test
  void all_places_are_about_equally_likely() {
    int size = 10;
    int seeds = 20_000;
    int[][] counts = new int[size][size];
    for (int seed = 0; seed < seeds; seed++) {
      long[] order = order(size, seed);
      for (int i = 0; i < size; i++) {
        counts[i][(int) order[i]]++;
      }
    }
    for (int[] row : counts) {
      for (int count : row) {
        assertThat(count).isBetween(1750, 2250);
      }
    }
  }

  private static long[] sizes() {
    return LongStream.concat(
            LongStream.rangeClosed(1, 70), LongStream.of(255, 256, 257, 1000, 4096, 4097))
        .toArray();
  }

  private static long[] order(long size, long seed) {
    Permutation permutation = new Permutation(size, seed);
    return LongStream.range(0, size).map(permutation::apply).toArray();
  }
}
