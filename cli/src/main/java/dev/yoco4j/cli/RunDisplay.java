package dev.yoco4j.cli;

import dev.yoco4j.text.bpe.BpeProgress;
import dev.yoco4j.training.TrainingEvent;
import dev.yoco4j.training.data.TokenReport;
import dev.yoco4j.training.run.RunListener;

/// Shows a run on standard error.
final class RunDisplay implements RunListener, AutoCloseable {
  private RunDisplay() {}

  static RunDisplay onStandardError() {
    return new RunDisplay();
  }

  @Override
  public void tokenizer(BpeProgress progress) {}

  @Override
  public void tokenised(TokenReport report) {
    System.err.println(report.line());
  }

  @Override
  public void at(long documents, long bytes, long totalBytes) {}

  @Override
  public void happened(TrainingEvent event) {
    System.err.println(event);
  }

  @Override
  public void close() {}
}
