package dev.yoco4j.cli;

import dev.yoco4j.cli.progress.PhaseProgress;
import dev.yoco4j.cli.progress.Screen;
import dev.yoco4j.evaluation.EvaluationListener;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/// Shows an evaluation on standard error, and ends it when a signal comes.
final class EvaluationDisplay implements EvaluationListener, AutoCloseable {
  private final PhaseProgress progress;
  private final BooleanSupplier stop;

  private EvaluationDisplay(PhaseProgress progress, BooleanSupplier stop) {
    this.progress = progress;
    this.stop = stop;
  }

  static EvaluationDisplay open(BooleanSupplier stop) {
    return new EvaluationDisplay(PhaseProgress.open(Screen.standardError()), stop);
  }

  @Override
  public void at(String counted, long done, long total) {
    progress.at(counted, done, total > 0 ? OptionalLong.of(total) : OptionalLong.empty());
  }

  @Override
  public void remark(String line) {
    progress.tell(line);
  }

  @Override
  public boolean isStopped() {
    return stop.getAsBoolean();
  }

  @Override
  public void close() {
    progress.close();
  }
}
