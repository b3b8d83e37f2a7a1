package dev.yoco4j.evaluation;

import java.util.concurrent.CancellationException;

/// Who watches an evaluation, and may end it.
public interface EvaluationListener {
  /// How far the evaluation is; called on the thread that evaluates.
  ///
  /// @param counted what is counted, as it stands behind a number: `tokens scored`
  /// @param done how many so far; what an earlier run left finished does not count
  /// @param total how many there will be; 0 if nobody knows
  void at(String counted, long done, long total);

  /// Something worth a line that stays.
  ///
  /// @param line without its end
  void remark(String line);

  /// Whether the evaluation is to end early.
  ///
  /// @return true from the moment on that someone asked for it
  boolean isStopped();

  /// Ends the evaluation if that was asked for; called between steps, so that what is finished is
  /// kept.
  ///
  /// @throws CancellationException if so
  default void stopIfAsked() {
    if (isStopped()) {
      throw new CancellationException("the evaluation was stopped");
    }
  }

  /// Nobody watches.
  ///
  /// @return a listener that never stops an evaluation
  static EvaluationListener none() {
    return new EvaluationListener() {
      @Override
      public void at(String counted, long done, long total) {}

      @Override
      public void remark(String line) {}

      @Override
      public boolean isStopped() {
        return false;
      }
    };
  }
}
