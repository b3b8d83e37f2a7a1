package dev.yoco4j.evaluation.needle;

import dev.yoco4j.evaluation.EvaluationListener;
import dev.yoco4j.evaluation.FinishedCells;
import dev.yoco4j.inference.FinishReason;
import dev.yoco4j.inference.GenerationEvent.Finished;
import dev.yoco4j.inference.GenerationEvent.Prefilled;
import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.SamplingConfig;
import dev.yoco4j.inference.TextGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import tools.jackson.databind.node.ObjectNode;

/// Runs trials one after the other; each is a cell. For use by one thread.
public final class NeedleRun {
  private final TextGenerator generator;
  private final NeedlePrompts prompts;
  private final EvaluationListener listener;
  private final FinishedCells cells;
  private long done;
  private long total;

  /// Prepares a run.
  ///
  /// @param generator answers; one that keeps snapshots takes hay that trials share in once
  /// @param prompts makes the trials' texts
  /// @param listener told of the tokens taken in
  /// @param cells what is finished
  public NeedleRun(
      TextGenerator generator,
      NeedlePrompts prompts,
      EvaluationListener listener,
      FinishedCells cells) {
    this.generator = generator;
    this.prompts = prompts;
    this.listener = listener;
    this.cells = cells;
  }

  /// Runs what is not finished.
  ///
  /// @param config what is tried
  /// @return every trial's outcome
  /// @throws CancellationException if the listener ends the evaluation
  /// @throws IllegalArgumentException if a length is too short, or a prompt does not fit in memory
  public List<NeedleOutcome> run(NeedleConfig config) {
    List<NeedleTrial> trials = config.all();
    done = 0;
    total =
        trials.stream()
            .filter(trial -> cells.find(trial.name()).isEmpty())
            .mapToLong(NeedleTrial::length)
            .sum();
    List<NeedleOutcome> outcomes = new ArrayList<>();
    for (NeedleTrial trial : trials) {
      Optional<ObjectNode> finished = cells.find(trial.name());
      if (finished.isPresent()) {
        outcomes.add(NeedleOutcome.of(trial, finished.get()));
      } else {
        listener.stopIfAsked();
        NeedleOutcome outcome = answer(trial);
        cells.add(trial.name(), outcome.json());
        outcomes.add(outcome);
        done += trial.length();
      }
    }
    return outcomes;
  }

  private NeedleOutcome answer(NeedleTrial trial) {
    NeedlePrompt prompt = prompts.make(trial);
    GenerationRequest request =
        GenerationRequest.of(
            prompt.tokens().toArray(), NeedlePrompts.ANSWER_TOKENS, SamplingConfig.greedy());
    StringBuilder text = new StringBuilder();
    Finished finished =
        generator.generate(
            request,
            event -> {
              text.append(event.text());
              if (event instanceof Prefilled part) {
                int reused = prompt.tokens().size() - part.total();
                listener.at("tokens of prompts", done + reused + part.positions(), total);
              }
            },
            listener::isStopped);
    if (finished.reason() == FinishReason.CANCELLED) {
      throw new CancellationException("the evaluation was stopped");
    }
    return new NeedleOutcome(
        trial,
        prompt.city(),
        prompt.answer(),
        text.toString(),
        prompt.ambiguous(),
        finished.promptTokens(),
        finished.reusedTokens());
  }
}
