package dev.yoco4j.benchmark.serve;

/// How the process was at a moment of a soak.
///
/// @param seconds since the beginning
/// @param residentBytes of the process, clients and server
/// @param heapBytes that the Java heap takes of it
/// @param engine what the server says
public record SoakSample(double seconds, long residentBytes, long heapBytes, EngineGauges engine) {
  /// What is neither Java heap nor what the engine accounts for.
  ///
  /// @return bytes
  public long otherBytes() {
    return residentBytes - heapBytes - engine.pastBytes();
  }
}
