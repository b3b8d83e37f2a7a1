package dev.yoco4j.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A whole file as memory, for reading. Any thread may read it, and files may be of any size.
///
/// The file must not shrink while it is mapped: a page that is no longer there ends the process.
public final class MappedFile implements AutoCloseable {
  private final Path file;
  private final Arena arena;
  private final MemorySegment memory;

  @SuppressWarnings("MustBeClosedChecker") // close() closes it
  private MappedFile(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.arena = Arena.ofShared();
    this.memory = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
  }

  /// Maps a file.
  ///
  /// @param file the file
  /// @return the mapped file
  /// @throws UncheckedIOException if it cannot be read; the message names it
  public static MappedFile open(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new MappedFile(file, channel);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e, e);
    }
  }

  /// Where the file is.
  ///
  /// @return its path
  public Path path() {
    return file;
  }

  /// The bytes of the file.
  ///
  /// @return all of them; they must not be touched after the file is closed
  /// @throws IllegalStateException if the file is closed
  public MemorySegment memory() {
    if (!arena.scope().isAlive()) {
      throw new IllegalStateException(file + " is closed");
    }
    return memory;
  }

  /// Unmaps the file, if it is not yet.
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
