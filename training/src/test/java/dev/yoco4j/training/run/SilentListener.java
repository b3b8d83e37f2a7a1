package dev.yoco4j.training.run;

import dev.yoco4j.text.bpe.BpeProgress;
import dev.yoco4j.training.TrainingEvent;
import dev.yoco4j.training.data.TokenReport;

/// Nobody watches.
final class SilentListener implements RunListener {
  @Override
  public void tokenizer(BpeProgress progress) {}

  @Override
  public void tokenised(TokenReport report) {}

  @Override
  public void happened(TrainingEvent event) {}

  @Override
  public void at(long documents, long bytes, long totalBytes) {}
}
