package dev.yoco4j.text;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.util.Utils;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Loads the native part of Hugging Face's tokenizers, from the class path and from nowhere else.
///
/// Left alone, DJL looks for a GPU and downloads a library that fits it. Two system properties keep
/// it from that: `ai.djl.offline`, and `RUST_FLAVOR` for when the environment contradicts the
/// first.
///
/// The library must be a file to be loaded, so DJL extracts it, to `~/.djl.ai` unless
/// `ENGINE_CACHE_DIR` or `DJL_CACHE_DIR` says otherwise. Where the home is read-only it would use a
/// fixed name in the shared temporary folder, where anyone can plant a library; here it gets a
/// private folder instead, deleted at exit.
final class NativeLibrary {
  private NativeLibrary() {}

  /// Loads the library unless it is loaded.
  ///
  /// @throws IllegalStateException if that is not possible on this machine
  static synchronized void load() {
    try {
      stayOffline();
      chooseFolder();
      LibUtils.checkStatus(); // loads the library at the first call
    } catch (RuntimeException | LinkageError e) {
      throw new IllegalStateException(
          "the native tokenizers library could not be loaded; ENGINE_CACHE_DIR may name a folder"
              + " where files can be written and executed",
          e);
    }
  }

  private static void stayOffline() {
    System.setProperty("ai.djl.offline", "true");
    String flavor = Utils.getEnvOrSystemProperty("RUST_FLAVOR");
    if (flavor == null || flavor.isEmpty()) {
      System.setProperty("RUST_FLAVOR", "cpu");
    } else if (!flavor.equals("cpu")) {
      throw new IllegalStateException(
          "RUST_FLAVOR is %s, which would have to be downloaded; set it to cpu".formatted(flavor));
    }
  }

  private static void chooseFolder() {
    boolean chosen =
        Stream.of("ENGINE_CACHE_DIR", "DJL_CACHE_DIR")
            .map(Utils::getEnvOrSystemProperty)
            .anyMatch(folder -> folder != null && !folder.isEmpty());
    Path home = Path.of(System.getProperty("user.home", ""));
    Path cache = home.resolve(".djl.ai");
    boolean writable =
        isWritableFolder(home) && (Files.notExists(cache) || isWritableFolder(cache));
    if (!chosen && !writable) {
      Path own = temporaryFolder();
      System.setProperty("ENGINE_CACHE_DIR", own.toString());
    }
  }

  private static boolean isWritableFolder(Path folder) {
    return Files.isDirectory(folder) && Files.isWritable(folder);
  }

  private static Path temporaryFolder() {
    try {
      Path folder = Files.createTempDirectory("yoco4j-tokenizers");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("no folder for the native tokenizers library", e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      List<File> deepestFirst = files.sorted(Comparator.reverseOrder()).map(Path::toFile).toList();
      deepestFirst.forEach(File::delete);
    } catch (IOException e) {
      System.err.println(folder + " was not deleted: " + e.getMessage());
    }
  }
}
