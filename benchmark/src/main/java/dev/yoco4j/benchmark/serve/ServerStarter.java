package dev.yoco4j.benchmark.serve;

import java.net.URI;

/// Starts the servers that are measured, each without anything in memory.
public interface ServerStarter {
  /// Starts one.
  ///
  /// @param batch sequences that it lets generate together; 1 answers one by one
  /// @return listening, with its model loaded
  Started start(int batch);

  /// A server that runs.
  interface Started extends AutoCloseable {
    /// Where it listens.
    ///
    /// @return its root
    URI address();

    /// Ends it, and what it held in memory.
    @Override
    void close();
  }
}
