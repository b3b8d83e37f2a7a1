package dev.yoco4j.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The files of this repository, as the tests of documents and sources see them.
final class Repository {
  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

  private Repository() {}

  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("mvnw"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("no folder above this one holds mvnw");
      }
    }
    return folder;
  }

  static List<String> modules() {
    return MODULE
        .matcher(read(root().resolve("pom.xml")))
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  /// Markdown files of the root and of `docs`.
  static List<Path> documents() {
    List<Path> files = new ArrayList<>(files(root(), 1, ".md"));
    files.addAll(files(root().resolve("docs"), Integer.MAX_VALUE, ".md"));
    return files;
  }

  /// Java files of every module, tests included.
  static List<Path> sources() {
    return modules().stream()
        .flatMap(module ->
            files(root().resolve(module).resolve("src"), Integer.MAX_VALUE, ".java").stream())
        .toList();
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> files(Path folder, int depth, String suffix) {
    try (Stream<Path> all = Files.walk(folder, depth)) {
      return all.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
