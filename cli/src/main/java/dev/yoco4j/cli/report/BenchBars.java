package dev.yoco4j.cli.report;

import dev.yoco4j.benchmark.inference.InferenceRow;
import dev.yoco4j.benchmark.inference.MemoryUse;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;

/// A bar for each model.
final class BenchBars {
  static final int WIDTH = 900;
  static final int HEIGHT = 500;

  private static final double BAR = 0.55;
  private static final double MIB = 1 << 20;
  static final Color INK = new Color(0x1c2430);
  private static final Color GRID = new Color(0xe3e7ec);
  private static final Color WEIGHTS = new Color(0xa7b0bd);
  private static final Color KEYS_AND_VALUES = new Color(0x2a5fb0);
  private static final Color STATES = new Color(0x1f8a70);
  private static final Color REST = new Color(0xe0b070);

  private BenchBars() {}

  /// What the peak consists of.
  static CategoryChart memory(List<InferenceRow> rows, Function<InferenceRow, String> name) {
    String title = "MiB at " + Quantities.context(rows.getFirst().length()) + " tokens of context";
    CategoryChart chart = chart(title);
    chart.getStyler().setStacked(true);
    part(chart, "weights", WEIGHTS, rows, name, MemoryUse::weights);
    part(chart, "keys and values", KEYS_AND_VALUES, rows, name, MemoryUse::keyValues);
    part(chart, "states and windows", STATES, rows, name, MemoryUse::states);
    part(chart, "rest", REST, rows, name, memory -> memory.rest().orElse(0));
    return chart;
  }

  private static void part(
      CategoryChart chart,
      String part,
      Color colour,
      List<InferenceRow> rows,
      Function<InferenceRow, String> name,
      ToLongFunction<MemoryUse> bytes) {
    List<Double> values = rows.stream().map(row -> bytes.applyAsLong(row.memory()) / MIB).toList();
    chart.addSeries(part, rows.stream().map(name).toList(), values).setFillColor(colour);
  }

  /// Bytes that a position adds.
  static CategoryChart perToken(List<InferenceRow> rows, Function<InferenceRow, String> name) {
    CategoryChart chart = chart("bytes of keys and values per token");
    chart.getStyler().setLegendVisible(false);
    List<Long> values = rows.stream().map(InferenceRow::keyValueBytesPerToken).toList();
    chart
        .addSeries("bytes per token", rows.stream().map(name).toList(), values)
        .setFillColor(KEYS_AND_VALUES);
    return chart;
  }

  private static CategoryChart chart(String title) {
    CategoryChart chart =
        new CategoryChartBuilder().width(WIDTH).height(HEIGHT).yAxisTitle(title).build();
    style(chart.getStyler());
    chart.getStyler().setAvailableSpaceFill(BAR);
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
    return chart;
  }

  static void style(AxesChartStyler styler) {
    styler
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
        .setLegendBorderColor(GRID);
  }
}
