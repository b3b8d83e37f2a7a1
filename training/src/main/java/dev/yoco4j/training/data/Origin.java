package dev.yoco4j.training.data;

import dev.yoco4j.torch.CorruptFileException;
import java.nio.file.Path;

/// Where a text comes from, in the words that messages use.
///
/// @param file the file
/// @param place where in the file, such as `member a/b.txt, line 7`; empty for all of it
public record Origin(Path file, String place) {
  /// File and place together.
  ///
  /// @return such as `books.zip: member a/b.txt`
  public String name() {
    return place.isEmpty() ? file.toString() : file + ": " + place;
  }

  Origin line(long number) {
    return new Origin(file, (place.isEmpty() ? "" : place + ", ") + "line " + number);
  }

  CorruptFileException corrupt(String what) {
    return new CorruptFileException(file, place.isEmpty() ? what : place + ": " + what);
  }
}
