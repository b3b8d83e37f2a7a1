package dev.yoco4j.model.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.yoco4j.model.matrix.WeightFormat;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.GrowingTensor;
import dev.yoco4j.torch.Precision;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryPlanTest {
  private static final long GIB = 1L << 30;
  private static final NumberFormats BFLOAT16 =
      new NumberFormats(Precision.BFLOAT16, WeightFormat.DENSE, KeyValueFormat.MODEL);
  private static final NumberFormats SMALL =
      new NumberFormats(Precision.FLOAT32, WeightFormat.INT4, KeyValueFormat.INT8);

  static List<String> presets() {
    return ModelPresets.names();
  }

  private static MemoryPlan plan(String preset, NumberFormats formats, long batch) {
    return new MemoryPlan(ModelPresets.named(preset), formats, batch);
  }

  @Test
  void the_3b_at_a_million_tokens() {
    MemoryUse use = plan("yoco-3b-gret", BFLOAT16, 1).at(1 << 20);
    assertThat(use.keyValues()).isEqualTo(4 * GIB);
    assertThat(use.states()).isEqualTo(13L * 24 * 128 * 128 * 4);
    assertThat(use.weights()).isEqualTo(2 * (2_828_967_936L + 2 * 100_288L * 3072 + 54L * 3072));
    assertThat(use.total())
        .isEqualTo(use.weights() + use.keyValues() + use.room() + use.states() + use.activations());
    assertThat(use.room()).isEqualTo(4 * GIB / 64 + 2 * 65_536);
  }

  @Test
  void the_transformer_keeps_26_times_as_much_a_token() {
    MemoryUse use = plan("transformer-3b", BFLOAT16, 1).at(1 << 20);
    assertThat(use.keyValues()).isEqualTo(26 * 4 * GIB);
    assertThat(use.states()).isZero();
  }

  @Test
  void sequences_share_the_weights_alone() {
    MemoryUse one = plan("yoco-3b-gret", BFLOAT16, 1).at(1 << 20);
    MemoryUse seven = plan("yoco-3b-gret", BFLOAT16, 7).at(1 << 20);
    assertThat(seven.weights()).isEqualTo(one.weights());
    assertThat(seven.keyValues()).isEqualTo(7 * one.keyValues());
    assertThat(seven.states()).isEqualTo(7 * one.states());
    assertThat(seven.room()).isEqualTo(7 * one.room());
  }

  @Test
  void one_prompt_passes_at_a_time_however_many_sequences_there_are() {
    MemoryUse one = plan("yoco-3b-gret", BFLOAT16, 1).at(1 << 20);
    MemoryUse seven = plan("yoco-3b-gret", BFLOAT16, 7).at(1 << 20);
    assertThat(seven.activations() - one.activations()).isEqualTo(6 * one.states());
    assertThat(plan("transformer-3b", BFLOAT16, 7).at(1 << 20).activations())
        .isEqualTo(plan("transformer-3b", BFLOAT16, 1).at(1 << 20).activations());
  }

  @ParameterizedTest
  @MethodSource("presets")
  void the_longest_context_fits_and_one_position_more_does_not(String preset) {
    for (NumberFormats formats : List.of(BFLOAT16, SMALL)) {
      MemoryPlan plan = plan(preset, formats, 2);
      for (long memory : List.of(64L << 20, GIB, 16 * GIB, 80 * GIB + 1)) {
        long longest = plan.longestContext(memory);
        if (longest > 0) {
          assertThat(plan.at(longest).total()).isLessThanOrEqualTo(memory);
        }
        assertThat(plan.at(longest + 1).total()).isGreaterThan(memory);
      }
    }
  }

  @Test
  void a_model_that_does_not_fit_has_no_context() {
    MemoryPlan plan = plan("yoco-3b-gret", BFLOAT16, 1);
    assertThat(plan.longestContext(plan.weights().total())).isZero();
    assertThat(plan.longestContext(plan.at(1).total() - 1)).isZero();
    assertThat(plan.longestContext(plan.at(1).total())).isEqualTo(1);
  }

  @Test
  void more_than_can_be_counted_is_said() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan("transformer-13b", BFLOAT16, 1L << 40).at(1L << 40))
        .withMessageContaining("more bytes than can be counted");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan("yoco-tiny-gret", BFLOAT16, 1).at(0))
        .withMessage("context must be at least 1, was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan("yoco-tiny-gret", BFLOAT16, 0))
        .withMessage("batch must be at least 1, was 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"yoco-3b-gret", "yoco-160m-swa", "transformer-3b"})
  void a_gpu_takes_longer_segments_and_larger_pages(String preset) {
    MemoryPlan host = plan(preset, BFLOAT16, 3);
    MemoryPlan gpu = new MemoryPlan(host.config(), host.formats(), 3, Device.CUDA);
    assertThat(gpu.prefillSegment())
        .isEqualTo(PrefillSegment.positions(host.config(), Device.CUDA))
        .isGreaterThan(host.prefillSegment());
    MemoryUse there = gpu.at(100_000);
    MemoryUse here = host.at(100_000);
    assertThat(there.room() - here.room())
        .isEqualTo(3 * GrowingTensor.gpuExtra(host.past().growing()));
    assertThat(there.activations()).isGreaterThan(here.activations());
    assertThat(there.weights()).isEqualTo(here.weights());
    assertThat(there.keyValues()).isEqualTo(here.keyValues());
  }
}
