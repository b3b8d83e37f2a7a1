package dev.yoco4j.training.run;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.TransformerConfig;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.model.accounting.ParameterCount;
import dev.yoco4j.model.loss.CrossEntropy;
import dev.yoco4j.model.selfdecoder.SelfMixerConfig;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.training.TrainingConfig;

/// Memory that a run will take, before it takes it.
///
/// @param weightBytes weights, gradients, moments and master weights: exact
/// @param activationBytes what a pass takes beyond that: an estimate, on a GPU counted result by
///   result, on the CPU from measured runs
public record TrainingMemory(long weightBytes, long activationBytes) {
  /// Numbers kept per position and layer, in units of the width: 51 to 66 were measured, with norms
  /// and rotations in float32 counted as they are (docs/performance).
  private static final long ACTIVATION_WIDTHS = 60;

  /// Of a run.
  ///
  /// @param model the model's shape
  /// @param training batches and precision
  /// @param device what computes
  /// @return exact numbers for weights, an estimate for activations
  public static TrainingMemory of(ModelConfig model, TrainingConfig training, Device device) {
    return switch (device) {
      case CPU -> onCpu(model, training);
      case CUDA -> {
        GpuStep step = new GpuStep(model, training);
        yield new TrainingMemory(step.update(), Math.max(0, step.pass() - step.update()));
      }
    };
  }

  private static TrainingMemory onCpu(ModelConfig model, TrainingConfig training) {
    long parameters = ParameterCount.of(model).total();
    boolean rounded = training.precision() != Precision.FLOAT32;
    // weight, gradient and two moments; a rounded weight has a float32 master and a gradient sum
    // besides
    long perParameter = rounded ? 2 + 2 + 4 + 4 + 4 + 4 : 4L * 4;
    long rows = (long) training.batchSize() * training.sequenceLength();
    long layersKept = training.recomputeActivations() ? 1 : model.layers();
    long between =
        training.recomputeActivations()
            ? rows * model.width() * model.layers() * training.precision().bytes()
            : 0;
    long kept =
        rows * model.width() * ACTIVATION_WIDTHS * layersKept * training.precision().bytes();
    long scores =
        rounded
            ? scores(model, training.sequenceLength())
                * training.batchSize()
                / (training.recomputeActivations() ? model.layers() : 1)
            : 0;
    long lossRows = Math.min(rows, 2 * CrossEntropy.rowsAtOnce(Device.CPU)); // two chunks
    long loss = 3 * lossRows * model.vocabularySize() * Float.BYTES;
    return new TrainingMemory(parameters * perParameter, kept + between + scores + loss);
  }

  /// Attention weights that a sequence keeps in bfloat16, whose products are not fused on the CPU.
  private static long scores(ModelConfig model, long length) {
    long all = length * (length + 1) / 2;
    long numbers =
        switch (model) {
          case TransformerConfig transformer ->
              (long) transformer.layers() * transformer.heads().heads() * all;
          case YocoConfig yoco ->
              (long) yoco.crossLayers() * yoco.crossAttention().heads() * all
                  + yoco.selfLayers() * selfScores(yoco.selfMixer(), length, all);
        };
    return numbers * Precision.BFLOAT16.bytes();
  }

  private static long selfScores(SelfMixerConfig mixer, long length, long all) {
    return switch (mixer) {
      case SelfMixerConfig.GatedRetention _ -> 0;
      case SelfMixerConfig.SlidingWindow(int heads, _, int window, _) ->
          heads * Math.min(all, length * window * 5 / 4);
    };
  }

  /// All of it.
  ///
  /// @return bytes
  public long bytes() {
    return weightBytes + activationBytes;
  }

  /// Refuses a run that would end half-way for want of memory.
  ///
  /// @param device whose memory it will take
  /// @throws IllegalArgumentException if that has less; the message has the numbers and says which
  ///   option to change
  public void requireAvailable(Device device) {
    long available = device.availableBytes();
    if (bytes() > available) {
      throw new IllegalArgumentException(
          "training needs about %s (%s for weights and optimizer, %s for activations) and %s are available on %s: %s"
              .formatted(
                  gib(bytes()),
                  gib(weightBytes),
                  gib(activationBytes),
                  gib(available),
                  device.label(),
                  weightBytes > available
                      ? "choose a smaller --preset, or a --config with fewer parameters"
                      : "lower --batch-size or --sequence-length, or give --recompute"));
    }
  }

  private static String gib(long bytes) {
    return "%.1f GiB".formatted(bytes / (double) (1L << 30));
  }
}
