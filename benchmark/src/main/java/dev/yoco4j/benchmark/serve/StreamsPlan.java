package dev.yoco4j.benchmark.serve;

import dev.yoco4j.model.layer.Checks;
import java.util.List;

/// What many clients ask at once.
///
/// @param streams how many there are, for each measurement
/// @param batches sequences that the server lets generate together, for each measurement
/// @param requests of each measurement at least; every stream makes as many as the others
/// @param promptTokens of each request, random ones
/// @param maxTokens of each answer
public record StreamsPlan(
    List<Integer> streams, List<Integer> batches, int requests, int promptTokens, int maxTokens) {
  /// Checks the bounds, sorts the lists and drops what is there twice.
  public StreamsPlan {
    Checks.atLeastOne("streams", streams.size());
    streams.forEach(n -> Checks.atLeastOne("streams", n));
    Checks.atLeastOne("batch sizes", batches.size());
    batches.forEach(n -> Checks.atLeastOne("batch size", n));
    Checks.atLeastOne("requests", requests);
    Checks.atLeastOne("prompt tokens", promptTokens);
    Checks.atLeastOne("max tokens", maxTokens);
    streams = streams.stream().distinct().sorted().toList();
    batches = batches.stream().distinct().sorted().toList();
  }

  /// Requests that each of some streams makes, one after the other.
  ///
  /// @param count of the streams
  /// @return at least 1
  public int requestsOfEach(int count) {
    return Math.ceilDiv(requests, count);
  }
}
