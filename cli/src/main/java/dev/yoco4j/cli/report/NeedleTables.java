package dev.yoco4j.cli.report;

import dev.yoco4j.evaluation.needle.NeedleConfig;
import dev.yoco4j.evaluation.needle.NeedleResult;
import dev.yoco4j.evaluation.needle.NeedleResult.Count;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Needles for the terminal, in ASCII.
public final class NeedleTables {
  private static final double PERCENT = 100;

  private NeedleTables() {}

  /// Lays the tables out: each number of needles by depth and length, then all of them by length as
  /// in table 4 of YOCO (arXiv 2405.05254).
  ///
  /// @param result what was found
  /// @return lines that end with a line feed
  public static String of(NeedleResult result) {
    StringBuilder text = new StringBuilder();
    for (int needles : result.config().needles()) {
      text.append(title(needles)).append(grid(result, needles).text()).append('\n');
    }
    text.append("Found, all depths; in brackets exactly\n").append(summary(result).text());
    Count all = result.all();
    text.append(
        String.format(
            Locale.ROOT,
            "%n%,d trials, %,d of them ambiguous (two needles about one city); %,d tokens of prompts, %.0f%% of them in memory already%n",
            all.trials(),
            all.ambiguous(),
            all.promptTokens(),
            PERCENT * all.reusedTokens() / all.promptTokens()));
    return text.toString();
  }

  private static String title(int needles) {
    return needles == 1
        ? "1 needle, percent found by depth and length\n"
        : needles + " needles, percent found by depth and length\n";
  }

  private static Table grid(NeedleResult result, int needles) {
    NeedleConfig config = result.config();
    List<String> head = new ArrayList<>(List.of("depth", ""));
    config.lengths().forEach(length -> head.add(Quantities.context(length)));
    List<List<String>> rows = new ArrayList<>();
    List<Double> depths = config.depths(needles);
    for (int step = 0; step < depths.size(); step++) {
      List<String> row = new ArrayList<>(List.of(percent(depths.get(step)) + "%", ""));
      for (int length : config.lengths()) {
        row.add(percent(result.at(needles, length, step).accuracy()));
      }
      rows.add(row);
    }
    return new Table("", head, rows);
  }

  private static Table summary(NeedleResult result) {
    List<String> head = new ArrayList<>(List.of("length", ""));
    result
        .config()
        .needles()
        .forEach(needles -> head.add(needles == 1 ? "1 needle" : needles + " needles"));
    List<List<String>> rows = new ArrayList<>();
    for (int length : result.config().lengths()) {
      List<String> row = new ArrayList<>(List.of(Quantities.context(length), ""));
      for (int needles : result.config().needles()) {
        Count count = result.at(needles, length);
        row.add(String.format(Locale.ROOT, "%.2f (%.2f)", count.accuracy(), count.exactAccuracy()));
      }
      rows.add(row);
    }
    return new Table("", head, rows);
  }

  private static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.0f", PERCENT * fraction);
  }
}
