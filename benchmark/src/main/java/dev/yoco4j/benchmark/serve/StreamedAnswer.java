package dev.yoco4j.benchmark.serve;

import java.util.List;
import java.util.stream.IntStream;

/// One streamed answer as its client saw it; times are those of [System#nanoTime].
///
/// @param sent when the request was sent
/// @param arrivals when pieces of text came; a token whose bytes end within a character comes with
///   the next
/// @param ended when the last event came
/// @param usage what the server counted
record StreamedAnswer(long sent, List<Long> arrivals, long ended, Usage usage) {
  private static final double NANOS = 1e9;

  /// @param prompt tokens
  /// @param cached tokens of the prompt that were in memory
  /// @param generated tokens
  record Usage(int prompt, int cached, int generated) {}

  StreamedAnswer {
    arrivals = List.copyOf(arrivals);
  }

  /// From the request to the first text, or to the end where there was none.
  double firstTokenSeconds() {
    return (arrivals.isEmpty() ? ended - sent : arrivals.getFirst() - sent) / NANOS;
  }

  double wholeSeconds() {
    return (ended - sent) / NANOS;
  }

  List<Double> gapSeconds() {
    return gapSeconds(Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /// Times between two pieces of text that have a moment in common with a span of time.
  List<Double> gapSeconds(long from, long to) {
    return IntStream.range(1, arrivals.size())
        .filter(i -> arrivals.get(i) > from && arrivals.get(i - 1) < to)
        .mapToObj(i -> (arrivals.get(i) - arrivals.get(i - 1)) / NANOS)
        .toList();
  }

  /// When the last text came until a moment; gaps that ended by then began before it.
  long lastArrival(long until) {
    return arrivals.stream().filter(time -> time <= until).reduce(sent, (_, later) -> later);
  }
}
