package dev.yoco4j.cli.report;

import dev.yoco4j.benchmark.inference.BenchmarkModel;
import dev.yoco4j.benchmark.inference.InferenceResults;
import dev.yoco4j.benchmark.inference.InferenceRow;
import dev.yoco4j.torch.Precision;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.internal.chartpart.Chart;

/// The pictures of a benchmark in pixels.
final class BenchCharts {
  private final InferenceResults results;

  private BenchCharts(InferenceResults results) {
    this.results = results;
  }

  /// All pictures of results that have at least one row.
  static SequencedMap<String, byte[]> all(InferenceResults results) throws IOException {
    BenchCharts charts = new BenchCharts(results);
    SequencedMap<String, byte[]> pictures = new LinkedHashMap<>();
    List<InferenceRow> longest = charts.atTheLongest();
    pictures.put(BenchPictures.BREAKDOWN, png(BenchBars.memory(longest, charts::name)));
    pictures.put(BenchPictures.MEMORY, png(charts.memory()));
    pictures.put(BenchPictures.PER_TOKEN, png(BenchBars.perToken(longest, charts::name)));
    pictures.put(BenchPictures.PREFILL, png(charts.prefill()));
    pictures.put(BenchPictures.THROUGHPUT, png(charts.throughput()));
    return pictures;
  }

  private static byte[] png(Chart<?, ?> chart) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (!ImageIO.write(BitmapEncoder.getBufferedImage(chart), "png", bytes)) {
      throw new IOException("this JDK writes no PNG");
    }
    return bytes.toByteArray();
  }

  /// Each model's row at the longest length that most of the models reached.
  private List<InferenceRow> atTheLongest() {
    List<InferenceRow> best = List.of();
    for (long length : results.plan().lengths()) {
      List<InferenceRow> rows = rows(false).stream().filter(r -> r.length() == length).toList();
      best = rows.size() >= best.size() && !rows.isEmpty() ? rows : best;
    }
    return best;
  }

  private Chart<?, ?> memory() {
    BenchLines lines = new BenchLines("peak memory, weights included", BenchLines.Scale.BYTES);
    add(
        lines,
        "",
        rows(false).stream().filter(row -> row.memory().peak().isPresent()).toList(),
        row -> row.memory().peak().orElseThrow());
    return lines.chart();
  }

  private Chart<?, ?> prefill() {
    BenchLines lines =
        new BenchLines("time to take a prompt in; dashed: its floor", BenchLines.Scale.SECONDS);
    add(lines, "", rows(false), row -> row.prefill().median());
    add(lines, BenchLines.FLOOR, rows(false), InferenceRow::floorPrefillSeconds);
    return lines.chart();
  }

  private Chart<?, ?> throughput() {
    BenchLines lines =
        new BenchLines("tokens per second, at the largest batch", BenchLines.Scale.RATE);
    add(lines, "", rows(true), InferenceRow::tokensPerSecond);
    return lines.chart();
  }

  private void add(
      BenchLines lines,
      String suffix,
      List<InferenceRow> rows,
      ToDoubleFunction<InferenceRow> value) {
    SequencedMap<String, List<InferenceRow>> byName = new LinkedHashMap<>();
    rows.forEach(row -> byName.computeIfAbsent(name(row), _ -> new ArrayList<>()).add(row));
    byName.forEach((name, own) ->
        lines.add(
            name + suffix,
            own.getFirst().model().isYoco(),
            own.stream().mapToDouble(InferenceRow::length).toArray(),
            own.stream().mapToDouble(value).toArray()));
  }

  /// One row for each model and length: that of the smallest batch, or of the largest.
  private List<InferenceRow> rows(boolean largest) {
    List<InferenceRow> chosen = new ArrayList<>();
    for (Precision precision : results.plan().precisions()) {
      for (BenchmarkModel model : results.plan().models()) {
        for (long length : results.plan().lengths()) {
          List<InferenceRow> rows = results.rows(model, precision, length);
          if (!rows.isEmpty()) {
            chosen.add(largest ? rows.getLast() : rows.getFirst());
          }
        }
      }
    }
    return chosen;
  }

  private String name(InferenceRow row) {
    return new BenchTables(results).name(row);
  }
}
