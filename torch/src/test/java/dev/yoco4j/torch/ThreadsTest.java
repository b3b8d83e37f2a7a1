package dev.yoco4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ThreadsTest {
  private final int before = torch.get_num_threads();

  @BeforeEach
  void allowThree() {
    torch.set_num_threads(3);
  }

  @AfterEach
  void putThreadsBack() {
    torch.set_num_threads(before);
  }

  @Test
  void a_limit_is_libtorchs_alone_and_ends_with_its_scope() {
    try (Threads _ = Threads.atMost(1)) {
      assertThat(torch.get_num_threads()).isEqualTo(1);
      assertThat(Parts.most()).isEqualTo(3);
      assertThat(Threads.areLimited()).isTrue();
      try (Threads _ = Threads.atMost(2)) {
        assertThat(torch.get_num_threads()).as("never more than the outer limit").isEqualTo(1);
      }
      assertThat(Threads.areLimited()).isTrue();
    }
    assertThat(torch.get_num_threads()).isEqualTo(3);
    assertThat(Threads.areLimited()).isFalse();
  }
}
