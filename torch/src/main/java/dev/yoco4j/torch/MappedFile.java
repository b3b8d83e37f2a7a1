package dev.yoco4j.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A whole file as memory, for reading. Any thread may read it, and files may be of any size.
///
/// The file must not shrink while it is mapped: a page that is no longer there ends the process.
public final class MappedFile implements AutoCloseable {
  private final Path file;
  private final FileChannel channel;
  private final Arena arena;
  private final MemorySegment memory;

  @SuppressWarnings("MustBeClosedChecker") // close() closes it
  private MappedFile(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.arena = Arena.ofShared();
    this.memory = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
  }

  /// Maps a file.
  ///
  /// @param file the file
  /// @return the mapped file
  /// @throws UncheckedIOException if it cannot be read; the message names it
  public static MappedFile open(Path file) {
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      try {
        return new MappedFile(file, channel);
      } catch (Throwable e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static UncheckedIOException unreadable(Path file, IOException e) {
    return new UncheckedIOException("cannot read " + file + ": " + e, e);
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

  /// Copies bytes of the file, which costs less than touching them page by page where they are
  /// needed once. An interrupt of the thread would close the file for all.
  ///
  /// @param bytes native memory; filled from its position to its limit
  /// @param position of the first byte in the file
  /// @throws CorruptFileException if the file ends before
  /// @throws UncheckedIOException if it cannot be read
  public void read(ByteBuffer bytes, long position) {
    long start = position - bytes.position();
    try {
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, start + bytes.position()) < 0) {
          throw new CorruptFileException(
              file, "was cut short to %d bytes while it was open".formatted(channel.size()));
        }
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /// Unmaps the file, if it is not yet.
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
      try {
        channel.close();
      } catch (IOException e) {
        throw unreadable(file, e);
      }
    }
  }
}
