package dev.yoco4j.cli.report;

import dev.yoco4j.evaluation.synthetic.RecallCell;
import dev.yoco4j.evaluation.synthetic.RecallConfig;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/// What a model recalled by length and depth.
public final class RecallMap {
  private static final String NAME = "recall.png";
  private static final double PERCENT = 100;

  private RecallMap() {}

  /// Draws it.
  ///
  /// @param config what was asked
  /// @param cells lengths first
  /// @return one PNG by its name
  /// @throws IOException if this JDK writes no PNG
  public static SequencedMap<String, byte[]> draw(RecallConfig config, List<RecallCell> cells)
      throws IOException {
    double[][] exact = new double[config.depths()][config.lengths().size()];
    for (int depth = 0; depth < config.depths(); depth++) {
      for (int column = 0; column < config.lengths().size(); column++) {
        exact[depth][column] = cells.get(column * config.depths() + depth).accuracy();
      }
    }
    FractionMap map =
        new FractionMap(
            "fraction of values recalled",
            "tokens of context",
            config.lengths().stream().map(length -> Quantities.context(length)).toList(),
            "depth of the pair, %",
            IntStream.range(0, config.depths())
                .mapToObj(
                    depth -> String.format(Locale.ROOT, "%.0f", PERCENT * config.depth(depth)))
                .toList(),
            exact);
    return new LinkedHashMap<>(Map.of(NAME, map.png()));
  }
}
