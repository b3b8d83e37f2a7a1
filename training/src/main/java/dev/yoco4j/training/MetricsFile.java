package dev.yoco4j.training;

import dev.yoco4j.torch.CorruptFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The events of a run as lines of JSON, `metrics.jsonl`; docs/formats/metrics.md has the fields.
///
/// A line ends with a line feed, and what follows the last one is the rest of a line that a killed
/// process did not finish: it is ignored by readers and removed by the next writer.
public final class MetricsFile implements AutoCloseable {
  /// The name of the file in the folder of a run.
  public static final String NAME = "metrics.jsonl";

  private final Path file;
  private final FileChannel channel;

  private MetricsFile(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /// Opens a file to add lines, which it creates where there is none.
  ///
  /// @param file the file; its folder must exist
  /// @return the file, behind its last whole line
  /// @throws UncheckedIOException if it cannot be opened
  public static MetricsFile open(Path file) {
    return openCutAt(file, Long.MAX_VALUE);
  }

  /// Opens a file to go on with a run that is resumed: lines behind the checkpoint's step are of a
  /// past that will be made again, and are removed.
  ///
  /// @param file the file; its folder must exist
  /// @param step the last step to keep
  /// @return the file, behind the last line of that step
  /// @throws UncheckedIOException if it cannot be opened
  /// @throws CorruptFileException if a line is not an event
  public static MetricsFile resume(Path file, long step) {
    if (Files.exists(file)) {
      truncateAfter(file, step);
    }
    return open(file);
  }

  /// Reads the events of a run.
  ///
  /// Kinds of events that are not known are passed over, for a newer version may have written them.
  ///
  /// @param file the file
  /// @return all events, in their order
  /// @throws UncheckedIOException if it cannot be read
  /// @throws CorruptFileException if a whole line is not an event; the message has its number
  public static List<TrainingEvent> read(Path file) {
    List<TrainingEvent> events = new ArrayList<>();
    try (MetricsLines lines = MetricsLines.open(file)) {
      for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
        lines.event(line.get()).ifPresent(events::add);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read %s: %s".formatted(file, e.getMessage()), e);
    }
    return events;
  }

  /// Removes the lines behind a step, from the first one on that has a greater step.
  ///
  /// @param file the file
  /// @param step the last step to keep
  /// @throws UncheckedIOException if it cannot be read or cut
  /// @throws CorruptFileException if a line that is kept is not an event
  public static void truncateAfter(Path file, long step) {
    openCutAt(file, lengthUpTo(file, step)).close();
  }

  /// Adds a line, which is with the operating system when this returns.
  ///
  /// @param event what happened
  /// @throws UncheckedIOException if it cannot be written; the file then ends as before
  public void append(TrainingEvent event) {
    ByteBuffer line = ByteBuffer.wrap(MetricsLine.of(event, file));
    try {
      long end = channel.position();
      try {
        while (line.hasRemaining()) {
          channel.write(line);
        }
      } catch (IOException e) {
        channel.truncate(end);
        throw e;
      }
    } catch (IOException e) {
      throw cannotWrite(file, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw cannotWrite(file, e);
    }
  }

  private static long lengthUpTo(Path file, long step) {
    try (MetricsLines lines = MetricsLines.open(file)) {
      long length = 0;
      for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
        if (lines.event(line.get()).filter(event -> event.step() > step).isPresent()) {
          break;
        }
        length = lines.length();
      }
      return length;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static MetricsFile openCutAt(Path file, long length) {
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      try {
        channel.truncate(Math.min(length, MetricsLines.wholeLines(channel)));
        channel.position(channel.size());
        return new MetricsFile(file, channel);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw cannotWrite(file, e);
    }
  }

  private static UncheckedIOException cannotWrite(Path file, IOException e) {
    return new UncheckedIOException("cannot write %s: %s".formatted(file, e.getMessage()), e);
  }
}
