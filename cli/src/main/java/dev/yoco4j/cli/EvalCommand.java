package dev.yoco4j.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `yoco eval`: how good a model is.
@Command(
    name = "eval",
    description = "Measure a model as the paper and its field do.",
    subcommands = {
      EvalPplCommand.class,
      EvalNeedleCommand.class,
      EvalTasksCommand.class,
      EvalRecallCommand.class,
      EvalLossesCommand.class
    })
final class EvalCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "eval needs a part: " + String.join(", ", spec.subcommands().keySet()));
  }
}
