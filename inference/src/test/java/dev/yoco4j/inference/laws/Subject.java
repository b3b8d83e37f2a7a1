package dev.yoco4j.inference.laws;

import dev.yoco4j.inference.cache.PastLayout;
import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.testkit.Tolerances;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;

/// What a law is held against: a small model, in some numbers, on some device.
///
/// @param name of the model
/// @param config its shape
/// @param precision of weights and activations
/// @param device what computes
public record Subject(String name, ModelConfig config, Precision precision, Device device) {
  private static final long POSITIONS = 2048;

  /// The model with random weights, the same ones each time and on every device.
  public LanguageModel build() {
    return LanguageModel.build(config, Parameters.random(7, precision, device));
  }

  /// The same in other numbers.
  public Subject in(Precision other) {
    return new Subject(name, config, other, device);
  }

  /// The same model with another vocabulary.
  Subject withVocabularySize(int tokens) {
    return new Subject(name, config.withVocabularySize(tokens), precision, device);
  }

  /// How sequences lie in memory.
  PastLayout layout(long positions) {
    return PastLayout.of(config, precision, positions).on(device);
  }

  /// A sequence without a past.
  public SequencePast past() {
    return new SequencePast(layout(POSITIONS));
  }

  /// Sequences without a past.
  Sequences sequences(int count) {
    return Sequences.starting(layout(POSITIONS), count);
  }

  /// Random tokens, the same ones for the same sizes; models take them from the host.
  public Tensor tokens(int batch, int length) {
    SplittableRandom random = new SplittableRandom(length);
    long[] ids = random.longs((long) batch * length, 0, config.vocabularySize()).toArray();
    return Tensor.create(ids, batch, length);
  }

  /// Everything that a past holds, one tensor after the other; a window of 1 holds nothing.
  public List<Tensor> contents(SequencePast past) {
    List<Tensor> all = new ArrayList<>();
    for (int slot = 0; slot < config.pastSlots().size(); slot++) {
      past.contents(slot).stream().filter(tensor -> tensor.numel() > 0).forEach(all::add);
    }
    return all;
  }

  /// How near two ways to compute the same come to each other.
  double tolerance() {
    return switch (precision) {
      case FLOAT32 -> Tolerances.FORWARD;
      case BFLOAT16 -> Tolerances.BFLOAT16_MODEL;
    };
  }

  /// How near a sequence comes to itself whose keys and values are cut elsewhere. The CPU reads
  /// block by block in their order; a GPU reads stretches side by side, and merges them.
  double toleranceOfCuts() {
    return switch (device) {
      case CPU -> Tolerances.IDENTICAL;
      case CUDA -> tolerance();
    };
  }

  @Override
  public String toString() {
    return name + " " + precision.label();
  }
}
