package dev.yoco4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.yoco4j.testkit.Tolerances;
import dev.yoco4j.torch.Device;
import java.util.List;

/// Losses of two trainings that do the same.
public final class Losses {
  private Losses() {}

  /// Requires the same losses: on the CPU bit for bit.
  ///
  /// A GPU adds some gradients up in the order in which its threads come, and early updates are
  /// near the sign of a gradient, whatever its size, so rounding grows: there the bound is that of
  /// bfloat16 in either precision.
  public static void assertSame(Device device, List<Double> got, List<Double> want) {
    switch (device) {
      case CPU -> assertThat(got).isEqualTo(want);
      case CUDA -> assertNear(got, want);
    }
  }

  static void assertNear(List<Double> got, List<Double> want) {
    assertThat(got).hasSameSizeAs(want);
    for (int i = 0; i < want.size(); i++) {
      assertThat(got.get(i))
          .as("step %d", i + 1)
          .isCloseTo(want.get(i), withinPercentage(100 * Tolerances.BFLOAT16));
    }
  }
}
