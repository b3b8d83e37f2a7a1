package dev.yoco4j.training.data;

import java.nio.file.Path;
import java.util.Locale;

/// What may hold text: a file, packed or not, or a member of an archive.
sealed interface Source {
  /// The file, or the archive.
  Path file();

  /// The name relative to what the user gave, with `/` between its parts on every system.
  String key();

  /// Size, unpacked.
  long bytes();

  Origin origin();

  /// Whether the user named it, rather than a folder or an archive that holds it.
  boolean named();

  /// Whether each line is a document of its own.
  default boolean jsonLines() {
    return hasExtension(key(), ".jsonl");
  }

  /// Whether a sample takes a share of it, rather than all of it or nothing.
  default boolean divisible() {
    return jsonLines() || bytes() > PassageReader.PART_BYTES;
  }

  static boolean hasExtension(String name, String extension) {
    return name.toLowerCase(Locale.ROOT).endsWith(extension);
  }

  /// A file.
  ///
  /// @param file the file
  /// @param key its relative name
  /// @param bytes its size
  /// @param named whether the user named it, rather than a folder that holds it
  record Loose(Path file, String key, long bytes, boolean named) implements Source {
    @Override
    public Origin origin() {
      return new Origin(file, "");
    }
  }

  /// A file that gzip packed.
  ///
  /// @param file the file
  /// @param key its relative name, without the `.gz`
  /// @param packedBytes its size
  /// @param bytes its size, unpacked, as its end states it
  /// @param named whether the user named it, rather than a folder that holds it
  record Gzip(Path file, String key, long packedBytes, long bytes, boolean named)
      implements Source {
    @Override
    public Origin origin() {
      return new Origin(file, "");
    }
  }

  /// A member of an archive.
  ///
  /// @param file the archive
  /// @param key the member's name
  /// @param bytes its size, unpacked, as the archive states it
  record Member(Path file, String key, long bytes) implements Source {
    @Override
    public Origin origin() {
      return new Origin(file, "member " + key);
    }

    @Override
    public boolean named() {
      return false;
    }
  }
}
