package dev.yoco4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/// Options of `yoco serve` in one file.
class ServeConfigFileTest {
  @TempDir Path folder;

  private Path file(String json) throws IOException {
    return Files.writeString(folder.resolve("serve.json"), json);
  }

  private static ParseResult parse(Object... words) {
    CommandLine line = Main.commandLine();
    String[] args = List.of(words).stream().map(String::valueOf).toArray(String[]::new);
    return line.parseArgs(args).subcommand();
  }

  @Test
  void they_are_as_if_given_and_give_way_to_what_is_given() throws IOException {
    Path file =
        file(
            """
            {"model": "DIR", "port": 9000, "batch-size": 3, "max-body": "1MiB",
             "without-api-key": true, "cors-origin": ["https://a.example", "https://b.example"]}
            """);
    ParseResult serve = parse("--debug", "serve", "--port=9001", "--config", file, "--queue", 5);
    assertThat(serve.<Path>matchedOptionValue("--model", Path.of(""))).isEqualTo(Path.of("DIR"));
    assertThat(serve.<Integer>matchedOptionValue("--port", 0)).isEqualTo(9001);
    assertThat(serve.<Integer>matchedOptionValue("--batch-size", 0)).isEqualTo(3);
    assertThat(serve.<Integer>matchedOptionValue("--queue", 0)).isEqualTo(5);
    assertThat(serve.<Long>matchedOptionValue("--max-body", 0L)).isEqualTo(1L << 20);
    assertThat(serve.<Boolean>matchedOptionValue("--without-api-key", false)).isTrue();
    assertThat(serve.<List<String>>matchedOptionValue("--cors-origin", List.of()))
        .containsExactly("https://a.example", "https://b.example");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          []                        | it must be a JSON object
          {                         | it is not JSON
          {"prot": 1}               | yoco serve has no option 'prot'
          {"config": "a"}           | yoco serve has no option 'config'
          {"help": true}            | yoco serve has no option 'help'
          {"port": null}            | 'port' must be a string or a number
          {"port": {}}              | 'port' must be a string or a number
          {"without-api-key": "no"} | 'without-api-key' must be true or false
          {"port": "many"}          | Invalid value for option '--port'
          """)
  void what_is_wrong_with_a_file_is_told(String json, String message) throws IOException {
    Invocation.of("serve", "--config", file(json), "--model", folder).requireOneLine(2, message);
  }

  @Test
  void a_file_that_is_not_there_is_told_and_other_commands_have_none() {
    Path missing = folder.resolve("missing.json");
    Invocation.of("serve", "--config=" + missing).requireOneLine(2, missing, "it can't be read");
    Invocation.of("info", "--config", missing, "--model", folder)
        .requireOneLine(2, "Unknown option");
  }
}
