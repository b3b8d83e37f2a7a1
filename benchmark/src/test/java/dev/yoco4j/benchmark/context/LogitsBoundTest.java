package dev.yoco4j.benchmark.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;
import java.nio.DoubleBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LogitsBoundTest {
  private static DoubleBuffer of(double... logits) {
    return DoubleBuffer.wrap(logits);
  }

  @Test
  void the_distance_is_relative() {
    assertThat(LogitsBound.distance(of(3, 4), of(3, 4))).isZero();
    assertThat(LogitsBound.distance(of(3, 4), of(3, 4.5))).isEqualTo(0.1);
    assertThat(LogitsBound.distance(of(0, 0), of(0, 0))).isZero();
    assertThat(LogitsBound.distance(of(0, 0), of(0, 1))).isInfinite();
    assertThat(LogitsBound.distance(of(1, 0), of(1, Double.NaN))).isNaN();
  }

  @ParameterizedTest
  @EnumSource
  void a_cpu_repeats_every_bit(Precision precision) {
    LogitsBound bound = LogitsBound.on(Device.CPU, precision);
    assertThat(bound.allows(0)).isTrue();
    assertThat(bound.allows(Double.MIN_VALUE)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void a_gpu_may_round_elsewhere(Precision precision) {
    LogitsBound bound = LogitsBound.on(Device.CUDA, precision);
    assertThat(bound.allows(precision == Precision.BFLOAT16 ? 1e-2 : 1e-6)).isTrue();
    assertThat(bound.allows(1e-1)).isFalse();
    assertThat(bound.allows(Double.NaN)).isFalse();
  }
}
