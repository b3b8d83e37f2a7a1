package dev.yoco4j.cli.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// Lines over the length of context, both axes logarithmic: the same distance is the same factor.
///
/// The chart draws logarithms on plain axes, whose labels say what they are of: contexts are powers
/// of two more often than of ten.
final class BenchLines {
  /// Ends the name of a line that is computed.
  static final String FLOOR = ", floor";

  /// What is counted upwards.
  enum Scale {
    BYTES(2),
    SECONDS(10),
    RATE(10);

    private final double base;

    Scale(double base) {
      this.base = base;
    }

    double at(double value) {
      return Math.log(value) / Math.log(base);
    }

    String label(double exponent) {
      double value = Math.pow(base, exponent);
      return switch (this) {
        case BYTES -> Quantities.bytes(Math.round(value));
        case SECONDS ->
            value < 1 ? Quantities.seconds(value) : String.format(Locale.ROOT, "%,.0f s", value);
        case RATE -> value >= 1 ? Quantities.count(Math.round(value)) : rounded(value);
      };
    }

    private static String rounded(double value) {
      return String.format(Locale.ROOT, "%.3g", value);
    }
  }

  private static final double NEARLY = 1e-6;
  private static final List<Color> YOCO =
      List.of(new Color(0x2a5fb0), new Color(0x1f8a70), new Color(0x7b4fb5), new Color(0xc0700a));
  private static final List<Color> TRANSFORMER =
      List.of(new Color(0x6b7480), new Color(0x9a5b5b), new Color(0xa7b0bd));

  private final Scale scale;
  private final XYChart chart;
  private final Map<String, Color> colours = new HashMap<>();
  private double left = Double.POSITIVE_INFINITY;
  private double right = Double.NEGATIVE_INFINITY;
  private double low = Double.POSITIVE_INFINITY;
  private double high = Double.NEGATIVE_INFINITY;
  private int yocos;
  private int transformers;

  BenchLines(String title, Scale scale) {
    this.scale = scale;
    chart =
        new XYChartBuilder()
            .width(BenchBars.WIDTH)
            .height(BenchBars.HEIGHT)
            .xAxisTitle("tokens of context")
            .yAxisTitle(title)
            .build();
    BenchBars.style(chart.getStyler());
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
  }

  /// Draws a line; that of a floor is dashed, in the colour of the model that it belongs to.
  void add(String name, boolean yoco, double[] lengths, double[] values) {
    double[] x = Arrays.stream(lengths).map(length -> Math.log(length) / Math.log(2)).toArray();
    double[] y = Arrays.stream(values).map(scale::at).toArray();
    XYSeries line = chart.addSeries(name, x, y);
    boolean floor = name.endsWith(FLOOR);
    Color colour = floor ? colourOf(name) : next(yoco);
    colours.put(name, colour);
    line.setLineColor(colour);
    line.setLineStyle(
        floor
            ? new BasicStroke(
                1.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {5, 4}, 0)
            : new BasicStroke(2.4f));
    line.setMarker(floor ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE);
    line.setMarkerColor(colour);
    line.setShowInLegend(!floor);
    left = Math.min(left, Arrays.stream(x).min().orElse(left));
    right = Math.max(right, Arrays.stream(x).max().orElse(right));
    low = Math.min(low, Arrays.stream(y).min().orElse(low));
    high = Math.max(high, Arrays.stream(y).max().orElse(high));
  }

  private Color colourOf(String floor) {
    String name = floor.substring(0, floor.length() - FLOOR.length());
    return colours.getOrDefault(name, BenchBars.INK);
  }

  private Color next(boolean yoco) {
    return yoco
        ? YOCO.get(yocos++ % YOCO.size())
        : TRANSFORMER.get(transformers++ % TRANSFORMER.size());
  }

  XYChart chart() {
    if (left <= right) {
      double from = Math.floor(left + NEARLY);
      double above = Math.floor(low + NEARLY);
      chart
          .getStyler()
          .setXAxisMin(from)
          .setXAxisMax(Math.max(from + 1, Math.ceil(right - NEARLY)))
          .setYAxisMin(above)
          .setYAxisMax(Math.max(above + 1, Math.ceil(high - NEARLY)));
    }
    chart.setCustomXAxisTickLabelsFormatter(
        exponent -> isWhole(exponent) ? Quantities.context(Math.round(Math.pow(2, exponent))) : "");
    chart.setCustomYAxisTickLabelsFormatter(
        exponent -> isWhole(exponent) ? scale.label(exponent) : "");
    return chart;
  }

  private static boolean isWhole(double exponent) {
    return Math.abs(exponent - Math.rint(exponent)) < NEARLY;
  }
}
