package dev.yoco4j.cli.report;

import dev.yoco4j.evaluation.perplexity.PerplexityResult;
import dev.yoco4j.evaluation.perplexity.PerplexityResult.PositionScore;
import dev.yoco4j.evaluation.perplexity.PerplexityResult.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A perplexity for the terminal, in ASCII.
public final class PerplexityText {
  private PerplexityText() {}

  /// Lays the tables out.
  ///
  /// @param result what was found
  /// @return lines that end with a line feed
  public static String of(PerplexityResult result) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(row("all tokens", result.all()));
    result
        .split()
        .ifPresent(split -> {
          rows.add(row("pair seen before (AR-hit)", split.repeats()));
          rows.add(row("first occurrence", split.rest()));
        });
    Table table = new Table("", List.of("", "", "tokens", "loss, nats", "perplexity"), rows);
    return table.text() + "\n" + summary(result) + positions(result);
  }

  private static List<String> row(String name, Score score) {
    return List.of(
        name,
        "",
        String.format(Locale.ROOT, "%,d", score.tokens()),
        String.format(Locale.ROOT, "%.4f", score.loss()),
        String.format(Locale.ROOT, "%,.3f", score.perplexity()));
  }

  private static String summary(PerplexityResult result) {
    String bits =
        result.bitsPerByte().isPresent()
            ? String.format(Locale.ROOT, "%.4f bits per byte", result.bitsPerByte().getAsDouble())
            : String.format(
                Locale.ROOT, "no bits per byte: %,d tokens were left out", result.leftOut());
    String passedOver =
        result.passedOver() > 0
            ? String.format(Locale.ROOT, ", %,d passed over", result.passedOver())
            : "";
    return String.format(
        Locale.ROOT,
        "%s; %,d document%s%s, %,d bytes%n",
        bits,
        result.documents(),
        result.documents() == 1 ? "" : "s",
        passedOver,
        result.bytes());
  }

  private static String positions(PerplexityResult result) {
    if (result.positions().isEmpty()) {
      return "";
    }
    List<List<String>> rows = result.positions().stream().map(PerplexityText::row).toList();
    return "\n"
        + new Table(
                "",
                List.of("up to", "", "documents", "mean loss up to there", "loss in between"),
                rows)
            .text();
  }

  private static List<String> row(PositionScore position) {
    return List.of(
        Quantities.context(position.to()),
        "",
        String.format(Locale.ROOT, "%,d", position.documents()),
        String.format(Locale.ROOT, "%.4f", position.upTo().loss()),
        String.format(Locale.ROOT, "%.4f", position.own().loss()));
  }
}
