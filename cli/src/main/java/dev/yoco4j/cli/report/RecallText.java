package dev.yoco4j.cli.report;

import dev.yoco4j.evaluation.synthetic.RecallCell;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a model recalled, as a table: a row for each depth, a column for each length.
public final class RecallText {
  private RecallText() {}

  /// Writes it.
  ///
  /// @param lengths tokens
  /// @param depths how many
  /// @param cells lengths first
  /// @return whole lines
  public static String of(List<Integer> lengths, int depths, List<RecallCell> cells) {
    List<String> head = new ArrayList<>(List.of("exact answers, %", ""));
    lengths.forEach(length -> head.add(Quantities.context(length)));
    List<List<String>> rows = new ArrayList<>();
    for (int depth = 0; depth < depths; depth++) {
      List<String> row = new ArrayList<>();
      row.add("depth " + percent(cells.get(depth).depth()));
      row.add("");
      for (int column = 0; column < lengths.size(); column++) {
        row.add(percent(cells.get(column * depths + depth).accuracy()));
      }
      rows.add(row);
    }
    List<String> all = new ArrayList<>(List.of("all depths", ""));
    for (int column = 0; column < lengths.size(); column++) {
      all.add(percent(mean(cells.subList(column * depths, (column + 1) * depths))));
    }
    rows.add(all);
    return new Table("recall", head, rows).text();
  }

  /// The part of all trials that was answered exactly.
  ///
  /// @param cells of as many trials each
  /// @return from 0 to 1
  public static double mean(List<RecallCell> cells) {
    return cells.stream().mapToDouble(RecallCell::accuracy).average().orElse(0);
  }

  private static String percent(double part) {
    return String.format(Locale.ROOT, "%.0f", 100 * part);
  }
}
