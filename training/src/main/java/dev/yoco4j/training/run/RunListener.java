package dev.yoco4j.training.run;

import dev.yoco4j.text.bpe.BpeProgress;
import dev.yoco4j.training.TrainingEvent;
import dev.yoco4j.training.data.TokenProgress;
import dev.yoco4j.training.data.TokenReport;

/// Whoever watches a run.
public interface RunListener extends TokenProgress {
  /// The tokenizer is being trained.
  ///
  /// @param progress how far
  void tokenizer(BpeProgress progress);

  /// The text is tokenised.
  ///
  /// @param report what was read
  void tokenised(TokenReport report);

  /// Something happened in a step.
  ///
  /// @param event what
  void happened(TrainingEvent event);
}
