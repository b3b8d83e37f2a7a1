package dev.yoco4j.benchmark.serve;

/// Is told how a benchmark of a server goes.
public interface ServeListener {
  /// A part begins, or goes on.
  ///
  /// @param part what is measured, for people
  /// @param done how far the whole is, this part included
  /// @param total how far it will come
  void measuring(String part, long done, long total);
}
