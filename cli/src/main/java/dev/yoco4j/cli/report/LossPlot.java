package dev.yoco4j.cli.report;

import dev.yoco4j.torch.AtomicFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Draws the loss curve of a run into a file.
public final class LossPlot {
  /// The name of the picture in the folder of a run.
  public static final String NAME = "loss.png";

  private LossPlot() {}

  /// Turns a curve into the bytes of a picture.
  @FunctionalInterface
  interface Drawer {
    byte[] draw(LossCurve curve) throws IOException;
  }

  /// Draws a curve, 900 by 500 pixels, and replaces the file in one step.
  ///
  /// Where the JDK has no fonts to draw with, which is so on a bare Linux, the picture becomes an
  /// SVG of the same name beside it.
  ///
  /// @param curve the curve
  /// @param png the file; its folder must exist
  /// @return what became of it; never fails
  public static LossPicture draw(LossCurve curve, Path png) {
    // No method reference: a JDK without AWT must not meet the class of the chart before it is
    // tried.
    return draw(curve, png, points -> LossChart.png(points));
  }

  static LossPicture draw(LossCurve curve, Path png, Drawer drawer) {
    if (curve.training().isEmpty()) {
      return new LossPicture.Missing("no " + png.getFileName() + ": no step was made");
    }
    byte[] picture;
    try {
      picture = drawer.draw(curve);
    } catch (IOException | RuntimeException | Error e) {
      // Error too: without fonts AWT throws a plain one, or one of linking, after the JDK's make.
      return vector(curve, png, e);
    }
    return written(png, picture, new LossPicture.Drawn(png));
  }

  private static LossPicture vector(LossCurve curve, Path png, Throwable why) {
    String name = String.valueOf(png.getFileName());
    Path svg = png.resolveSibling(name.replaceFirst("\\.png$", "") + ".svg");
    String remark =
        ("no %s: this JDK cannot draw text here (%s); fontconfig and a font such as DejaVu mend that;"
                + " %s shows the same")
            .formatted(name, reason(why), svg.getFileName());
    try {
      Files.deleteIfExists(png); // of an earlier run: it would show less than the SVG
    } catch (IOException e) {
      return new LossPicture.Missing("no %s: %s".formatted(name, e));
    }
    byte[] picture = LossSvg.of(curve).standalone().getBytes(StandardCharsets.UTF_8);
    return written(svg, picture, new LossPicture.Vector(svg, remark));
  }

  private static LossPicture written(Path file, byte[] picture, LossPicture done) {
    try {
      AtomicFiles.replace(file, picture);
      return done;
    } catch (UncheckedIOException e) {
      return new LossPicture.Missing("no %s: %s".formatted(file.getFileName(), e.getMessage()));
    }
  }

  private static String reason(Throwable why) {
    String message = why.getMessage();
    String line = message == null ? "" : message.lines().findFirst().orElse("");
    return line.isBlank() ? why.getClass().getSimpleName() : line.replaceFirst("\\.$", "");
  }
}
