package dev.yoco4j.benchmark.inference;

import dev.yoco4j.model.layer.Checks;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;
import java.util.List;

/// What is to be measured.
///
/// @param models in the order of the results
/// @param precisions of weights and activations
/// @param lengths of prompts in positions; runs go from the shortest to the longest
/// @param batches sequences decoded together
/// @param repetitions of each measurement
/// @param limitSeconds that one prefill, or the steps of one batch, may take by the pace so far
/// @param device what computes
public record InferencePlan(
    List<BenchmarkModel> models,
    List<Precision> precisions,
    List<Long> lengths,
    List<BatchSize> batches,
    int repetitions,
    double limitSeconds,
    Device device) {
  /// Checks the bounds, sorts the lengths and drops what is there twice.
  public InferencePlan {
    Checks.atLeastOne("models", models.size());
    Checks.atLeastOne("dtypes", precisions.size());
    Checks.atLeastOne("lengths", lengths.size());
    Checks.atLeastOne("batch sizes", batches.size());
    lengths.forEach(length -> Checks.atLeastOne("length", length));
    Checks.atLeastOne("repetitions", repetitions);
    Checks.positive("limit seconds", limitSeconds);
    models = List.copyOf(models);
    precisions = precisions.stream().distinct().toList();
    lengths = lengths.stream().distinct().sorted().toList();
    batches = batches.stream().distinct().toList();
  }
}
