package dev.yoco4j.cli;

import dev.yoco4j.cli.progress.PhaseProgress;
import dev.yoco4j.cli.progress.Screen;
import dev.yoco4j.cli.progress.TokenisingProgress;
import dev.yoco4j.cli.progress.TrainingProgress;
import dev.yoco4j.text.bpe.BpeProgress;
import dev.yoco4j.training.TrainingEvent;
import dev.yoco4j.training.data.TokenReport;
import dev.yoco4j.training.run.RunListener;
import org.jspecify.annotations.Nullable;

/// Shows a run on standard error, one phase after the other.
final class RunDisplay implements RunListener, AutoCloseable {
  private final Screen screen = Screen.standardError();
  private @Nullable PhaseProgress tokenizer;
  private @Nullable TokenisingProgress tokenising;
  private @Nullable TrainingProgress training;

  @Override
  public synchronized void tokenizer(BpeProgress progress) {
    PhaseProgress shown = tokenizer;
    if (shown == null) {
      shown = PhaseProgress.open(screen);
      tokenizer = shown;
    }
    String counted =
        switch (progress.phase()) {
          case COUNTING -> "documents read for the tokenizer";
          case MERGING -> "merges of the tokenizer";
        };
    shown.at(counted, progress.done(), progress.total());
  }

  @Override
  public void at(long documents, long bytes, long totalBytes) {
    closeTokenizer();
    TokenisingProgress shown = tokenising;
    if (shown == null) {
      shown = TokenisingProgress.open(screen);
      tokenising = shown;
    }
    shown.at(documents, bytes, totalBytes);
  }

  @Override
  public void tokenised(TokenReport report) {
    close();
    System.err.println(report.line());
  }

  @Override
  public void happened(TrainingEvent event) {
    TrainingProgress shown = training;
    if (shown == null) {
      shown = TrainingProgress.open(screen);
      training = shown;
    }
    shown.accept(event);
  }

  private synchronized void closeTokenizer() {
    PhaseProgress shown = tokenizer;
    if (shown != null) {
      shown.close();
      tokenizer = null;
    }
  }

  @Override
  public void close() {
    closeTokenizer();
    TokenisingProgress read = tokenising;
    if (read != null) {
      read.close();
      tokenising = null;
    }
    TrainingProgress trained = training;
    if (trained != null) {
      trained.close();
      training = null;
    }
  }
}
