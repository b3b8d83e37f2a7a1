package dev.yoco4j.model.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.yoco4j.testkit.Tolerances;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineMathTest {
  private static final int TO = 3;
  private static final int FROM = 5;
  private final Random random = new Random(9);
  private final float[] x = {9, 9, 9, 9, 9, 0.5f, -1.25f, 3, 0.125f, 9};

  @ParameterizedTest
  @ValueSource(ints = {1, 15, 16, 100, 1024})
  void eight_bits_are_sums_over_four_inputs(int width) {
    byte[] lines = new byte[7 + 4 * width];
    random.nextBytes(lines);
    float[] y = new float[TO + width + 2];
    LineMath.addInt8(MemorySegment.ofArray(lines), 7, width, x, FROM, y, TO);
    for (int o = 0; o < width; o++) {
      double want = 0;
      for (int i = 0; i < 4; i++) {
        want += (double) x[FROM + i] * lines[7 + i * width + o];
      }
      assertThat((double) y[TO + o]).isCloseTo(want, within(500 * Tolerances.FORWARD));
    }
    assertThat(y[TO - 1]).isZero();
    assertThat(y[TO + width]).isZero();
  }

  @Test
  void four_bits_are_every_pair_of_integers() {
    int width = 15 * 15;
    byte[] lines = new byte[2 * width];
    float[] y = new float[TO + width];
    for (int o = 0; o < width; o++) {
      lines[o] = (byte) (o % 15 - 7 + 16 * (o / 15 - 7));
      lines[width + o] = (byte) (o / 15 - 7 + 16 * (o % 15 - 7));
    }
    LineMath.addInt4(MemorySegment.ofArray(lines), 0, width, x, FROM, y, TO);
    for (int o = 0; o < width; o++) {
      double low = o % 15 - 7;
      double high = o / 15 - 7;
      double want = x[FROM] * low + x[FROM + 1] * high + x[FROM + 2] * high + x[FROM + 3] * low;
      assertThat((double) y[TO + o]).isCloseTo(want, within(30 * Tolerances.FORWARD));
    }
  }

  @Test
  void steps_convert_and_become_numbers() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment factors = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 2, 8, 4, 2);
      float[] y = {1, 3, 5};
      LineMath.convert(factors, 0, 8, 2, y, 1);
      assertThat(y).containsExactly(1, 1.5f, 20);
      LineMath.multiply(factors, 8, 2, y, 1);
      assertThat(y).containsExactly(1, 6, 40);
      LineMath.add(y, 1, factors, 4, 2);
      assertThat(factors.toArray(ValueLayout.JAVA_FLOAT)).containsExactly(2, 14, 44, 2);
    }
  }
}
