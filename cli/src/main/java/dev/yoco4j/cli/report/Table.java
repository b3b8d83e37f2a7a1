package dev.yoco4j.cli.report;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Rows of text below headings, for a terminal and for a page.
///
/// @param title what it is about
/// @param head the heading of each column
/// @param rows as many cells each
record Table(String title, List<String> head, List<List<String>> rows) {
  private static final String GAP = "   ";

  /// Columns that are aligned to the right, but for the first two, which are names.
  private static final int NAMES = 2;

  String text() {
    List<List<String>> all = Stream.concat(Stream.of(head), rows.stream()).toList();
    int[] widths =
        IntStream.range(0, head.size())
            .map(column -> all.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    return all.stream().map(row -> line(row, widths)).collect(Collectors.joining());
  }

  private static String line(List<String> row, int[] widths) {
    return IntStream.range(0, row.size())
            .mapToObj(column -> cell(row.get(column), widths[column], column))
            .collect(Collectors.joining(GAP))
            .stripTrailing()
        + "\n";
  }

  private static String cell(String text, int width, int column) {
    String space = " ".repeat(width - text.length());
    return column < NAMES ? text + space : space + text;
  }

  String html() {
    return """
    <div class="wide">
    <table class="costs">
    <caption>%s</caption>
    <thead><tr>%s</tr></thead>
    <tbody>
    %s</tbody>
    </table>
    </div>
    """
        .formatted(
            Html.escape(title),
            cells(head, "<th scope=\"col\">", "</th>"),
            rows.stream()
                .map(row -> "<tr>" + cells(row, "<td>", "</td>") + "</tr>\n")
                .collect(Collectors.joining()));
  }

  private static String cells(List<String> texts, String before, String after) {
    return texts.stream()
        .map(text -> before + Html.escape(text) + after)
        .collect(Collectors.joining());
  }
}
