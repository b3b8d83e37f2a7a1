package dev.yoco4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartsTest {
  private final int before = torch.get_num_threads();

  @AfterEach
  void putThreadsBack() {
    torch.set_num_threads(before);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 17})
  void each_part_runs_once(int parts) {
    torch.set_num_threads(3);
    for (int round = 0; round < 200; round++) {
      AtomicIntegerArray times = new AtomicIntegerArray(parts);
      Parts.run(parts, times::incrementAndGet);
      for (int part = 0; part < parts; part++) {
        assertThat(times.get(part)).isEqualTo(1);
      }
    }
  }

  @Test
  void work_inside_work_runs_too() {
    torch.set_num_threads(2);
    AtomicIntegerArray times = new AtomicIntegerArray(4);
    Parts.run(2, outer -> Parts.run(2, inner -> times.incrementAndGet(2 * outer + inner)));
    assertThat(times.toString()).isEqualTo("[1, 1, 1, 1]");
  }

  @Test
  void a_part_that_fails_fails_the_whole() {
    torch.set_num_threads(2);
    assertThatThrownBy(() ->
            Parts.run(
                2,
                part -> {
                  if (part == 1) {
                    throw new IllegalArgumentException("part one");
                  }
                }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("part one");
    AtomicIntegerArray times = new AtomicIntegerArray(2);
    Parts.run(2, times::incrementAndGet);
    assertThat(times.toString()).isEqualTo("[1, 1]");
  }
}
