package dev.yoco4j.cli;

import dev.yoco4j.cli.report.LossCurve;
import dev.yoco4j.cli.report.LossPicture;
import dev.yoco4j.cli.report.LossPlot;
import dev.yoco4j.cli.report.TrainingPoint;
import dev.yoco4j.training.MetricsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The loss curve beside a run's metrics.
final class LossPictures {
  private LossPictures() {}

  /// Loads what draws, on a thread of its own: the JDK refuses to do so once a signal is ending the
  /// process, which is when a stopped run draws its curve. Where nothing can be drawn, [#draw] says
  /// so.
  static void prepare() {
    Thread _ =
        Thread.ofPlatform()
            .daemon()
            .name("prepare to draw")
            .start(() -> {
              try {
                Path folder = Files.createTempDirectory("yoco");
                LossCurve flat = new LossCurve(List.of(new TrainingPoint(1, 1, 1)), List.of());
                LossPicture _ = LossPlot.draw(flat, folder.resolve(LossPlot.NAME));
                Files.deleteIfExists(folder.resolve(LossPlot.NAME));
                Files.deleteIfExists(folder.resolve("loss.svg"));
                Files.deleteIfExists(folder);
              } catch (IOException e) {
                System.getLogger(LossPictures.class.getName())
                    .log(System.Logger.Level.DEBUG, "not prepared", e);
              }
            });
  }

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
