package dev.yoco4j.cli.report;

import dev.yoco4j.evaluation.needle.NeedleConfig;
import dev.yoco4j.evaluation.needle.NeedleResult;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;

/// How often needles are found by length and depth, as in figure 4 of YOCO (arXiv 2405.05254).
public final class NeedleMaps {
  private static final double PERCENT = 100;

  private NeedleMaps() {}

  /// Draws a map for each number of needles.
  ///
  /// @param result what was found
  /// @return PNGs by name: `needles-1.png`
  /// @throws IOException if this JDK writes no PNG
  public static SequencedMap<String, byte[]> draw(NeedleResult result) throws IOException {
    SequencedMap<String, byte[]> pictures = new LinkedHashMap<>();
    for (int needles : result.config().needles()) {
      pictures.put("needles-" + needles + ".png", map(result, needles).png());
    }
    return pictures;
  }

  private static FractionMap map(NeedleResult result, int needles) {
    NeedleConfig config = result.config();
    List<Integer> lengths = config.lengths();
    List<Double> depths = config.depths(needles);
    double[][] found = new double[depths.size()][lengths.size()];
    for (int step = 0; step < depths.size(); step++) {
      for (int column = 0; column < lengths.size(); column++) {
        found[step][column] = result.at(needles, lengths.get(column), step).accuracy();
      }
    }
    return new FractionMap(
        needles == 1 ? "one needle: fraction found" : needles + " needles: fraction found",
        "tokens of context",
        lengths.stream().map(length -> Quantities.context(length)).toList(),
        "depth of the needle, %",
        depths.stream().map(d -> String.format(Locale.ROOT, "%.0f", PERCENT * d)).toList(),
        found);
  }
}
