package dev.yoco4j.cli.report;

/// Where and with what a benchmark ran.
///
/// @param processor its name, or `unknown`
/// @param system name and architecture
/// @param threads that one operation may use
/// @param capability instructions that libtorch uses
/// @param memoryAvailable bytes, before the run
/// @param software versions
/// @param time when the run began, in UTC
public record BenchMachine(
    String processor,
    String system,
    int threads,
    String capability,
    long memoryAvailable,
    Software software,
    String time) {
  /// Versions of what ran.
  ///
  /// @param yoco4j of this build
  /// @param commit of its sources, or `unknown`
  /// @param jdk its version
  /// @param libtorch its version
  public record Software(String yoco4j, String commit, String jdk, String libtorch) {}

  /// All of it in a line.
  String line() {
    return "%s, %s, %d threads, %s, %s of memory available"
        .formatted(processor, system, threads, capability, Quantities.bytes(memoryAvailable));
  }
}
