package dev.yoco4j.text.bpe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PieceCountsTest {
  @Test
  void counts_are_those_of_a_map() {
    var random = new Random(12);
    var counts = new PieceCounts();
    var common = new PieceCounts();
    Map<String, Long> expected = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      String piece = Integer.toString((int) Math.abs(random.nextGaussian() * 3000), 36) + "é日";
      counts.add(("x" + piece).toCharArray(), 1, 1 + piece.length(), 1);
      expected.merge(piece, 1L, Long::sum);
      if (counts.size() == 500) {
        common.addAll(counts);
        counts.clear();
      }
    }
    common.addAll(counts);
    Map<String, Long> actual = new HashMap<>();
    for (int i = 0; i < common.size(); i++) {
      actual.put(new String(common.utf8(i), StandardCharsets.UTF_8), common.count(i));
    }
    assertThat(actual).isEqualTo(expected).hasSize(common.size());
  }
}
