package dev.yoco4j.benchmark.serve;

import java.util.Locale;

/// What a client of the mixed load does, and how often of a hundred times.
public enum Visit {
  /// A chat, streamed.
  STREAMED_CHAT(30),
  /// A chat, answered as a whole.
  WHOLE_CHAT(20),
  /// A completion, of a text or of token ids, with two choices or log-probabilities now and then.
  COMPLETION(20),
  /// A context that is made, asked about twice, and deleted.
  CONTEXT(8),
  /// A stream that is left before its end.
  LEFT_STREAM(8),
  /// A long prompt whose client goes away before there is an answer.
  LEFT_PROMPT(4),
  /// A request that makes no sense; expects to be refused.
  MALFORMED(10);

  private final int share;

  Visit(int share) {
    this.share = share;
  }

  /// The visit that a number from 0 to 99 stands for.
  static Visit at(int percent) {
    int below = 0;
    for (Visit visit : values()) {
      below += visit.share;
      if (percent < below) {
        return visit;
      }
    }
    throw new IllegalArgumentException("percent must be below 100, was " + percent);
  }

  /// How people call it.
  ///
  /// @return words in lower case
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
