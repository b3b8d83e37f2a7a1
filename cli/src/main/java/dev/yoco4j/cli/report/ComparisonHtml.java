package dev.yoco4j.cli.report;

import java.util.stream.Collectors;

/// A comparison as a table of the page.
final class ComparisonHtml {
  private ComparisonHtml() {}

  static String of(Comparison comparison) {
    return """
    <div class="wide">
    <table class="costs">
    <caption>%s</caption>
    <colgroup><col></colgroup><colgroup span="3"></colgroup><colgroup span="3"></colgroup>
    <thead>
    <tr><td></td><th class="first" colspan="3" scope="colgroup">Cache</th><th class="first" colspan="3" scope="colgroup">Prefill</th></tr>
    <tr><th scope="col">Context</th>%s%s</tr>
    </thead>
    <tbody>
    %s</tbody>
    </table>
    </div>
    """
        .formatted(
            Html.escape(comparison.heading()),
            heads(),
            heads(),
            comparison.rows().stream().map(ComparisonHtml::row).collect(Collectors.joining()));
  }

  private static String heads() {
    return """
    <th class="first" scope="col">this model</th><th scope="col">Transformer</th><th scope="col">ratio</th>\
    """;
  }

  private static String row(ComparisonRow row) {
    return """
    <tr><th scope="row">%s</th><td class="first ours">%s</td><td>%s</td><td>%s</td>\
    <td class="first ours">%s</td><td>%s</td><td>%s</td></tr>
    """
        .formatted(
            Quantities.context(row.context()),
            Quantities.bytes(row.yocoBytes()),
            Quantities.bytes(row.transformerBytes()),
            row.bytesRatio(),
            time(row.yocoPrefill()),
            time(row.transformerPrefill()),
            row.prefillRatio());
  }

  private static String time(Timing timing) {
    String how =
        switch (timing) {
          case Timing.Measured _ -> "measured";
          case Timing.Computed _ -> "computed";
        };
    return Quantities.seconds(timing.seconds()) + " <span class=\"how\">" + how + "</span>";
  }
}
