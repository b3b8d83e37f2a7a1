package dev.yoco4j.benchmark.context;

import java.util.List;
import java.util.OptionalDouble;

/// What was found.
///
/// @param plan what was asked for
/// @param bus bytes per second that pinned memory of the host reaches the device at; empty on a CPU
/// @param rows a row for each model and length
public record ContextResults(ContextPlan plan, OptionalDouble bus, List<ContextRow> rows) {
  /// Copies the rows.
  public ContextResults {
    rows = List.copyOf(rows);
  }
}
