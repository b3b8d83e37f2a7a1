package dev.yoco4j.cli.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// The losses of several runs over the tokens that each was trained on: a line for training, dots
/// of its colour for validation.
public final class LossesChart {
  private static final List<Color> COLOURS =
      List.of(
          new Color(0x2a5fb0),
          new Color(0x1f8a70),
          new Color(0xc0700a),
          new Color(0x7b4fb5),
          new Color(0x9a5b5b),
          new Color(0x6b7480));
  private static final int DRAWN_PARTS = 800;
  private static final int TICKS = 8;

  private final List<RunLosses> runs;
  private final TokenAxis axis;
  private final XYChart chart;

  private LossesChart(List<RunLosses> runs) {
    this.runs = runs;
    axis = TokenAxis.upTo(tokens(runs));
    chart =
        new XYChartBuilder()
            .width(LossChart.WIDTH)
            .height(LossChart.HEIGHT)
            .xAxisTitle(axis.title())
            .yAxisTitle("loss, nats per token")
            .build();
  }

  /// Draws them, without their first steps.
  ///
  /// @param runs at least one
  /// @return a picture of 900 by 500 pixels
  /// @throws IOException if this JDK writes no PNG
  public static byte[] png(List<RunLosses> runs) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    XYChart drawn = new LossesChart(runs).drawn();
    if (!ImageIO.write(BitmapEncoder.getBufferedImage(drawn), "png", bytes)) {
      throw new IOException("this JDK writes no PNG");
    }
    return bytes.toByteArray();
  }

  private XYChart drawn() {
    LossChart.style(chart);
    Ticks up = up();
    LossChart.scale(chart, Ticks.over(0, axis.at(tokens(runs)), TICKS), up);
    // Labels may stand between two of the round numbers.
    int decimals = (int) Math.max(1, 1 - Math.floor(Math.log10(up.step())));
    chart.setCustomYAxisTickLabelsFormatter(
        loss -> String.format(Locale.ROOT, "%." + decimals + "f", loss));
    for (int i = 0; i < runs.size(); i++) {
      add(runs.get(i), COLOURS.get(i % COLOURS.size()));
    }
    return chart;
  }

  private static long tokens(List<RunLosses> runs) {
    return runs.stream().mapToLong(RunLosses::tokens).max().orElse(1);
  }

  private Ticks up() {
    double[] losses =
        runs.stream()
            .flatMapToDouble(run ->
                DoubleStream.concat(
                    run.drawnTraining().stream().mapToDouble(TrainingPoint::loss),
                    run.drawnValidation().stream().mapToDouble(ValidationPoint::loss)))
            .sorted()
            .toArray();
    return Ticks.over(losses[0], losses[losses.length - 1], TICKS);
  }

  private void add(RunLosses run, Color colour) {
    List<TrainingPoint> training = LossCurve.outline(run.drawnTraining(), DRAWN_PARTS);
    XYSeries line =
        series(run.name() + ", training", training, TrainingPoint::tokens, TrainingPoint::loss);
    line.setMarker(SeriesMarkers.NONE).setLineColor(colour).setLineStyle(new BasicStroke(2.2f));
    List<ValidationPoint> validation = run.drawnValidation();
    if (!validation.isEmpty()) {
      XYSeries dots =
          series(
              run.name() + ", validation",
              validation,
              ValidationPoint::tokens,
              ValidationPoint::loss);
      dots.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
      dots.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(colour);
    }
  }

  private <P> XYSeries series(
      String name, List<P> points, ToDoubleFunction<P> tokens, ToDoubleFunction<P> loss) {
    double[] x =
        points.stream().mapToDouble(p -> axis.at((long) tokens.applyAsDouble(p))).toArray();
    return chart.addSeries(name, x, points.stream().mapToDouble(loss).toArray());
  }
}
