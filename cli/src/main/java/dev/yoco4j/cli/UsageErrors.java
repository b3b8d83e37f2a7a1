package dev.yoco4j.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Words that the command line does not understand become one line that says which, and where help
/// is.
final class UsageErrors implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine line = e.getCommandLine();
    PrintWriter err = line.getErr();
    err.println("yoco: %s%s; see %s --help".formatted(message(e), suggestion(e), name(line)));
    err.flush();
    return CommandLine.ExitCode.USAGE;
  }

  private static String message(ParameterException e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return message.replaceFirst("^Error: ", "");
  }

  private static String suggestion(ParameterException e) {
    List<String> similar =
        e instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
    return similar.isEmpty() ? "" : " (similar: " + String.join(", ", similar) + ")";
  }

  private static String name(CommandLine line) {
    return line.getCommandSpec().qualifiedName();
  }
}
