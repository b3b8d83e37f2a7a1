package dev.yoco4j.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.yoco4j.model.accounting.ParameterCount;
import dev.yoco4j.torch.Device;
import dev.yoco4j.training.TrainingConfig;
import dev.yoco4j.training.recipe.TrainingPresets;
import dev.yoco4j.training.recipe.TrainingRecipe;
import org.junit.jupiter.api.Test;

class TrainingMemoryTest {
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
}
