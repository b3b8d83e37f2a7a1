package dev.yoco4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.testkit.EachDevice;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.MachineMemory;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.cuda.CudaMemory;
import dev.yoco4j.training.data.TokenSequences;
import dev.yoco4j.training.optimizer.AdamWConfig;
import dev.yoco4j.training.schedule.Schedule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EachDevice
class TrainerTest {
  private final Device device;

  @TempDir private Path folder = Path.of("");

  TrainerTest(Device device) {
    this.device = device;
  }

  private static TrainingConfig config(Precision precision, int accumulation) {
    return new TrainingConfig(
        32,
        2,
        accumulation,
        AdamWConfig.withLearningRate(3e-3),
        new Schedule.Cosine(2, 0.1),
        precision,
        false,
        7,
        0);
  }

  private LanguageModel model(String preset, Precision precision) {
    return LanguageModel.build(ModelPresets.named(preset), Parameters.random(5, precision, device));
  }

  private List<Double> losses(String preset, TrainingConfig config, int steps) {
    List<Double> losses = new ArrayList<>();
    TokenSequences data = Tokens.repeating(folder, config.sequenceLength());
    try (LanguageModel model = model(preset, config.precision());
        Trainer trainer = new Trainer(model, data, config, new Budget.Steps(steps))) {
      while (!trainer.finished()) {
        losses.add(((TrainingEvent.Stepped) trainer.step()).loss());
      }
    }
    return losses;
  }

  @ParameterizedTest
  @CsvSource({
    "yoco-tiny-gret,FLOAT32",
    "yoco-tiny-swa,FLOAT32",
    "transformer-tiny,FLOAT32",
    "yoco-tiny-gret,BFLOAT16",
    "yoco-tiny-swa,BFLOAT16"
  })
  void a_model_learns_a_text_that_repeats(String preset, Precision precision) {
    List<Double> losses = losses(preset, config(precision, 1), 40);
    assertThat(losses.getFirst()).isBetween(5.5, 8.0);
    assertThat(losses.getLast()).isLessThan(losses.getFirst() / 2);
  }

  @Test
  void the_same_seed_gives_the_same_losses() {
    TrainingConfig config = config(Precision.FLOAT32, 2);
    Losses.assertSame(
        device, losses("yoco-tiny-gret", config, 6), losses("yoco-tiny-gret", config, 6));
  }

  @Test
  void a_step_that_is_not_finite_changes_no_weight_and_too_many_end_the_run() {
    TrainingConfig config = config(Precision.FLOAT32, 1);
    try (LanguageModel model = model("yoco-tiny-gret", Precision.FLOAT32)) {
      Tensor norm = model.parameters().get("model.norm.weight");
      try (NoGrad _ = NoGrad.open()) {
        norm.fill_(new Scalar(Double.NaN));
      }
      Tensor embeddings = model.parameters().get("model.embeddings.weight").clone();
      try (Trainer trainer =
          new Trainer(model, Tokens.repeating(folder, 32), config, new Budget.Steps(100))) {
        assertThat(trainer.step()).isInstanceOf(TrainingEvent.Skipped.class);
        assertThat(trainer.state().skipped()).isEqualTo(1);
        assertThat(trainer.optimizer().steps()).isZero();
        assertThatThrownBy(
                () -> {
                  for (int i = 0; i < Trainer.MOST_SKIPS_IN_A_ROW; i++) {
                    var _ = trainer.step();
                  }
                })
            .isInstanceOf(DivergedException.class)
            .hasMessageContaining("--learning-rate");
      }
      assertThat(model.parameters().get("model.embeddings.weight").equal(embeddings)).isTrue();
    }
  }

  @Test
  void two_hundred_steps_do_not_grow_memory() {
    TrainingConfig config = config(Precision.FLOAT32, 1);
    try (LanguageModel model = model("yoco-tiny-gret", Precision.FLOAT32);
        Trainer trainer =
            new Trainer(model, Tokens.repeating(folder, 32), config, new Budget.Steps(1000))) {
      run(trainer, 50);
      long before = held();
      run(trainer, 200);
      long grown = held() - before;
      assertThat(grown).isLessThan(64L << 20);
    }
  }

  private long held() {
    OptionalLong resident = MachineMemory.residentBytes();
    Assumptions.assumeTrue(resident.isPresent(), "this system does not tell resident memory");
    return switch (device) {
      case CPU -> resident.getAsLong();
      case CUDA -> CudaMemory.tensorBytes();
    };
  }

  private static void run(Trainer trainer, int steps) {
    for (int i = 0; i < steps; i++) {
      var _ = trainer.step();
    }
  }
}
