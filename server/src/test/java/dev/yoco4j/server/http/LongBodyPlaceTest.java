package dev.yoco4j.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LongBodyPlaceTest {
  private static final int LONG = LongBodyPlace.LONG_BYTES + 1;
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(30);

  private static LongBodyPlace place(Duration patience, int bytes) {
    LongBodyPlace place = new LongBodyPlace(patience);
    place.need(bytes);
    return place;
  }

  @Test
  void a_third_long_body_waits_for_one_of_two() throws Exception {
    CompletableFuture<LongBodyPlace> third;
    try (LongBodyPlace _ = place(LONG_ENOUGH, LONG)) {
      try (LongBodyPlace second = place(LONG_ENOUGH, LONG)) {
        second.need(2 * LONG); // has its place already
        third = CompletableFuture.supplyAsync(() -> place(LONG_ENOUGH, LONG));
        assertThatThrownBy(() -> place(Duration.ofMillis(20), LONG))
            .isInstanceOfSatisfying(
                ApiError.class,
                refused -> {
                  assertThat(refused.status()).isEqualTo(503);
                  assertThat(refused.retrySeconds()).hasValue(1);
                });
        assertThat(third).isNotDone();
      }
      third.get(LONG_ENOUGH.toSeconds(), TimeUnit.SECONDS).close();
    }
    place(Duration.ZERO, LONG).close();
    place(Duration.ZERO, LONG).close();
  }

  @Test
  void short_bodies_never_wait() {
    try (LongBodyPlace _ = place(LONG_ENOUGH, LONG);
        LongBodyPlace _ = place(LONG_ENOUGH, LONG)) {
      assertThatNoException()
          .isThrownBy(() -> place(Duration.ZERO, LongBodyPlace.LONG_BYTES).close());
    }
  }
}
