package dev.yoco4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The commit that the sources of this build were checked out at.
///
/// Changes that are not committed do not show.
final class SourceCommit {
  private static final String REFERENCE = "ref: ";
  private static final String UNKNOWN = "unknown";

  private SourceCommit() {}

  static String ofThisTree() {
    return Optional.ofNullable(System.getProperty("yoco.root"))
        .map(root -> of(Path.of(root, ".git")))
        .orElse(UNKNOWN);
  }

  /// Reads what a repository's folder says.
  ///
  /// @return the commit's number, or `unknown`
  static String of(Path git) {
    try {
      String head = Files.readString(git.resolve("HEAD")).strip();
      return head.startsWith(REFERENCE) ? reference(git, head.substring(REFERENCE.length())) : head;
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  private static String reference(Path git, String name) throws IOException {
    Path file = git.resolve(name);
    if (Files.exists(file)) {
      return Files.readString(file).strip();
    }
    List<String> packed = Files.readAllLines(git.resolve("packed-refs"));
    return packed.stream()
        .filter(line -> line.endsWith(" " + name))
        .map(line -> line.substring(0, line.indexOf(' ')))
        .findFirst()
        .orElse(UNKNOWN);
  }
}
