package dev.yoco4j.benchmark.context;

import dev.yoco4j.benchmark.inference.BenchmarkModel;
import dev.yoco4j.model.layer.Checks;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.model.past.KeyValueSpan;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;
import java.nio.file.Path;
import java.util.List;

/// What is to be saved and restored.
///
/// @param models in the order of the results
/// @param precision of weights and activations
/// @param format of keys and values
/// @param lengths of contexts in positions, whole blocks of 256
/// @param repetitions of each measurement
/// @param device what computes
/// @param folder where files are written, and removed again
public record ContextPlan(
    List<BenchmarkModel> models,
    Precision precision,
    KeyValueFormat format,
    List<Long> lengths,
    int repetitions,
    Device device,
    Path folder) {
  /// Checks the bounds, sorts the lengths and drops what is there twice.
  public ContextPlan {
    Checks.atLeastOne("models", models.size());
    Checks.atLeastOne("lengths", lengths.size());
    Checks.atLeastOne("repetitions", repetitions);
    for (long length : lengths) {
      if (length < 1 || length % KeyValueSpan.BLOCK != 0) {
        throw new IllegalArgumentException(
            "lengths must be multiples of %d, for blocks are saved whole; one was %d"
                .formatted(KeyValueSpan.BLOCK, length));
      }
    }
    models = List.copyOf(models);
    lengths = lengths.stream().distinct().sorted().toList();
  }
}
