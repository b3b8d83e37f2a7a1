package dev.yoco4j.evaluation.task;

import dev.yoco4j.torch.CorruptFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The rows of a file, by the file's extension.
final class RowFile {
  /// The longest file of JSON: it is read whole.
  private static final long MOST_BYTES = 1L << 30;

  static final List<String> EXTENSIONS = List.of(".jsonl", ".json", ".parquet");

  /// What a file holds at one place: a row, or what is wrong with it.
  ///
  /// @param place such as `line 7`
  /// @param row empty if it is malformed
  /// @param wrong what is wrong, or empty
  record Entry(String place, Optional<TaskRow> row, String wrong) {
    static Entry of(String place, TaskRow row) {
      return new Entry(place, Optional.of(row), "");
    }

    static Entry malformed(String place, String wrong) {
      return new Entry(place, Optional.empty(), wrong);
    }
  }

  private RowFile() {}

  static boolean isOne(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return EXTENSIONS.stream().anyMatch(name::endsWith);
  }

  /// Reads a file.
  ///
  /// @return what it holds, in order; blank lines are passed over
  /// @throws CorruptFileException if the file as a whole cannot be read
  static List<Entry> read(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    try {
      if (name.endsWith(".parquet")) {
        return ParquetRows.read(file);
      }
      if (name.endsWith(".jsonl") || name.endsWith(".json")) {
        return JsonRows.read(file, content(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e, e);
    }
    throw new IllegalArgumentException(
        file + " is no file of tasks; give " + String.join(", ", EXTENSIONS));
  }

  private static byte[] content(Path file) throws IOException {
    long bytes = Files.size(file);
    if (bytes > MOST_BYTES) {
      throw new CorruptFileException(
          file,
          "has %d bytes, at most %d are read; cut it into several files"
              .formatted(bytes, MOST_BYTES));
    }
    return Files.readAllBytes(file);
  }
}
