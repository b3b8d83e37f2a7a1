package dev.yoco4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// The commands and their options, which are a promise: who changes them changes this test.
class CommandLineOptionsTest {
  /// Each has `--help`, `--version` and `--debug` besides.
  private static final String FROZEN =
      """
      yoco bench context: --device --dtype --folder --json --kv-dtype --lengths --model --repetitions --seed
      yoco bench inference: --batch-sizes --device --dtype --json --lengths --limit-seconds --model \
      --out --repetitions --seed
      yoco bench serve: --batch-size --clients --context --device --dtype --json --kv-dtype --long-prompt \
      --max-tokens --memory --model --out --positions --prompt-tokens --repetitions --requests --seed \
      --soak --streams --weights
      yoco bench train: --batch-size --device --dtype --json --preset --recompute --sequence-length --steps
      yoco bench:
      yoco chat: --device --dtype --kv-dtype --max-tokens --memory --min-p --model --positions \
      --repetition-penalty --seed --temperature --top-k --top-p --weights
      yoco context save: --device --dtype --json --kv-dtype --memory --model --out --positions --prompt \
      --prompt-file --weights
      yoco context show: --json
      yoco context:
      yoco convert: --dtype --from --to
      yoco doctor: --device --json
      yoco eval losses: --out --runs
      yoco eval needle: --depths --device --dtype --haystack --json --kv-dtype --lengths --memory --model \
      --needles --out --seed --trials --weights
      yoco eval ppl: --ar-hits --by-position --context --data --data-bytes --device --dtype --json \
      --kv-dtype --min-tokens --model --out --packed --strict --stride --weights
      yoco eval recall: --depths --device --dtype --json --lengths --model --out --pairs --seed --trials \
      --weights
      yoco eval tasks: --context --device --dtype --json --layout --model --out --seed --shots --shots-from \
      --strict --tasks --weights
      yoco eval:
      yoco generate: --context --device --dtype --json --kv-dtype --max-tokens --memory --min-p --model \
      --positions --prompt --prompt-file --repetition-penalty --seed --stop --temperature --top-k \
      --top-p --weights
      yoco info: --json --model
      yoco plan: --batch --context --device --dtype --json --kv-dtype --memory --model --preset --weights
      yoco quickstart: --data --device --minutes --out --preset --seed
      yoco serve: --api-key --batch-size --config --contexts --cors-origin --default-max-tokens \
      --device --drain --dtype --host --idle --kv-dtype --max-body --memory --model --model-name \
      --ping --port --positions --queue --weights --without-api-key
      yoco tokenize synthetic: --documents --held-out --json --kind --length --needles --out --pairs \
      --questions --seed --words
      yoco tokenize train: --data --data-bytes --json --out --strict --vocab-size
      yoco tokenize:
      yoco train: --accumulation --batch-size --clip --config --context --data --data-bytes --device \
      --dtype --final-factor --keep --learning-rate --minutes --out --preset --recompute --resume \
      --rope-theta --save-every --schedule --seed --sequence-length --steps --strict --tokenizer --tokens \
      --validate-every --validation-fraction --warmup-steps --weight-decay
      yoco verify: --expected --json --model --tolerance
      yoco:
      """;

  private static final Set<String> EVERYWHERE = Set.of("--help", "--version", "--debug");

  private static final Pattern README_ROW = Pattern.compile("(?m)^\\| `([a-z ]+)` \\|");

  private static Stream<CommandLine> commands() {
    return withParts(Main.commandLine());
  }

  private static Stream<CommandLine> withParts(CommandLine line) {
    return Stream.concat(
        Stream.of(line),
        line.getSubcommands().values().stream().flatMap(CommandLineOptionsTest::withParts));
  }

  static Stream<String> names() {
    return commands().map(CommandLineOptionsTest::name);
  }

  private static String name(CommandLine line) {
    return line.getCommandSpec().qualifiedName();
  }

  private static Stream<OptionSpec> ownOptions(CommandLine line) {
    return line.getCommandSpec().options().stream()
        .filter(option -> !EVERYWHERE.contains(option.longestName()));
  }

  @Test
  void commands_and_options_are_these() {
    String actual =
        commands()
            .map(line ->
                name(line)
                    + ":"
                    + ownOptions(line)
                        .map(option -> " " + option.longestName())
                        .sorted()
                        .collect(Collectors.joining())
                    + "\n")
            .sorted()
            .collect(Collectors.joining());
    assertThat(actual).isEqualTo(FROZEN);
  }

  @Test
  void every_command_and_option_has_a_description() {
    assertThat(commands())
        .allSatisfy(line -> {
          assertThat(line.getCommandSpec().usageMessage().description()).isNotEmpty();
          assertThat(line.getCommandSpec().options())
              .allSatisfy(option ->
                  assertThat(String.join("", option.description()))
                      .as(name(line) + " " + option.longestName())
                      .isNotBlank());
        });
  }

  @ParameterizedTest
  @MethodSource("names")
  void help_goes_to_standard_output(String name) {
    List<String> words = List.of((name + " --help").split(" "));
    CommandRun run = CommandRun.of(words.subList(1, words.size()).toArray(String[]::new));
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("Usage: " + name);
    assertThat(run.err()).isEmpty();
  }

  @Test
  void the_readme_lists_every_command_and_no_other() throws IOException {
    Path folder = Path.of("").toAbsolutePath();
    Path readme =
        Files.exists(folder.resolve("README.md"))
            ? folder.resolve("README.md")
            : folder.resolveSibling("README.md");
    List<String> rows =
        README_ROW
            .matcher(Files.readString(readme))
            .results()
            .map(row -> "yoco " + row.group(1))
            .toList();
    List<String> leaves =
        commands()
            .filter(line -> line.getSubcommands().isEmpty())
            .map(CommandLineOptionsTest::name)
            .toList();
    assertThat(rows).containsExactlyInAnyOrderElementsOf(leaves);
  }
}
