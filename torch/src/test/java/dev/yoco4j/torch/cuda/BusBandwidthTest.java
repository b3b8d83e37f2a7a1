package dev.yoco4j.torch.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.torch.Device;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BusBandwidthTest {
  @Test
  void a_processor_has_no_bus() {
    assertThat(BusBandwidth.bytesPerSecond(Device.CPU)).isEmpty();
  }

  /// From the first generation's to more than any machine's: a wrong unit falls outside.
  @Tag("cuda")
  @Test
  void a_gpu_is_reached_at_a_believable_rate() {
    GpuTests.assumeUsable();
    assertThat(BusBandwidth.bytesPerSecond(Device.CUDA).orElseThrow()).isBetween(1e9, 1e13);
  }
}
