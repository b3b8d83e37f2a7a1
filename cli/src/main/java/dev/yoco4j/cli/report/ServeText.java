package dev.yoco4j.cli.report;

import dev.yoco4j.benchmark.inference.Spread;
import dev.yoco4j.benchmark.serve.ContextReuse;
import dev.yoco4j.benchmark.serve.Percentiles;
import dev.yoco4j.benchmark.serve.PrefillGap;
import dev.yoco4j.benchmark.serve.ServePlan;
import dev.yoco4j.benchmark.serve.ServeResults;
import dev.yoco4j.benchmark.serve.StreamsRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The results of a benchmark of a server for the terminal, in ASCII.
public final class ServeText {
  private static final List<String> HEAD =
      List.of(
          "streams",
          "at once",
          "tokens/s",
          "first token p50",
          "p90",
          "p99",
          "gap p50",
          "p90",
          "p99",
          "request p50",
          "p90",
          "p99");

  private ServeText() {}

  /// Lays the tables out.
  ///
  /// @param machine where it ran
  /// @param results what was found
  /// @return lines that end with a line feed
  public static String of(BenchMachine machine, ServeResults results) {
    return String.join(
        "\n",
        machine.line() + "\n",
        streams(results),
        context(results.reuse()),
        prefill(results.gap()));
  }

  private static String streams(ServeResults results) {
    ServePlan plan = results.plan();
    Table table =
        new Table(
            String.format(
                Locale.ROOT,
                "Streams: prompts of %,d tokens, answers of %,d; tokens/s is the median of %d",
                plan.streams().promptTokens(),
                plan.streams().maxTokens(),
                plan.repetitions()),
            HEAD,
            results.rows().stream().map(ServeText::cells).toList());
    return table.title() + "\n" + table.text();
  }

  private static List<String> cells(StreamsRow row) {
    List<String> cells = new ArrayList<>();
    cells.add(Integer.toString(row.streams()));
    cells.add(Integer.toString(row.batch()));
    cells.add(Quantities.count(Math.round(row.tokensPerSecond().median())));
    Stream.of(row.firstToken(), row.gap(), row.whole())
        .flatMap(times -> Stream.of(times.p50(), times.p90(), times.p99()))
        .forEach(seconds -> cells.add(Quantities.seconds(seconds)));
    return cells;
  }

  private static String context(ContextReuse reuse) {
    return String.format(
        Locale.ROOT,
        """
        A document of %,d tokens (%s in memory) and a question of %,d
          sent with the question   first token after %s
          taken in once            %s
          shared                   first token after %s, %.4f of the above; %,d tokens were in memory
        """,
        reuse.tokens(),
        Quantities.bytes(reuse.bytes()),
        reuse.questionTokens(),
        spread(reuse.sent()),
        spread(reuse.taken()),
        spread(reuse.shared()),
        reuse.fraction(),
        reuse.cachedTokens());
  }

  private static String prefill(PrefillGap gap) {
    return String.format(
        Locale.ROOT,
        """
        A prompt of %,d tokens beside a stream: its first token after %s
          gaps in the stream before   %s
          gaps while it is taken in   %s
        """,
        gap.prompt(),
        spread(gap.firstToken()),
        percentiles(gap.before()),
        percentiles(gap.during()));
  }

  private static String spread(Spread spread) {
    return "%s (%s to %s)"
        .formatted(
            Quantities.seconds(spread.median()),
            Quantities.seconds(spread.least()),
            Quantities.seconds(spread.greatest()));
  }

  private static String percentiles(Percentiles times) {
    return "half up to %s, worst %s, of %,d"
        .formatted(
            Quantities.seconds(times.p50()), Quantities.seconds(times.greatest()), times.count());
  }
}
