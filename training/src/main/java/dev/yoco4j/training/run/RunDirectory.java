package dev.yoco4j.training.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// The run's folder itself.
final class RunDirectory {
  private RunDirectory() {}

  /// Makes the folder, and removes what a killed process left unfinished in it.
  static void prepare(Path run) {
    try {
      Files.createDirectories(run);
      try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(run, ".checkpoint-*.tmp")) {
        for (Path folder : unfinished) {
          FolderTree.delete(folder);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(run + " can't be written: " + e.getMessage(), e);
    }
  }
}
