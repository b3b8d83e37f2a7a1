package dev.yoco4j.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `yoco bench`: how fast it is here.
@Command(
    name = "bench",
    description = "Measure speed beside this machine's own ceiling.",
    subcommands = {
      BenchTrainCommand.class,
      BenchInferenceCommand.class,
      BenchContextCommand.class,
      BenchServeCommand.class
    })
final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "bench needs a part: train, inference, context or serve");
  }
}
