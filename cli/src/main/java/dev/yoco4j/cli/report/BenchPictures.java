package dev.yoco4j.cli.report;

import dev.yoco4j.benchmark.inference.InferenceResults;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// The pictures of a benchmark, shaped like figures 6 to 10 of YOCO (arXiv 2405.05254).
///
/// @param files the name of each and its PNG; none where the JDK cannot draw
/// @param remarks why there are none, a line each
public record BenchPictures(SequencedMap<String, byte[]> files, List<String> remarks) {
  static final String BREAKDOWN = "memory-breakdown.png";
  static final String MEMORY = "memory.png";
  static final String PER_TOKEN = "kv-bytes-per-token.png";
  static final String PREFILL = "prefill.png";
  static final String THROUGHPUT = "throughput.png";

  /// Turns results into PNGs by name.
  @FunctionalInterface
  interface Drawer {
    SequencedMap<String, byte[]> draw(InferenceResults results) throws IOException;
  }

  /// Copies the collections.
  public BenchPictures {
    files = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(files));
    remarks = List.copyOf(remarks);
  }

  /// Draws all of them.
  ///
  /// @param results what was found
  /// @return the pictures; never fails
  public static BenchPictures draw(InferenceResults results) {
    // No method reference: a JDK without AWT must not meet the class of the charts before it is
    // tried.
    return draw(results, found -> BenchCharts.all(found));
  }

  static BenchPictures draw(InferenceResults results, Drawer drawer) {
    if (results.rows().isEmpty()) {
      return without("nothing was measured");
    }
    try {
      return new BenchPictures(drawer.draw(results), List.of());
    } catch (IOException | RuntimeException | Error e) {
      // Error too: without fonts AWT throws a plain one, or one of linking, after the JDK's make.
      return without(
          "this JDK cannot draw text here (%s); fontconfig and a font such as DejaVu mend that"
              .formatted(
                  String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given")));
    }
  }

  private static BenchPictures without(String why) {
    return new BenchPictures(new LinkedHashMap<>(), List.of("no pictures: " + why));
  }
}
