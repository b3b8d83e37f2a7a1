package dev.yoco4j.cli.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// A loss curve in pixels.
final class LossChart {
  static final int WIDTH = 900;
  static final int HEIGHT = 500;

  private static final int DRAWN_PARTS = 800;
  private static final int DRAWN_VALIDATIONS = 100;
  private static final Color INK = new Color(0x1c2430);
  private static final Color GRID = new Color(0xe3e7ec);
  private static final Color FAINT = new Color(0x4a, 0x7f, 0xd0, 0x90);
  private static final Color STRONG = new Color(0x2a5fb0);
  private static final Color VALIDATION = new Color(0xc0700a);

  private LossChart() {}

  /// The picture of a curve that has at least one step.
  static byte[] png(LossCurve curve) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (!ImageIO.write(BitmapEncoder.getBufferedImage(chart(curve)), "png", bytes)) {
      throw new IOException("this JDK writes no PNG");
    }
    return bytes.toByteArray();
  }

  private static XYChart chart(LossCurve curve) {
    TokenAxis axis = TokenAxis.upTo(curve.training().getLast().tokens());
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .xAxisTitle(axis.title())
            .yAxisTitle("loss, nats per token")
            .build();
    style(chart);
    scale(chart, Ticks.over(0, axis.at(curve.training().getLast().tokens()), 8), curve.ticks(8));
    boolean smooths = curve.window() > 1;
    line(chart, "each step", LossCurve.outline(curve.training(), DRAWN_PARTS), axis)
        .setLineColor(smooths ? FAINT : STRONG)
        .setLineStyle(new BasicStroke(smooths ? 1 : 2.2f));
    if (smooths) {
      String name = "mean of " + curve.window() + " steps";
      line(chart, name, LossCurve.outline(curve.smoothed(), DRAWN_PARTS), axis)
          .setLineColor(STRONG)
          .setLineStyle(new BasicStroke(2.2f));
    }
    if (!curve.validation().isEmpty()) {
      validation(chart, curve.someValidations(DRAWN_VALIDATIONS), axis);
    }
    return chart;
  }

  static void style(XYChart chart) {
    chart
        .getStyler()
        .setXAxisTickMarkSpacingHint(90)
        .setPlotGridLinesColor(GRID)
        .setPlotGridLinesStroke(new BasicStroke(1))
        .setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13))
        .setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14))
        .setAxisTitlePadding(8)
        .setAxisTickPadding(6)
        .setAxisTickLabelsColor(INK)
        .setPlotBorderVisible(false)
        .setChartBackgroundColor(Color.WHITE)
        .setChartFontColor(INK)
        .setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13))
        .setLegendBorderColor(GRID)
        .setLegendPosition(Styler.LegendPosition.InsideNE);
  }

  static void scale(XYChart chart, Ticks across, Ticks up) {
    chart
        .getStyler()
        .setXAxisMin(across.least())
        .setXAxisMax(across.greatest())
        .setYAxisMin(up.least())
        .setYAxisMax(up.greatest());
    chart.setCustomXAxisTickLabelsFormatter(across::label);
    chart.setCustomYAxisTickLabelsFormatter(up::label);
  }

  private static XYSeries line(
      XYChart chart, String name, List<TrainingPoint> points, TokenAxis axis) {
    double[] x = points.stream().mapToDouble(point -> axis.at(point.tokens())).toArray();
    double[] y = points.stream().mapToDouble(TrainingPoint::loss).toArray();
    XYSeries series = chart.addSeries("training, " + name, x, y);
    series.setMarker(SeriesMarkers.NONE);
    return series;
  }

  private static void validation(XYChart chart, List<ValidationPoint> points, TokenAxis axis) {
    double[] x = points.stream().mapToDouble(point -> axis.at(point.tokens())).toArray();
    double[] y = points.stream().mapToDouble(ValidationPoint::loss).toArray();
    XYSeries series = chart.addSeries("validation", x, y);
    series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
    series.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(VALIDATION);
  }
}
