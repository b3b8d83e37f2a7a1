package dev.yoco4j.benchmark;

import static org.bytedeco.pytorch.global.torch.randint;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.accounting.Operations;
import dev.yoco4j.model.accounting.ParameterCount;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.LibTorch;
import dev.yoco4j.torch.MachineMemory;
import dev.yoco4j.torch.MemoryPeak;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.cuda.CudaMemory;
import dev.yoco4j.training.GradientPass;
import dev.yoco4j.training.TrainingConfig;
import dev.yoco4j.training.optimizer.AdamW;
import dev.yoco4j.training.optimizer.AdamWConfig;
import dev.yoco4j.training.run.TrainingMemory;
import dev.yoco4j.training.schedule.Schedule;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Training steps on random tokens, beside the rate of a matrix product measured between them.
///
/// The product is measured again before every step, so that both see the same machine; the fraction
/// is that of the medians.
///
/// @param config the model's shape
/// @param precision of weights and activations
/// @param device what computes
/// @param batch sequences in a step
/// @param length targets in a sequence
/// @param recompute whether layers run again in the backward pass instead of keeping activations
/// @param steps steps measured, after one that is not
public record TrainBenchmark(
    ModelConfig config,
    Precision precision,
    Device device,
    int batch,
    int length,
    boolean recompute,
    int steps) {
  private static final double LEARNING_RATE = 1e-3;
  private static final long SEED = 1;

  /// What was measured; all are medians over the steps.
  ///
  /// @param parameters of the model
  /// @param passSeconds forward and backward
  /// @param optimizerSeconds gradient sums, norm and update
  /// @param tokensPerSecond of a whole step
  /// @param operationsPerSecond by the accounting of [Operations]
  /// @param ceiling operations per second of a large matrix product of the same precision
  /// @param slowest seconds of the slowest step over the median: how quiet the machine was
  /// @param peakBytes most memory that the process held, on a GPU that its tensors took; 0 where
  ///   the system does not tell
  public record Result(
      long parameters,
      double passSeconds,
      double optimizerSeconds,
      double tokensPerSecond,
      double operationsPerSecond,
      double ceiling,
      double slowest,
      long peakBytes) {
    /// The part of the ceiling that is reached.
    ///
    /// @return a fraction
    public double fraction() {
      return operationsPerSecond / ceiling;
    }
  }

  /// Runs the steps.
  ///
  /// @return medians
  /// @throws IllegalArgumentException if there is not enough memory; the message says which option
  ///   to change
  public Result run() {
    release();
    TrainingConfig training = training();
    TrainingMemory.of(config, training, device).requireAvailable(device);
    MemoryPeak peak = MemoryPeak.begin(device);
    GradientPass gradients = training.gradientPass();
    double[] pass = new double[steps];
    double[] update = new double[steps];
    double[] whole = new double[steps];
    double[] ceiling = new double[steps];
    try (LanguageModel model =
        LanguageModel.build(config, Parameters.randomOn(SEED, precision, device))) {
      model.parameters().requireGradients();
      try (AdamW optimizer = new AdamW(model.parameters(), training.optimizer())) {
        double[] _ = step(model, gradients, optimizer);
        for (int i = 0; i < steps; i++) {
          ceiling[i] = LibTorch.matrixProductRate(precision, device);
          double[] seconds = step(model, gradients, optimizer);
          pass[i] = seconds[0];
          update[i] = seconds[1];
          whole[i] = seconds[0] + seconds[1];
        }
      }
    }
    double step = median(whole);
    double tokens = (double) batch * length;
    return new Result(
        ParameterCount.of(config).total(),
        median(pass),
        median(update),
        tokens / step,
        new Operations(config).trainingPerToken(length) * tokens / step,
        median(ceiling),
        Arrays.stream(whole).max().orElse(step) / step,
        held(peak));
  }

  private TrainingConfig training() {
    return new TrainingConfig(
        length,
        batch,
        1,
        AdamWConfig.withLearningRate(LEARNING_RATE),
        new Schedule.Cosine(0, 1),
        precision,
        recompute,
        SEED,
        0);
  }

  /// What an earlier measurement left is not in the way of this one.
  private void release() {
    if (device == Device.CUDA) {
      CudaMemory.giveBack();
    }
  }

  private long held(MemoryPeak peak) {
    return switch (device) {
      case CPU -> MachineMemory.peakResidentBytes().orElse(0);
      case CUDA -> peak.grownBytes().orElse(0);
    };
  }

  private double[] step(LanguageModel model, GradientPass gradients, AdamW optimizer) {
    try (Scope _ = Scope.open()) {
      Tensor tokens =
          device.move(
              randint(0, config.vocabularySize(), new long[] {batch, length + 1L})
                  .to(ScalarType.Long)); // [B, T + 1]
      device.synchronize();
      long start = System.nanoTime();
      double _ = gradients.run(model, tokens.narrow(1, 0, length), tokens.narrow(1, 1, length), 1);
      device.synchronize();
      long middle = System.nanoTime();
      optimizer.accumulate();
      optimizer.step(LEARNING_RATE, optimizer.gradientNorm());
      device.synchronize();
      return new double[] {(middle - start) / 1e9, (System.nanoTime() - middle) / 1e9};
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
