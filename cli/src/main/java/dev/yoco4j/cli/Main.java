package dev.yoco4j.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;

/// The command `yoco`.
@Command(
    name = "yoco",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    description = "Decoder-decoder language models (YOCO) on the JVM: train, evaluate, serve.",
    subcommands = {
      QuickstartCommand.class,
      TrainCommand.class,
      GenerateCommand.class,
      ChatCommand.class,
      ServeCommand.class,
      ContextCommand.class,
      TokenizeCommand.class,
      EvalCommand.class,
      VerifyCommand.class,
      InfoCommand.class,
      PlanCommand.class,
      ConvertCommand.class,
      DoctorCommand.class,
      BenchCommand.class
    })
public final class Main implements Runnable {
  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of a failure.")
  private boolean debug;

  private Main() {}

  /// Runs the command line and exits: 0 done, 1 the work failed or a check fell short, 2 wrong
  /// usage.
  ///
  /// @param args the words after `yoco`
  public static void main(String[] args) {
    // JavaCPP would kill healthy processes whose Java heap is small: it must know before its first
    // class loads.
    System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    System.exit(run(args));
  }

  /// Runs the command line.
  ///
  /// @param args the words after `yoco`
  /// @return the exit code
  public static int run(String... args) {
    return commandLine().execute(args);
  }

  static CommandLine commandLine() {
    Main main = new Main();
    CommandLine line =
        new CommandLine(main) {
          @Override
          public ParseResult parseArgs(String... args) {
            return super.parseArgs(ConfigFile.expand(this, args));
          }
        };
    Failures failures = new Failures(() -> main.debug);
    line.setExecutionExceptionHandler(failures);
    line.setExecutionStrategy(result -> run(result, failures));
    line.setParameterExceptionHandler(new UsageErrors());
    // A prompt may begin with @, as a file of Java does.
    line.setExpandAtFiles(false);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(true);
    return line;
  }

  /// Runs a command; errors of the machine, such as memory that is short or a native library that
  /// does not load, are told like any other failure.
  private static int run(ParseResult result, Failures failures) {
    try {
      return new RunLast().execute(result);
    } catch (VirtualMachineError | LinkageError e) {
      failures.report(e, result.commandSpec().commandLine().getErr());
      return ExitCode.SOFTWARE;
    }
  }

  @Override
  public void run() {
    commandLine().usage(System.out);
  }
}
