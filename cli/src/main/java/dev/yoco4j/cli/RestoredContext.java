package dev.yoco4j.cli;

import dev.yoco4j.inference.TokenIds;
import java.time.Duration;

/// A saved context that a prompt goes on from, and the time until it was ready.
record RestoredContext(TokenIds tokens, Duration time) {
  static RestoredContext none() {
    return new RestoredContext(TokenIds.none(), Duration.ZERO);
  }
}
