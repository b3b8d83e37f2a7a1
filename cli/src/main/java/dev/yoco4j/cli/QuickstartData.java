package dev.yoco4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Text that every machine has: the sources of the JDK that this runs on, or the project's own.
///
/// @param paths what to read
/// @param description for people
record QuickstartData(List<Path> paths, String description) {
  static QuickstartData find() {
    Path jdk = Path.of(System.getProperty("java.home"));
    for (Path archive : List.of(jdk.resolve("lib/src.zip"), jdk.resolve("src.zip"))) {
      if (Files.isReadable(archive)) {
        return new QuickstartData(
            List.of(archive), "the sources of JDK " + Runtime.version().feature());
      }
    }
    String root = System.getProperty("yoco.root", "");
    Path project = Path.of(root);
    if (!root.isEmpty() && Files.isRegularFile(project.resolve("pom.xml"))) {
      return new QuickstartData(List.of(project), "the project's own sources");
    }
    throw new IllegalArgumentException(
        "there is no text to train on: " + jdk + " has no lib/src.zip; give --data PATH");
  }
}
