package dev.yoco4j.cli;

import dev.yoco4j.cli.report.LossCurve;
import dev.yoco4j.cli.report.LossPicture;
import dev.yoco4j.cli.report.LossPlot;
import dev.yoco4j.training.MetricsFile;
import java.nio.file.Files;
import java.nio.file.Path;

/// The loss curve beside a run's metrics.
final class LossPictures {
  private LossPictures() {}

  /// Draws what the metrics say so far, and says on standard error what could not be drawn.
  static void draw(Path run) {
    Path metrics = run.resolve(MetricsFile.NAME);
    if (!Files.exists(metrics)) {
      return;
    }
    LossCurve curve = LossCurve.of(MetricsFile.read(metrics));
    switch (LossPlot.draw(curve, run.resolve(LossPlot.NAME))) {
      case LossPicture.Drawn _ -> {}
      case LossPicture.Vector(_, String remark) -> System.err.println(remark);
      case LossPicture.Missing(String remark) -> System.err.println(remark);
    }
  }
}
