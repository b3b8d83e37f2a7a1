package dev.yoco4j.cli.report;

import java.nio.file.Path;

/// What became of the picture of a loss curve; a run does not fail for want of one.
public sealed interface LossPicture {
  /// It was drawn as asked.
  ///
  /// @param png where it is
  record Drawn(Path png) implements LossPicture {}

  /// This machine cannot draw text into pixels; the picture is there as SVG.
  ///
  /// @param svg where it is
  /// @param remark a line that says why and what to do
  record Vector(Path svg, String remark) implements LossPicture {}

  /// There is none.
  ///
  /// @param remark a line that says why
  record Missing(String remark) implements LossPicture {}
}
