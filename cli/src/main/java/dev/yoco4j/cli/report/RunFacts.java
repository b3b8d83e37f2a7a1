package dev.yoco4j.cli.report;

import java.time.Duration;

/// What was trained, on what, and where.
///
/// @param preset name of the model's configuration
/// @param parameters how many it has
/// @param data what it was trained on, for people
/// @param tokens how many it was trained on
/// @param duration spent in steps
/// @param machine processor, cores, memory
/// @param jdk its name and version
/// @param libtorch its version
public record RunFacts(
    String preset,
    long parameters,
    String data,
    long tokens,
    Duration duration,
    String machine,
    String jdk,
    String libtorch) {}
