package dev.yoco4j.training.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Removal of a folder with what is in it; links are removed, not followed.
final class FolderTree {
  private FolderTree() {}

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> tree = Files.walk(folder)) {
      deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.delete(path);
    }
  }

  /// Removes a checkpoint: under another name first, so that half of one never has the name of a
  /// whole one.
  static void deleteCheckpoint(Path checkpoint) throws IOException {
    if (Files.exists(checkpoint, LinkOption.NOFOLLOW_LINKS)) {
      Path unfinished = checkpoint.resolveSibling("." + checkpoint.getFileName() + ".tmp");
      delete(unfinished);
      Files.move(checkpoint, unfinished, StandardCopyOption.ATOMIC_MOVE);
      delete(unfinished);
    }
  }

  /// For cleaning up on the way out of a failure, which must stay the one that is reported.
  static void deleteQuietly(Path folder) {
    try {
      delete(folder);
    } catch (IOException e) {
      System.getLogger(FolderTree.class.getName())
          .log(System.Logger.Level.DEBUG, "left behind: " + folder, e);
    }
  }
}
