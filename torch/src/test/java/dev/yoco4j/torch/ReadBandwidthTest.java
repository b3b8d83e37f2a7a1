package dev.yoco4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadBandwidthTest {
  /// From a slow disk's to more than any machine's: a wrong unit falls outside.
  @Test
  void memory_is_read_at_a_believable_rate() {
    assertThat(ReadBandwidth.bytesPerSecond(Device.CPU)).isBetween(1e8, 2e13);
  }
}
