package dev.yoco4j.cli.report;

/// The cache bytes of both models as bars, on a logarithmic scale: from 1K to 1M tokens they grow a
/// thousandfold, and on a linear one only the last would be seen.
final class CacheBars {
  private static final int WIDTH = 860;
  private static final int LEFT = 72;
  private static final int RIGHT = WIDTH - 190;
  private static final int TOP = 44;
  private static final int ROW = 58;
  private static final int BAR = 19;
  private static final double GRID_LOG2 = 4;

  private final Comparison comparison;
  private final double least;
  private final double greatest;
  private final int bottom;
  private final Svg svg;

  private CacheBars(Comparison comparison) {
    this.comparison = comparison;
    double fewest =
        comparison.rows().stream()
            .mapToLong(row -> Math.min(row.yocoBytes(), row.transformerBytes()))
            .min()
            .orElseThrow();
    double most =
        comparison.rows().stream()
            .mapToLong(row -> Math.max(row.yocoBytes(), row.transformerBytes()))
            .max()
            .orElseThrow();
    // Half of the smallest, or its bar would have no length.
    least = Math.floor(log2(fewest / 2) / GRID_LOG2) * GRID_LOG2;
    greatest = log2(most);
    bottom = TOP + ROW * comparison.rows().size();
    svg = new Svg(WIDTH, bottom + 50, label(comparison));
  }

  static Svg of(Comparison comparison) {
    return new CacheBars(comparison).draw();
  }

  private static String label(Comparison comparison) {
    ComparisonRow last = comparison.rows().getLast();
    return "Cache bytes by length of context. At %s tokens: this model %s, the Transformer %s"
        .formatted(
            Quantities.context(last.context()),
            Quantities.bytes(last.yocoBytes()),
            Quantities.bytes(last.transformerBytes()));
  }

  private Svg draw() {
    legend();
    for (double power = Math.max(0, least); power <= greatest; power += GRID_LOG2) {
      svg.line("grid", x(power), TOP - 8, x(power), bottom);
      svg.text("tick middle", x(power), bottom + 18, size(power));
    }
    svg.line("axis", LEFT, TOP - 8, LEFT, bottom);
    svg.text(
        "title middle",
        (LEFT + RIGHT) / 2.0,
        bottom + 42,
        "bytes of cache, 16 times more at each line");
    for (int i = 0; i < comparison.rows().size(); i++) {
      row(comparison.rows().get(i), TOP + ROW * i + 6.0);
    }
    return svg;
  }

  private void legend() {
    svg.rectangle("yoco", LEFT, 8, 14, 14).text("tick", LEFT + 20, 20, "this model");
    svg.rectangle("transformer", LEFT + 116, 8, 14, 14);
    svg.text("tick", LEFT + 136, 20, "Transformer of equal size");
  }

  private void row(ComparisonRow row, double y) {
    svg.text("name end", LEFT - 12, y + BAR + 6, Quantities.context(row.context()));
    String less = row.yocoBytes() < row.transformerBytes() ? ", " + row.bytesRatio() + " less" : "";
    bar("yoco", row.yocoBytes(), y, less);
    bar("transformer", row.transformerBytes(), y + BAR + 3, "");
  }

  private void bar(String style, long bytes, double y, String remark) {
    double end = x(log2((double) bytes));
    svg.rectangle(style, LEFT, y, end - LEFT, BAR);
    svg.text("tick", end + 8, y + BAR - 5, Quantities.bytes(bytes) + remark);
  }

  private double x(double power) {
    return LEFT + (power - least) / (greatest - least) * (RIGHT - LEFT);
  }

  private static String size(double power) {
    return Quantities.bytes(1L << (int) power).replace(".00", "").replaceFirst("(\\d)\\.0 ", "$1 ");
  }

  private static double log2(double value) {
    return Math.log(value) / Math.log(2);
  }
}
