package dev.yoco4j.cli;

import dev.yoco4j.benchmark.serve.ServePlan;
import dev.yoco4j.benchmark.serve.StreamsPlan;
import dev.yoco4j.benchmark.serve.Vocabulary;
import java.util.Collections;
import java.util.List;
import picocli.CommandLine.Option;

/// What clients of a measured server ask.
final class ServeLoadOptions {
  private static final int MOST_TOKENS = 1 << 24;

  @Option(
      names = "--streams",
      split = ",",
      paramLabel = "N",
      defaultValue = "1,8,32,128",
      description = "Clients that ask at once (default: ${DEFAULT-VALUE}).")
  private List<Integer> streams = List.of();

  @Option(
      names = "--batch-size",
      split = ",",
      paramLabel = "N",
      defaultValue = "1,16",
      description = {
        "Sequences that the server lets generate together; 1 is one by one",
        "(default: ${DEFAULT-VALUE})."
      })
  private List<Integer> batches = List.of();

  @Option(
      names = "--requests",
      paramLabel = "N",
      defaultValue = "32",
      description =
          "Requests of each number of streams, at least one a stream (default: ${DEFAULT-VALUE}).")
  private int requests;

  @Option(
      names = "--prompt-tokens",
      paramLabel = "N",
      converter = Amount.Tokens.class,
      defaultValue = "128",
      description = "Tokens of a stream's prompt, random ones (default: ${DEFAULT-VALUE}).")
  private long promptTokens;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      converter = Amount.Tokens.class,
      defaultValue = "64",
      description = "Tokens of an answer (default: ${DEFAULT-VALUE}).")
  private long maxTokens;

  @Option(
      names = "--context",
      paramLabel = "T",
      converter = Amount.Tokens.class,
      defaultValue = "16K",
      description = "Tokens of the document that requests share (default: ${DEFAULT-VALUE}).")
  private long context;

  @Option(
      names = "--long-prompt",
      paramLabel = "T",
      converter = Amount.Tokens.class,
      defaultValue = "32K",
      description =
          "Tokens of the prompt that comes while another request generates"
              + " (default: ${DEFAULT-VALUE}).")
  private long longPrompt;

  @Option(
      names = "--repetitions",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often each is measured (default: ${DEFAULT-VALUE}).")
  private int repetitions;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of what is asked (default: ${DEFAULT-VALUE}).")
  private long seed;

  /// Checks the options without reading anything.
  void check() {
    streams.forEach(n -> atLeastOne("--streams", n));
    batches.forEach(n -> atLeastOne("--batch-size", n));
    atLeastOne("--requests", requests);
    atLeastOne("--prompt-tokens", promptTokens);
    atLeastOne("--max-tokens", maxTokens);
    atLeastOne("--context", context);
    atLeastOne("--long-prompt", longPrompt);
    atLeastOne("--repetitions", repetitions);
  }

  private static void atLeastOne(String option, long value) {
    if (value < 1) {
      throw new UsageException(option + " must be at least 1, was " + value);
    }
    if (value > MOST_TOKENS) {
      throw new UsageException(
          "%s must be at most %d, was %d".formatted(option, MOST_TOKENS, value));
    }
  }

  /// @param vocabulary that prompts are made of
  ServePlan plan(Vocabulary vocabulary) {
    StreamsPlan many =
        new StreamsPlan(streams, batches, requests, (int) promptTokens, (int) maxTokens);
    return new ServePlan(many, (int) context, (int) longPrompt, repetitions, vocabulary, seed);
  }

  int largestBatch() {
    return Collections.max(batches);
  }

  long seed() {
    return seed;
  }
}
