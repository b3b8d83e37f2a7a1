package dev.yoco4j.benchmark.serve;

import dev.yoco4j.model.layer.Checks;

/// What is to be measured of a server.
///
/// @param streams what many clients ask at once
/// @param context tokens of the document that requests share, about
/// @param longPrompt tokens of the prompt that comes while another request generates
/// @param repetitions of each measurement
/// @param vocabulary that prompts are made of
/// @param seed of the draws
public record ServePlan(
    StreamsPlan streams,
    int context,
    int longPrompt,
    int repetitions,
    Vocabulary vocabulary,
    long seed) {
  /// What a context may have beyond what was asked for, and what is asked about it.
  private static final int ROOM = 1024;

  /// Checks the bounds.
  public ServePlan {
    Checks.atLeastOne("context", context);
    Checks.atLeastOne("long prompt", longPrompt);
    Checks.atLeastOne("repetitions", repetitions);
  }

  /// Positions that a server needs for all of it.
  ///
  /// @return a length of prompt and answer together
  public int positions() {
    int answer = streams.promptTokens() + streams.maxTokens();
    return Math.max(context, longPrompt) + answer + ROOM;
  }

  /// The batch of the measurements that are not about batches.
  ///
  /// @return the largest of the plan, of at least two sequences
  public int batch() {
    return Math.max(2, streams.batches().getLast());
  }
}
