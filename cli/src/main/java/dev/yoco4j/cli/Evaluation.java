package dev.yoco4j.cli;

import dev.yoco4j.evaluation.EvaluationListener;
import dev.yoco4j.evaluation.FinishedCells;
import java.util.OptionalLong;
import tools.jackson.databind.node.ObjectNode;

/// One evaluation of a model, as [EvaluationOptions#run] runs it.
interface Evaluation {
  /// Its name in documents: `perplexity`, `needle`, `tasks`.
  String name();

  /// All that decides its result besides model and seed, defaults included.
  ObjectNode settings(LoadedModel model);

  /// The seed of what is drawn, where anything is.
  OptionalLong seed();

  /// Evaluates.
  ///
  /// @param model what is measured
  /// @param listener told of the progress; its [EvaluationListener#stopIfAsked] is called between
  ///   steps
  /// @param cells what an earlier run finished, and where this one adds
  /// @return what is told of it
  EvaluationReport run(LoadedModel model, EvaluationListener listener, FinishedCells cells);
}
