package dev.yoco4j.model.weights;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/// The folder of a training run, which keeps checkpoints as `checkpoint-<step>` folders.
///
/// A checkpoint is written beside under another name and renamed when it is whole, so every folder
/// of that name is complete.
public final class RunFolder {
  private static final String PREFIX = "checkpoint-";

  private RunFolder() {}

  /// One complete checkpoint.
  ///
  /// @param folder where it is
  /// @param step after how many optimizer steps it was written
  public record Checkpoint(Path folder, long step) {}

  /// The name of a step's checkpoint.
  ///
  /// @param step optimizer steps
  /// @return a folder name
  public static String name(long step) {
    return PREFIX + step;
  }

  /// All checkpoints.
  ///
  /// @param run the run's folder
  /// @return oldest first; empty if there is no such folder
  public static List<Checkpoint> checkpoints(Path run) {
    List<Checkpoint> found = new ArrayList<>();
    if (!Files.isDirectory(run)) {
      return found;
    }
    try (var entries = Files.newDirectoryStream(run, PREFIX + "*")) {
      for (Path entry : entries) {
        OptionalLong step = step(entry);
        if (step.isPresent() && Files.isDirectory(entry)) {
          found.add(new Checkpoint(entry, step.getAsLong()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(run + " can't be listed: " + e.getMessage(), e);
    }
    found.sort(Comparator.comparingLong(Checkpoint::step));
    return found;
  }

  static Path newestModel(Path folder) {
    List<Checkpoint> checkpoints = checkpoints(folder);
    return checkpoints.isEmpty() ? folder : checkpoints.getLast().folder();
  }

  private static OptionalLong step(Path folder) {
    String digits = folder.getFileName().toString().substring(PREFIX.length());
    return digits.matches("\\d{1,18}")
        ? OptionalLong.of(Long.parseLong(digits))
        : OptionalLong.empty();
  }
}
