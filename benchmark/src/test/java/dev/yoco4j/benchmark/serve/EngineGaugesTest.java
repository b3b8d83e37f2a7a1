package dev.yoco4j.benchmark.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EngineGaugesTest {
  private static final String METRICS =
      """
      # HELP yoco_past_bytes Memory of all contexts
      # TYPE yoco_past_bytes gauge
      yoco_past_bytes 2.5E7
      yoco_past_limit_bytes 9.3E7
      yoco_past_reserved_bytes 0.0
      yoco_requests_rejected_total{status="400"} 5.0
      yoco_requests_running 0.0
      yoco_requests_waiting 0.0
      yoco_snapshots 3.0
      """;

  @Test
  void gauges_are_read_from_the_text() {
    EngineGauges gauges = EngineGauges.read(METRICS);
    assertThat(gauges).isEqualTo(new EngineGauges(0, 0, 25_000_000, 0, 93_000_000, 3));
    assertThat(gauges.isIdle()).isTrue();
  }

  @Test
  void who_holds_more_than_snapshots_is_not_idle() {
    assertThat(new EngineGauges(1, 0, 0, 0, 9, 0).isIdle()).isFalse();
    assertThat(new EngineGauges(0, 1, 0, 0, 9, 0).isIdle()).isFalse();
    assertThat(new EngineGauges(0, 0, 0, 1, 9, 0).isIdle()).isFalse();
    assertThat(new EngineGauges(0, 0, 10, 0, 9, 0).isIdle()).isFalse();
  }

  @Test
  void a_missing_one_is_named() {
    assertThatThrownBy(() -> EngineGauges.read("yoco_requests_running 1.0\n"))
        .hasMessage("the server's /metrics have no yoco_requests_waiting");
  }
}
