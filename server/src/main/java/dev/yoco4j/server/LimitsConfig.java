package dev.yoco4j.server;

import java.time.Duration;

/// How much a server takes from its clients, and how long it waits for them.
///
/// @param bodyBytes of a request at most
/// @param headerBytes of a request at most
/// @param connections open at once at most
/// @param idle how long a connection may say nothing, within a request or between two
/// @param signOfLife how often a client that waits is written to; a client that went away is
///   noticed by that
/// @param drain how long requests may go on when the server closes
/// @param defaultMaxTokens tokens to generate for a chat that does not say how many
public record LimitsConfig(
    long bodyBytes,
    int headerBytes,
    int connections,
    Duration idle,
    Duration signOfLife,
    Duration drain,
    int defaultMaxTokens) {
  /// Checks the bounds.
  ///
  /// @throws IllegalArgumentException if one is broken; the message names it
  public LimitsConfig {
    atLeast("body bytes", bodyBytes, 1);
    atLeast("header bytes", headerBytes, 256);
    atLeast("connections", connections, 1);
    atLeast("idle milliseconds", idle.toMillis(), 1);
    atLeast("milliseconds between signs of life", signOfLife.toMillis(), 1);
    atLeast("drain milliseconds", drain.toMillis(), 0);
    atLeast("default max tokens", defaultMaxTokens, 1);
  }

  private static void atLeast(String name, long value, long bound) {
    if (value < bound) {
      throw new IllegalArgumentException(
          "%s must be at least %d, was %d".formatted(name, bound, value));
    }
  }

  /// 64 MiB of body, which is a document of some ten million tokens.
  ///
  /// @return the limits of who says nothing
  public static LimitsConfig usual() {
    return new LimitsConfig(
        64L << 20,
        16 << 10,
        4096,
        Duration.ofSeconds(60),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        1024);
  }

  /// The same with another bound on bodies.
  ///
  /// @param bytes at least 1
  /// @return a copy
  public LimitsConfig withBodyBytes(long bytes) {
    return new LimitsConfig(
        bytes, headerBytes, connections, idle, signOfLife, drain, defaultMaxTokens);
  }

  /// The same with other patience for connections that say nothing.
  ///
  /// @param time at least a millisecond
  /// @return a copy
  public LimitsConfig withIdle(Duration time) {
    return new LimitsConfig(
        bodyBytes, headerBytes, connections, time, signOfLife, drain, defaultMaxTokens);
  }

  /// The same with signs of life more or less often.
  ///
  /// @param every at least a millisecond
  /// @return a copy
  public LimitsConfig withSignOfLife(Duration every) {
    return new LimitsConfig(
        bodyBytes, headerBytes, connections, idle, every, drain, defaultMaxTokens);
  }

  /// The same with another time to close.
  ///
  /// @param time for requests under way
  /// @return a copy
  public LimitsConfig withDrain(Duration time) {
    return new LimitsConfig(
        bodyBytes, headerBytes, connections, idle, signOfLife, time, defaultMaxTokens);
  }

  /// The same with other answers to chats that do not say how long.
  ///
  /// @param tokens at least 1
  /// @return a copy
  public LimitsConfig withDefaultMaxTokens(int tokens) {
    return new LimitsConfig(bodyBytes, headerBytes, connections, idle, signOfLife, drain, tokens);
  }
}
