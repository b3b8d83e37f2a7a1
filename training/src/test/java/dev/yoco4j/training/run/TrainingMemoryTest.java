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

  private static TrainingConfig bfloat16(
      int batch, int length, int accumulation, boolean recompute) {
    var any = TrainingPresets.named("yoco-30m-gret").training();
    return new TrainingConfig(
        length,
        batch,
        accumulation,
        any.optimizer(),
        any.schedule(),
        Precision.BFLOAT16,
        recompute,
        any.seed(),
        any.validationFraction());
  }

  private static double gib(String preset, int batch, int length, boolean recompute) {
    TrainingConfig training = bfloat16(batch, length, 1, recompute);
    return TrainingMemory.of(ModelPresets.named(preset), training, Device.CUDA).bytes() / GIB;
  }

  /// Peaks of yoco bench train on an H200; docs/performance has the page.
  @ParameterizedTest
  @CsvSource({
    "yoco-1.4b-gret,8,2048,false,61.1",
    "yoco-1.4b-swa,8,2048,false,49.4",
    "transformer-1.4b,8,2048,false,49.0",
    "yoco-3b-gret,8,2048,false,108.3",
    "yoco-3b-swa,8,2048,false,89.5",
    "transformer-3b,8,2048,false,87.3",
    "yoco-160m-gret,16,2048,false,18.6",
    "yoco-160m-swa,16,2048,false,14.4",
    "transformer-160m,16,2048,false,14.0",
    "yoco-160m-gret,1,65536,false,36.9",
    "yoco-160m-gret,1,65536,true,10.5"
  })
  void a_gpus_estimate_is_what_was_measured_there(
      String preset, int batch, int length, boolean recompute, double measured) {
    assertThat(gib(preset, batch, length, recompute)).isCloseTo(measured, withinPercentage(5));
  }

  /// An H200 has 139 GiB to give.
  @Test
  void a_gpu_is_given_what_fits_and_spared_what_does_not() {
    assertThat(gib("yoco-3b-gret", 8, 2048, false)).isLessThan(139);
    assertThat(gib("yoco-3b-gret", 4, 4096, false)).isLessThan(139);
    assertThat(gib("yoco-3b-gret", 16, 2048, false)).isGreaterThan(139);
    assertThat(gib("yoco-3b-gret", 16, 2048, true)).isLessThan(139);
  }

  @Test
  void sums_of_gradients_over_several_passes_are_there_while_one_runs() {
    TrainingConfig once = bfloat16(8, 2048, 1, false);
    TrainingConfig twice = bfloat16(8, 2048, 2, false);
    var model = ModelPresets.named("yoco-160m-swa");
    assertThat(
            TrainingMemory.of(model, twice, Device.CUDA).bytes()
                - TrainingMemory.of(model, once, Device.CUDA).bytes())
        .isEqualTo(ParameterCount.of(model).total() * Float.BYTES);
  }
}
