package dev.yoco4j.cli.report;

import dev.yoco4j.evaluation.perplexity.PerplexityResult.PositionScore;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// The mean loss up to a position, as in figure 5 of YOCO (arXiv 2405.05254).
public final class PositionChart {
  /// The name of the picture.
  public static final String NAME = "loss-by-position.png";

  private static final Color MEAN = new Color(0x2a5fb0);
  private static final Color OWN = new Color(0xa7b0bd);
  private static final int TICKS = 6;

  /// The first tokens of a document cost so much that they would press the rest flat.
  private static final int LEAST_DRAWN = 16;

  private static final int ENOUGH_WITHOUT = 9;

  private PositionChart() {}

  /// Draws it.
  ///
  /// @param positions at least one
  /// @return the PNG by its name
  /// @throws IOException if this JDK writes no PNG
  public static SequencedMap<String, byte[]> draw(List<PositionScore> positions)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (!ImageIO.write(BitmapEncoder.getBufferedImage(chart(positions)), "png", bytes)) {
      throw new IOException("this JDK writes no PNG");
    }
    SequencedMap<String, byte[]> pictures = new LinkedHashMap<>();
    pictures.put(NAME, bytes.toByteArray());
    return pictures;
  }

  private static XYChart chart(List<PositionScore> all) {
    List<PositionScore> positions =
        all.size() < ENOUGH_WITHOUT
            ? all
            : all.stream().filter(position -> position.to() >= LEAST_DRAWN).toList();
    XYChart chart =
        new XYChartBuilder()
            .width(BenchBars.WIDTH)
            .height(BenchBars.HEIGHT)
            .xAxisTitle("tokens before")
            .yAxisTitle("loss, nats per token")
            .build();
    BenchBars.style(chart.getStyler());
    chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideNE);
    line(chart, "from the power of two before", positions, p -> p.own().loss(), OWN);
    line(chart, "mean up to there", positions, p -> p.upTo().loss(), MEAN);
    axes(chart, positions);
    return chart;
  }

  private static void line(
      XYChart chart,
      String name,
      List<PositionScore> positions,
      ToDoubleFunction<PositionScore> loss,
      Color colour) {
    double[] x = positions.stream().mapToDouble(p -> log2((double) p.to())).toArray();
    double[] y = positions.stream().mapToDouble(loss).toArray();
    XYSeries line = chart.addSeries(name, x, y);
    line.setLineColor(colour).setLineStyle(new BasicStroke(2.4f));
    line.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(colour);
  }

  private static void axes(XYChart chart, List<PositionScore> positions) {
    double most =
        positions.stream()
            .mapToDouble(p -> Math.max(p.own().loss(), p.upTo().loss()))
            .max()
            .orElse(1);
    double least =
        positions.stream()
            .mapToDouble(p -> Math.min(p.own().loss(), p.upTo().loss()))
            .min()
            .orElse(0);
    Ticks up = Ticks.over(least, most, TICKS);
    double first = log2((double) positions.getFirst().to());
    chart
        .getStyler()
        .setXAxisMin(first)
        .setXAxisMax(Math.max(first + 1, log2((double) positions.getLast().to())))
        .setYAxisMin(up.least())
        .setYAxisMax(up.greatest());
    chart.setCustomXAxisTickLabelsFormatter(exponent ->
        exponent == Math.rint(exponent)
            ? Quantities.context(Math.round(Math.pow(2, exponent)))
            : "");
    // Labels may stand between two of the round numbers.
    int decimals = (int) Math.max(1, 1 - Math.floor(Math.log10(up.step())));
    chart.setCustomYAxisTickLabelsFormatter(
        loss -> String.format(Locale.ROOT, "%." + decimals + "f", loss));
  }

  private static double log2(double value) {
    return Math.log(value) / Math.log(2);
  }
}
