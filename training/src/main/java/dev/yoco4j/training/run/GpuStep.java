package dev.yoco4j.training.run;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.accounting.KeptBytes;
import dev.yoco4j.model.accounting.ParameterCount;
import dev.yoco4j.model.loss.CrossEntropy;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.training.TrainingConfig;

/// What a step holds on a GPU at its two fullest moments: the pass, and the update.
///
/// @param model the model's shape
/// @param training batches and precision
record GpuStep(ModelConfig model, TrainingConfig training) {
  private static final long MOMENTS = 2L * Float.BYTES;

  /// Weights, masters, moments and the gradients that they are updated by.
  long update() {
    return resting() + gradientSums();
  }

  /// Weights, masters and moments; what is kept for the backward pass; and the loss, or the layer
  /// whose gradients are being made, which are as large as what it kept.
  ///
  /// What was kept goes as weights' gradients come: at the end these are all that is there.
  long pass() {
    long sums = training.accumulation() > 1 ? gradientSums() : 0;
    long kept = rows() * keptOfEach() + Math.max(loss(), layer());
    return resting() + sums + Math.max(kept, parameters() * bytes());
  }

  private long resting() {
    long master = training.precision() == Precision.FLOAT32 ? 0 : Float.BYTES;
    return parameters() * (bytes() + master + MOMENTS);
  }

  private long gradientSums() {
    return parameters() * Float.BYTES;
  }

  private long keptOfEach() {
    return training.recomputeActivations() ? kept().betweenLayers() : kept().allLayers();
  }

  private long layer() {
    return (training.recomputeActivations() ? 2 : 1) * rows() * kept().largestLayer();
  }

  /// Logits of a chunk of rows, which softmax copies in float32; the projection's gradient in
  /// float32 and a chunk's part of it; and what flows back, by chunks and joined.
  private long loss() {
    long copies = training.precision() == Precision.FLOAT32 ? 2 : 1;
    long logits = Math.min(rows(), CrossEntropy.rowsAtOnce(Device.CUDA)) * bytes() * copies;
    long projection = (long) model.width() * (Float.BYTES + bytes());
    return model.vocabularySize() * (logits + projection) + 2 * rows() * model.width() * bytes();
  }

  private KeptBytes kept() {
    return new KeptBytes(model, training.precision());
  }

  private long rows() {
    return (long) training.batchSize() * training.sequenceLength();
  }

  private long parameters() {
    return ParameterCount.of(model).total();
  }

  private long bytes() {
    return training.precision().bytes();
  }
}
