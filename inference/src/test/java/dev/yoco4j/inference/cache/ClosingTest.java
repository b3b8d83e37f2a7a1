package dev.yoco4j.inference.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosingTest {
  private static Runnable failing(String message) {
    return () -> {
      throw new IllegalStateException(message);
    };
  }

  @Test
  void all_is_closed_in_order_and_the_first_failure_has_the_others() {
    List<String> closed = new ArrayList<>();
    List<Runnable> closings =
        List.of(() -> closed.add("a"), failing("b"), () -> closed.add("c"), failing("d"));
    assertThatThrownBy(() -> Closing.all(closings))
        .hasMessage("b")
        .satisfies(e ->
            assertThat(e.getSuppressed()).extracting(Throwable::getMessage).containsExactly("d"));
    assertThat(closed).containsExactly("a", "c");
  }
}
