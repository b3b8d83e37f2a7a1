package dev.yoco4j.evaluation.task;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/// The rows under the test resources, all of our own making: each as lines of JSON and as the
/// Parquet file that pyarrow writes of them (snappy; `boolq-superglue` zstd).
final class Rows {
  private Rows() {}

  static Path file(String name) {
    try {
      URL url = Objects.requireNonNull(Rows.class.getResource(name), name);
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  static Task task(String name) {
    return read(file(name));
  }

  static Task read(Path file) {
    return new TaskReader(Optional.empty(), MalformedRows.REFUSE).read(file).getFirst();
  }

  /// Writes lines to a file.
  static Path write(Path file, String... lines) {
    try {
      return Files.writeString(file, String.join("\n", lines) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
