package dev.yoco4j.evaluation.task;

/// What happens to a row that cannot be asked.
public enum MalformedRows {
  /// It is left out, counted and named.
  SKIP,
  /// It is an error.
  REFUSE
}
