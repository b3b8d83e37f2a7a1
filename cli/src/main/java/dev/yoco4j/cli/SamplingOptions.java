package dev.yoco4j.cli;

import dev.yoco4j.inference.SamplingConfig;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How much to generate, and how tokens are chosen.
final class SamplingOptions {
  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      defaultValue = "128",
      description = "Tokens to generate at most (default: ${DEFAULT-VALUE}).")
  private int maxTokens;

  @Option(
      names = "--temperature",
      paramLabel = "X",
      defaultValue = "0.8",
      description =
          "Divides the logits; 0 takes the most likely token (default: ${DEFAULT-VALUE}).")
  private double temperature;

  @Option(
      names = "--top-k",
      paramLabel = "N",
      defaultValue = "0",
      description = "Choose among the N most likely tokens; 0: all (default: ${DEFAULT-VALUE}).")
  private int topK;

  @Option(
      names = "--top-p",
      paramLabel = "X",
      defaultValue = "0.95",
      description =
          "Choose among the fewest tokens that are this likely together; 1: all (default:"
              + " ${DEFAULT-VALUE}).")
  private double topP;

  @Option(
      names = "--min-p",
      paramLabel = "X",
      defaultValue = "0",
      description =
          "Choose among tokens at least this part as likely as the most likely one (default:"
              + " ${DEFAULT-VALUE}).")
  private double minP;

  @Option(
      names = "--repetition-penalty",
      paramLabel = "X",
      defaultValue = "1",
      description =
          "Above 1, tokens that were there before become less likely (default: ${DEFAULT-VALUE}).")
  private double repetitionPenalty;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The same seed gives the same text (default: another one each time).")
  private @Nullable Long seed;

  int maxTokens() {
    if (maxTokens < 0) {
      throw new UsageException("--max-tokens must be at least 0, was " + maxTokens);
    }
    return maxTokens;
  }

  /// The settings, with a seed drawn where none is given: short enough to be typed.
  SamplingConfig sampling() {
    long drawn = ThreadLocalRandom.current().nextInt(1_000_000);
    SamplingConfig plain = SamplingConfig.plain(seed == null ? drawn : seed);
    SamplingConfig tempered =
        Arguments.checked("--temperature", () -> plain.withTemperature(temperature));
    SamplingConfig fewer = Arguments.checked("--top-k", () -> tempered.withTopK(topK));
    SamplingConfig likely = Arguments.checked("--top-p", () -> fewer.withTopP(topP));
    SamplingConfig likelier = Arguments.checked("--min-p", () -> likely.withMinP(minP));
    return Arguments.checked(
        "--repetition-penalty", () -> likelier.withRepetitionPenalty(repetitionPenalty));
  }
}
