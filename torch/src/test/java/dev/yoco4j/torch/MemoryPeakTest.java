package dev.yoco4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.ones;

import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class MemoryPeakTest {
  private static final long NUMBERS = 32L << 20;
  private static final long BYTES = NUMBERS * Float.BYTES;

  @Test
  void what_is_gone_again_counts_and_what_was_before_does_not() {
    // The system may take back other memory of the process meanwhile, so the most of a few counts.
    long before = LongStream.generate(MemoryPeakTest::grown).limit(5).max().orElseThrow();
    ResidentPeak nothing = ResidentPeak.begin();
    Assumptions.assumeTrue(nothing.before().isPresent(), "this system does not tell");
    assertThat(before).isGreaterThan(BYTES * 9 / 10);
    assertThat(nothing.grownBytes().orElseThrow()).isLessThan(BYTES / 2);
  }

  @Test
  void where_the_system_does_not_tell_nothing_is_made_up() {
    assertThat(new ResidentPeak(OptionalLong.empty()).grownBytes()).isEmpty();
  }

  private static long grown() {
    MemoryPeak peak = MemoryPeak.begin(Device.CPU);
    try (Scope _ = Scope.open()) {
      Tensor _ = ones(NUMBERS);
    }
    return peak.grownBytes().orElse(0);
  }
}
