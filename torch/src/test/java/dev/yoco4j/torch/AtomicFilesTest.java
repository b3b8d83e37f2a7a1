package dev.yoco4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
  @TempDir Path folder;

  @Test
  void a_file_is_replaced_whole() throws IOException {
    Path file = folder.resolve("f");
    write(file, "old and long");
    write(file, "new");
    assertThat(file).hasContent("new");
    assertThat(folder).isDirectoryContaining("glob:**/f").isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void what_a_killed_writer_left_does_not_matter() throws IOException {
    Path file = folder.resolve("f");
    Files.writeString(folder.resolve(".f.tmp"), "half of something that is longer");
    write(file, "new");
    assertThat(file).hasContent("new");
    assertThat(folder).isDirectoryContaining("glob:**/f").isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void a_failure_leaves_the_old_file_and_says_how_much_space_there_is() throws IOException {
    Path file = folder.resolve("f");
    write(file, "old");
    assertThatThrownBy(() ->
            AtomicFiles.replace(
                file,
                123,
                channel -> {
                  channel.write(ByteBuffer.allocate(10));
                  throw new IOException("No space left on device");
                }))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageMatching(
            "cannot write .*f: No space left on device \\(123 bytes needed, \\d+ usable\\)");
    assertThat(file).hasContent("old");
    assertThat(folder).isDirectoryContaining("glob:**/f").isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void a_failure_that_is_not_the_disks_cleans_up_too() throws IOException {
    Path file = folder.resolve("f");
    assertThatThrownBy(() ->
            AtomicFiles.replace(
                file,
                1,
                _ -> {
                  throw new IllegalStateException("out of memory on the device");
                }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void a_missing_folder_is_named() {
    assertThatThrownBy(() -> write(folder.resolve("no/f"), "x"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("cannot write " + folder.resolve("no/f"));
  }

  private static void write(Path file, String text) {
    AtomicFiles.replace(file, text.getBytes(StandardCharsets.UTF_8));
  }
}
