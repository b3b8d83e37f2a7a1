package dev.yoco4j.benchmark.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.torch.Precision;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LimitsTest {
  private static final ModelConfig CONFIG = ModelPresets.named("transformer-tiny");
  private static final Precision FLOAT32 = Precision.FLOAT32;
  private static final long ENOUGH = 1L << 40;
  private static final long MIB = 1L << 20;

  private final Floors floors = new Floors(CONFIG, FLOAT32, new Ceilings(1e9, 1e9));
  private Pace pace = new Pace(floors);

  @BeforeEach
  void four_times_the_floors() {
    pace = new Pace(floors);
    pace.prefilled(64, 4 * floors.prefillSeconds(64), use(300 * MIB));
    pace.decoded(64, 1, 4 * floors.decodeSeconds(64, 1));
  }

  private static MemoryUse use(long rest) {
    return new MemoryUse(OptionalLong.of(rest), 0, 0, 0);
  }

  @Test
  void a_length_is_skipped_when_its_time_at_the_pace_so_far_exceeds_the_limit() {
    double expected = 4 * floors.prefillSeconds(1 << 16);
    assertThat(new Limits(expected * 1.01, () -> ENOUGH).onLength(CONFIG, FLOAT32, pace, 1 << 16))
        .isEmpty();
    assertThat(new Limits(expected * 0.99, () -> ENOUGH).onLength(CONFIG, FLOAT32, pace, 1 << 16))
        .hasValueSatisfying(reason ->
            assertThat(reason).contains("its prefill would take about", "s by the pace so far"));
  }

  @Test
  void a_length_is_skipped_when_its_past_does_not_fit() {
    long past = 4L * 256 * ((1 << 20) + DecodeSteps.POSITIONS);
    Limits limits = new Limits(1e9, () -> past + 300 * MIB);
    assertThat(limits.onLength(CONFIG, FLOAT32, pace, 1 << 20))
        .hasValue("it needs about 1.31 GiB, 1.29 GiB of memory is available");
    assertThat(limits.onLength(CONFIG, FLOAT32, pace, 1 << 19)).isEmpty();
  }

  @Test
  void memory_beside_weights_and_past_goes_on_growing() {
    assertThat(pace.restBytes(1 << 20)).isEqualTo(300 * MIB);
    pace.prefilled(128, 1, use(364 * MIB));
    assertThat(pace.restBytes(256)).isEqualTo((364 + 128) * MIB);
    pace.prefilled(512, 1, use(10 * MIB));
    assertThat(pace.restBytes(1024)).isEqualTo(256 * MIB);
  }

  @Test
  void a_batch_is_skipped_for_time_and_for_memory() {
    double expected = 8 * 4 * floors.decodeSeconds(1024, 1000);
    Limits slow = new Limits(expected * 0.99, () -> ENOUGH);
    assertThat(slow.onBatch(CONFIG, FLOAT32, pace, 1024, 1000).orElse(""))
        .startsWith("its steps would take about");
    assertThat(slow.onBatch(CONFIG, FLOAT32, pace, 1024, 900)).isEmpty();
    Limits small = new Limits(expected * 1.01, () -> 600 * MIB);
    assertThat(small.onBatch(CONFIG, FLOAT32, pace, 1024, 1000).orElse(""))
        .startsWith("it needs about 1.");
  }

  @Test
  void the_largest_batch_is_the_last_power_of_two_that_fits() {
    Limits limits = new Limits(1e9, () -> 1000 * MIB);
    long batch = limits.largestBatch(CONFIG, FLOAT32, pace, 1024);
    assertThat(Long.bitCount(batch)).isOne();
    Limits sparing = new Limits(1e9, () -> 800 * MIB);
    assertThat(sparing.onBatch(CONFIG, FLOAT32, pace, 1024, batch)).isEmpty();
    assertThat(sparing.onBatch(CONFIG, FLOAT32, pace, 1024, 2 * batch)).isPresent();
    assertThat(new Limits(1e9, () -> 1).largestBatch(CONFIG, FLOAT32, pace, 1024)).isOne();
  }

  @Test
  void weights_that_do_not_fit_are_not_loaded() {
    BenchmarkModel model = BenchmarkModel.random("large", ModelPresets.named("yoco-13b-gret"), 1);
    Limits limits = new Limits(1, () -> 8L << 30);
    assertThat(limits.onWeights(model, Precision.BFLOAT16).orElse(""))
        .startsWith("its weights need about 2")
        .endsWith(" GiB, 8.00 GiB of memory is available");
    assertThat(new Limits(1, () -> ENOUGH).onWeights(model, Precision.BFLOAT16)).isEmpty();
  }
}
