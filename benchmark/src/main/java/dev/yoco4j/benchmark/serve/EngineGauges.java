package dev.yoco4j.benchmark.serve;

import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// What a server says of its engine at `/metrics`.
///
/// @param running requests in the batch
/// @param waiting requests in the queue
/// @param pastBytes memory of all contexts and of snapshots that requests may come back to
/// @param reservedBytes what running requests may still take
/// @param limitBytes what all of it may take
/// @param snapshots pasts that are kept for requests that begin alike
public record EngineGauges(
    long running,
    long waiting,
    long pastBytes,
    long reservedBytes,
    long limitBytes,
    long snapshots) {
  static EngineGauges ask(ServerClient client) {
    return read(client.get("metrics"));
  }

  /// Reads Prometheus's text format.
  ///
  /// @throws IllegalStateException if one is missing
  static EngineGauges read(String metrics) {
    Map<String, Double> all =
        metrics
            .lines()
            .filter(line -> !line.startsWith("#") && !line.contains("{"))
            .map(line -> line.split(" ", 2))
            .filter(words -> words.length == 2)
            .collect(
                Collectors.toMap(w -> w[0], w -> Double.parseDouble(w[1]), (first, _) -> first));
    return new EngineGauges(
        number(all, "yoco_requests_running"),
        number(all, "yoco_requests_waiting"),
        number(all, "yoco_past_bytes"),
        number(all, "yoco_past_reserved_bytes"),
        number(all, "yoco_past_limit_bytes"),
        number(all, "yoco_snapshots"));
  }

  private static long number(Map<String, Double> all, String name) {
    Double value = all.get(name);
    if (value == null) {
      throw new IllegalStateException("the server's /metrics have no " + name);
    }
    return Math.round(Objects.requireNonNull(value));
  }

  /// Whether nothing is under way, and nothing is held for what is.
  ///
  /// @return true if only snapshots are left, within their bound
  public boolean isIdle() {
    return running == 0 && waiting == 0 && reservedBytes == 0 && pastBytes <= limitBytes;
  }
}
