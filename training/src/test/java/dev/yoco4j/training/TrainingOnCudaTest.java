package dev.yoco4j.training;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.bytedeco.pytorch.global.torch.manual_seed;
import static org.bytedeco.pytorch.global.torch.randint;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.testkit.CudaTest;
import dev.yoco4j.testkit.Tolerances;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.training.data.TokenSequences;
import dev.yoco4j.training.optimizer.AdamWConfig;
import dev.yoco4j.training.run.RunOnCuda;
import dev.yoco4j.training.schedule.Schedule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@CudaTest
class TrainingOnCudaTest {
  private static final int STEPS = 8;

  @TempDir private Path folder = Path.of("");

  private static LanguageModel model(String preset, Precision precision, Device device) {
    LanguageModel model =
        LanguageModel.build(ModelPresets.named(preset), Parameters.random(5, precision, device));
    model.parameters().requireGradients();
    return model;
  }

  @ParameterizedTest
  @CsvSource({
    "yoco-tiny-gret,false",
    "yoco-tiny-gret,true",
    "yoco-tiny-swa,false",
    "yoco-tiny-swa,true",
    "transformer-tiny,false"
  })
  void a_pass_gives_the_loss_and_gradients_of_the_cpu(String preset, boolean recompute) {
    GradientPass pass =
        recompute ? GradientPass.recomputingActivations() : GradientPass.keepingActivations();
    try (LanguageModel want = model(preset, Precision.FLOAT32, Device.CPU);
        LanguageModel got = model(preset, Precision.FLOAT32, Device.CUDA);
        Scope _ = Scope.open()) {
      manual_seed(3);
      Tensor tokens = randint(0, 512, new long[] {2, 301}).to(ScalarType.Long);
      Tensor moved = Device.CUDA.move(tokens);
      double expected = pass.run(want, tokens.narrow(1, 0, 300), tokens.narrow(1, 1, 300), 1);
      double loss = pass.run(got, moved.narrow(1, 0, 300), moved.narrow(1, 1, 300), 1);
      assertThat(loss).isCloseTo(expected, withinPercentage(100 * Tolerances.FORWARD));
      for (String name : want.parameters().tensors().keySet()) {
        assertThatTensor(Device.CPU.move(got.parameters().get(name).grad()))
            .as(name)
            .isCloseTo(want.parameters().get(name).grad(), Tolerances.GRADIENT);
      }
    }
  }

  private List<Double> losses(String preset, Precision precision, Device device) {
    TrainingConfig config =
        new TrainingConfig(
            64,
            2,
            2,
            AdamWConfig.withLearningRate(3e-3),
            new Schedule.Cosine(2, 0.1),
            precision,
            false,
            7,
            0);
    TokenSequences data = Tokens.repeating(folder, config.sequenceLength());
    List<Double> losses = new ArrayList<>();
    try (LanguageModel model = model(preset, precision, device);
        Trainer trainer = new Trainer(model, data, config, new Budget.Steps(STEPS))) {
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
    "yoco-tiny-swa,BFLOAT16",
    "transformer-tiny,BFLOAT16"
  })
  void steps_give_the_losses_of_the_cpu(String preset, Precision precision) {
    List<Double> want = losses(preset, precision, Device.CPU);
    List<Double> got = losses(preset, precision, Device.CUDA);
    assertThat(want.getLast()).isLessThan(want.getFirst() * 0.9);
    Losses.assertNear(got, want);
  }

  @ParameterizedTest
  @ValueSource(strings = {"float32", "bfloat16"})
  void a_run_begun_on_cuda_goes_on_on_the_cpu_and_back(String dtype) {
    List<TrainingEvent> want = RunOnCuda.events(folder.resolve("cpu"), dtype, Device.CPU);
    List<TrainingEvent> got =
        RunOnCuda.events(folder.resolve("parts"), dtype, Device.CUDA, Device.CPU, Device.CUDA);
    assertThat(got)
        .filteredOn(TrainingEvent.Begun.class::isInstance)
        .containsExactly(
            new TrainingEvent.Begun(0, Device.CUDA),
            new TrainingEvent.Begun(2, Device.CPU),
            new TrainingEvent.Begun(4, Device.CUDA));
    Losses.assertNear(RunOnCuda.losses(got), RunOnCuda.losses(want));
  }
}
