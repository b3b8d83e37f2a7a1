package dev.yoco4j.cli;

import dev.yoco4j.evaluation.synthetic.RecallConfig;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `yoco eval recall`: what a model recalls of made texts, by length and depth.
@Command(
    name = "recall",
    description = {
      "Ask for the values of keys that stand at known depths of held-out made texts.",
      "For models trained on the documents of yoco tokenize synthetic --kind recall."
    })
final class EvalRecallCommand implements Callable<Integer> {
  @Mixin private EvaluationOptions evaluation = new EvaluationOptions();

  @Option(
      names = "--lengths",
      required = true,
      split = ",",
      paramLabel = "N",
      converter = Amount.Tokens.class,
      description = "Tokens of a text with question and answer, one or more: 512,1K,2K.")
  private List<Long> lengths = List.of();

  @Option(
      names = "--depths",
      paramLabel = "N",
      defaultValue = "11",
      description =
          "Depths, evenly spread from the beginning to before the question (default: ${DEFAULT-VALUE}).")
  private int depths;

  @Option(
      names = "--trials",
      paramLabel = "N",
      defaultValue = "10",
      description = "Texts for each length and depth (default: ${DEFAULT-VALUE}).")
  private int trials;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      defaultValue = "6",
      description = "Pairs in each text, one of which is asked for (default: ${DEFAULT-VALUE}).")
  private int pairs;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Draws the texts (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() {
    RecallConfig config =
        Arguments.checked(
            "eval recall", () -> new RecallConfig(positions(), depths, trials, pairs, seed));
    evaluation.check();
    return evaluation.run(new RecallEvaluation(config));
  }

  private List<Integer> positions() {
    return lengths.stream()
        .map(length -> {
          if (length < 1 || length > Integer.MAX_VALUE / 2) {
            throw new UsageException("--lengths must be at least 1 and below 2^30, was " + length);
          }
          return length.intValue();
        })
        .toList();
  }
}
