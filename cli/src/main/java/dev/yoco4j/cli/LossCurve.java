package dev.yoco4j.cli;

import java.nio.file.Path;

final class LossCurve {
  private LossCurve() {}

  static void draw(Path out) {}
}
