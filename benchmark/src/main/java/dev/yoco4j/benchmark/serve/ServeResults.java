package dev.yoco4j.benchmark.serve;

import java.util.List;

/// What a benchmark of a server found.
///
/// @param plan what was to be measured
/// @param rows by streams and batch
/// @param reuse what sharing a document saves
/// @param gap what a long prompt costs others
public record ServeResults(
    ServePlan plan, List<StreamsRow> rows, ContextReuse reuse, PrefillGap gap) {
  /// Copies.
  public ServeResults {
    rows = List.copyOf(rows);
  }
}
