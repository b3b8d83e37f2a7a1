package dev.yoco4j.cli;

import dev.yoco4j.benchmark.inference.InferenceResults;
import dev.yoco4j.cli.report.BenchHtml;
import dev.yoco4j.cli.report.BenchMachine;
import dev.yoco4j.cli.report.BenchPictures;
import dev.yoco4j.torch.AtomicFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.node.ObjectNode;

/// The folder that a benchmark's results go to.
///
/// @param folder is there and can be written
record BenchOutput(Path folder) {
  /// Makes the folder; whether it can be written should be known before minutes of measuring.
  static BenchOutput prepare(Path folder) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new UsageException("--out: " + folder + " is a file: give a folder");
    }
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "results", ".tmp"));
    } catch (IOException e) {
      throw new UncheckedIOException("--out: " + folder + " can't be written: " + e, e);
    }
    return new BenchOutput(folder);
  }

  /// Writes the document alone, and tells on standard error where it is.
  void write(ObjectNode document) {
    System.err.println("results: " + writeDocument(document));
  }

  private Path writeDocument(ObjectNode document) {
    Path file = folder.resolve("results.json");
    AtomicFiles.replace(file, Json.pretty(document).getBytes(StandardCharsets.UTF_8));
    return file;
  }

  /// Writes the document, the pictures and the page, and tells on standard error where they are.
  void write(BenchMachine machine, InferenceResults results, ObjectNode document) {
    var _ = writeDocument(document);
    BenchPictures pictures = BenchPictures.draw(results);
    pictures.files().forEach((name, png) -> AtomicFiles.replace(folder.resolve(name), png));
    pictures.remarks().forEach(System.err::println);
    Path page = folder.resolve(BenchHtml.NAME);
    AtomicFiles.replace(
        page, BenchHtml.render(machine, results, pictures).getBytes(StandardCharsets.UTF_8));
    System.err.println("results and page: " + page);
  }
}
