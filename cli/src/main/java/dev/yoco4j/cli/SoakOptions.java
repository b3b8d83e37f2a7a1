package dev.yoco4j.cli;

import dev.yoco4j.benchmark.serve.SoakPlan;
import dev.yoco4j.benchmark.serve.Vocabulary;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Mixed load for minutes.
final class SoakOptions {
  private static final double MOST_MINUTES = 10_080; // a week

  @Option(
      names = "--soak",
      paramLabel = "MINUTES",
      description = {
        "Instead of measuring speed, mixed load for so long: chats, completions, contexts, clients that",
        "leave, malformed requests; tells how memory went. Exit code 1 if anything was not as it should be."
      })
  private @Nullable Double minutes;

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "12",
      description = "Clients of the mixed load (default: ${DEFAULT-VALUE}).")
  private int clients;

  @Option(
      names = "--positions",
      paramLabel = "N",
      converter = Amount.Tokens.class,
      defaultValue = "4K",
      description = {
        "Tokens that a sequence may have in the mixed load; prompts and contexts are parts of it",
        "(default: ${DEFAULT-VALUE})."
      })
  private long positions;

  boolean isWanted() {
    return minutes != null;
  }

  /// Checks the options without reading anything.
  void check() {
    Double time = minutes;
    if (time != null && !(time > 0 && time <= MOST_MINUTES)) {
      throw new UsageException(
          "--soak must be above 0 and at most %.0f minutes, was %s".formatted(MOST_MINUTES, time));
    }
    if (clients < 1 || clients > 1000) {
      throw new UsageException("--clients must be at least 1 and at most 1000, was " + clients);
    }
    if (positions < SoakPlan.LEAST_POSITIONS || positions > Integer.MAX_VALUE) {
      throw new UsageException(
          "--positions must be at least %d, was %d".formatted(SoakPlan.LEAST_POSITIONS, positions));
    }
  }

  /// @param batch sequences that generate together
  /// @param vocabulary that prompts are made of
  /// @param seed of what is asked
  SoakPlan plan(int batch, Vocabulary vocabulary, long seed) {
    double time = minutes == null ? 1 : minutes;
    return new SoakPlan(
        Duration.ofMillis(Math.max(1, Math.round(time * 60_000))),
        clients,
        batch,
        Math.toIntExact(positions),
        vocabulary,
        seed);
  }
}
