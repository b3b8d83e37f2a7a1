package dev.yoco4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Options of `yoco serve` from one file: a JSON object with the options' names, without dashes.
///
/// They take the place of words on the command line, and give way to the ones that are there.
final class ConfigFile {
  static final String OPTION = "--config";

  private static final String COMMAND = "serve";

  private final CommandLine command;
  private final Path path;

  private ConfigFile(CommandLine command, Path path) {
    this.command = command;
    this.path = path;
  }

  /// Puts the options of the file in, if the command has one.
  ///
  /// @throws ParameterException if it can't be read or names what is no option
  static String[] expand(CommandLine root, String[] args) {
    List<String> words = List.of(args);
    int at = words.indexOf(COMMAND);
    if (at < 0 || words.subList(0, at).stream().anyMatch(word -> !word.startsWith("-"))) {
      return args;
    }
    List<String> rest = words.subList(at + 1, words.size());
    CommandLine command = Objects.requireNonNull(root.getSubcommands().get(COMMAND));
    return path(rest)
        .map(path -> {
          List<String> all = new ArrayList<>(words.subList(0, at + 1));
          all.addAll(new ConfigFile(command, path).words(rest));
          all.addAll(rest);
          return all.toArray(String[]::new);
        })
        .orElse(args);
  }

  private static Optional<Path> path(List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.startsWith(OPTION + "=")) {
        return Optional.of(Path.of(word.substring(OPTION.length() + 1)));
      }
      if (word.equals(OPTION) && i + 1 < words.size()) {
        return Optional.of(Path.of(words.get(i + 1)));
      }
    }
    return Optional.empty();
  }

  private List<String> words(List<String> given) {
    List<String> words = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : read().properties()) {
      OptionSpec option = option(entry.getKey());
      if (Arrays.stream(option.names()).noneMatch(name -> isGiven(name, given))) {
        words.addAll(words(option, entry.getKey(), entry.getValue()));
      }
    }
    return words;
  }

  private static boolean isGiven(String name, List<String> words) {
    return words.stream().anyMatch(word -> word.equals(name) || word.startsWith(name + "="));
  }

  private JsonNode read() {
    try {
      JsonNode json = new JsonMapper().readTree(Files.readString(path));
      if (json.isObject()) {
        return json;
      }
      throw refusal("it must be a JSON object");
    } catch (JacksonException e) {
      throw refusal("it is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw refusal("it can't be read");
    }
  }

  private OptionSpec option(String name) {
    OptionSpec option = command.getCommandSpec().findOption("--" + name);
    if (option == null
        || option.usageHelp()
        || option.versionHelp()
        || OPTION.equals("--" + name)) {
      throw refusal("yoco serve has no option '%s' for a file".formatted(name));
    }
    return option;
  }

  private List<String> words(OptionSpec option, String name, JsonNode value) {
    if (option.arity().max() == 0) {
      if (!value.isBoolean()) {
        throw refusal("'%s' must be true or false".formatted(name));
      }
      return value.booleanValue() ? List.of("--" + name) : List.of();
    }
    List<String> words = new ArrayList<>();
    for (JsonNode one : value.isArray() ? value : List.of(value)) {
      if (!one.isString() && !one.isNumber()) {
        throw refusal("'%s' must be a string or a number".formatted(name));
      }
      words.add("--" + name + "=" + one.asString());
    }
    return words;
  }

  private ParameterException refusal(String problem) {
    return new ParameterException(command, "%s %s: %s".formatted(OPTION, path, problem));
  }
}
