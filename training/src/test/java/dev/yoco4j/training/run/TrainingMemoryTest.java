package dev.yoco4j.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.yoco4j.model.accounting.ParameterCount;
import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.training.TrainingConfig;
import dev.yoco4j.training.recipe.TrainingPresets;
import dev.yoco4j.training.recipe.TrainingRecipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingMemoryTest {
  private static final double GIB = 1L << 30;

  private static TrainingMemory of(String preset) {
    TrainingRecipe recipe = TrainingPresets.named(preset);
    return TrainingMemory.of(recipe.model(), recipe.training(), Device.CPU);
  }

  @Test
  void a_model_that_no_machine_here_holds_is_refused_with_numbers_and_a_way_out() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TrainingMemory(1L << 50, 0).requireAvailable(Device.CPU))
        .withMessageContaining("1048576.0 GiB for weights and optimizer")
        .withMessageContaining("--preset");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TrainingMemory(0, 1L << 50).requireAvailable(Device.CPU))
        .withMessageContaining("--batch-size");
  }

  @Test
  void a_float32_model_takes_16_bytes_a_parameter_before_its_activations() {
    assertThat(of("yoco-30m-gret").weightBytes())
        .isEqualTo(ParameterCount.of(TrainingPresets.named("yoco-30m-gret").model()).total() * 16);
  }

  @Test
  void recomputing_activations_takes_less() {
    TrainingRecipe recipe = TrainingPresets.named("yoco-30m-gret");
    var kept = recipe.training();
    var recomputed =
        new TrainingConfig(
            kept.sequenceLength(),
            kept.batchSize(),
            kept.accumulation(),
            kept.optimizer(),
            kept.schedule(),
            kept.precision(),
            true,
            kept.seed(),
            kept.validationFraction());
    assertThat(TrainingMemory.of(recipe.model(), recomputed, Device.CPU).activationBytes())
        .isLessThan(TrainingMemory.of(recipe.model(), kept, Device.CPU).activationBytes() / 2);
  }

  private static TrainingConfig bfloat16(int batch, int length, boolean recompute) {
    var any = TrainingPresets.named("yoco-30m-gret").training();
    return new TrainingConfig(
        length,
        batch,
        1,
        any.optimizer(),
        any.schedule(),
        Precision.BFLOAT16,
        recompute,
        any.seed(),
        any.validationFraction());
  }

  private static double gib(String preset, int batch, int length, boolean recompute) {
    TrainingConfig training = bfloat16(batch, length, recompute);
    return TrainingMemory.of(ModelPresets.named(preset), training, Device.CUDA).bytes() / GIB;
  }

  /// Peaks of yoco bench train on an H200; docs/performance has the page.
  @ParameterizedTest
  @CsvSource({
    "yoco-1.4b-gret,8,2048,false,61.1",
    "yoco-1.4b-swa,8,2048,false,49.4",
    "transformer-1.4b,8,2048,false,49.0",
    "yoco-160m-gret,1,65536,true,10.5"
  })
  void a_gpus_estimate_is_what_was_measured_there(
      String preset, int batch, int length, boolean recompute, double measured) {
    assertThat(gib(preset, batch, length, recompute)).isCloseTo(measured, withinPercentage(5));
  }
}
