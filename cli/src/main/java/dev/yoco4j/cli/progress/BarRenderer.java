package dev.yoco4j.cli.progress;

import me.tongfei.progressbar.ProgressBarRenderer;
import me.tongfei.progressbar.ProgressState;

/// One line: the percentage, a bar as wide as there is room, and the facts.
final class BarRenderer implements ProgressBarRenderer {
  private static final int WIDEST_BAR = 32;
  private static final int NARROWEST_BAR = 8;

  private final Signs signs;

  BarRenderer(Signs signs) {
    this.signs = signs;
  }

  @Override
  public String render(ProgressState progress, int columns) {
    String text = progress.getExtraMessage();
    if (progress.isIndefinite()) {
      return cut(text, columns);
    }
    double done = progress.getNormalizedProgress();
    String percent = "%4s".formatted(Status.percent(done));
    int room = Math.min(WIDEST_BAR, columns - percent.length() - text.length() - 2);
    String bar = room < NARROWEST_BAR ? "" : signs.bar(done, room) + " ";
    return cut(percent + " " + bar + text, columns);
  }

  /// Leaves out what does not fit, whole facts where there are several: half a number would lie.
  private String cut(String text, int columns) {
    if (text.length() <= columns) {
      return text;
    }
    int fact = text.lastIndexOf(signs.separator(), columns);
    return text.substring(0, fact > 0 ? fact : Math.max(0, columns));
  }
}
