package dev.yoco4j.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {
  /// Runs in a Java of its own: loads a tokenizer and encodes.
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) {
      var tokenizer = JsonTokenizer.load(Path.of(arguments[0], "tokenizer.json"));
      System.out.println(Arrays.toString(tokenizer.encode("ab")));
    }
  }

  @Test
  void a_home_that_cannot_be_written_is_not_needed(@TempDir Path folder)
      throws IOException, InterruptedException {
    new ByteTokenizer().save(folder);
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Path output = folder.resolve("output");
    var java =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Duser.home=" + Files.createFile(folder.resolve("home")), // so that it cannot be made
            "-Djava.io.tmpdir=" + temporary,
            "-cp",
            System.getProperty("java.class.path"),
            Program.class.getName(),
            folder.toString());
    java.environment().keySet().removeAll(List.of("ENGINE_CACHE_DIR", "DJL_CACHE_DIR"));
    File errors = folder.resolve("errors").toFile();
    int exit = java.redirectOutput(output.toFile()).redirectError(errors).start().waitFor();
    assertThat(exit).as(() -> text(errors.toPath())).isZero();
    assertThat(output).hasContent("[97, 98]");
    assertThat(temporary.resolve(".djl.ai")).doesNotExist(); // anyone could plant a library there
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left.map(Path::toString)).noneMatch(file -> file.contains("yoco4j"));
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
