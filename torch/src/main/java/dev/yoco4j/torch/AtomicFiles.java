package dev.yoco4j.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Files that are there whole or not at all, also after a power cut.
///
/// The new content goes to `.NAME.tmp` beside the file, is forced to the disk and renamed over it.
/// A file has one writer at a time; what a killed writer left is overwritten by the next one.
public final class AtomicFiles {
  private AtomicFiles() {}

  /// Writes the content of a file.
  @FunctionalInterface
  public interface Content {
    /// Writes everything, from the start.
    ///
    /// @param channel where to
    /// @throws IOException if it cannot be written
    void writeTo(FileChannel channel) throws IOException;
  }

  /// Writes a file, or replaces it, in one step.
  ///
  /// If anything fails, what stood there before still stands there and nothing is left beside it.
  ///
  /// @param file the file; its folder must exist
  /// @param bytes how many bytes the content has, for the message
  /// @param content writes them
  /// @throws UncheckedIOException if it cannot be written; the message names the file, the bytes
  ///   needed and the usable space
  public static void replace(Path file, long bytes, Content content) {
    Path target = file.toAbsolutePath();
    Path temporary = target.resolveSibling("." + target.getFileName() + ".tmp");
    try {
      writeAndRename(temporary, target, content);
      syncFolder(target.resolveSibling("."));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot write %s: %s (%d bytes needed, %s usable)"
              .formatted(file, e.getMessage(), bytes, usableBytes(target)),
          e);
    }
  }

  /// Writes a small file, or replaces it, in one step.
  ///
  /// @param file the file; its folder must exist
  /// @param content all of its bytes
  /// @throws UncheckedIOException if it cannot be written, as above
  public static void replace(Path file, byte[] content) {
    replace(
        file,
        content.length,
        channel -> {
          ByteBuffer left = ByteBuffer.wrap(content);
          while (left.hasRemaining()) {
            channel.write(left);
          }
        });
  }

  /// Forces the entries of a folder to the disk: what was created in it, renamed or removed.
  ///
  /// @param folder the folder
  /// @throws IOException if it cannot be done
  public static void syncFolder(Path folder) throws IOException {
    if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return; // Windows opens no folders, and journals their entries itself
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void writeAndRename(Path temporary, Path target, Content content)
      throws IOException {
    FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);
    try {
      try (channel) {
        content.writeTo(channel);
        channel.force(true);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (Throwable failure) {
      discard(temporary, failure);
      throw failure;
    }
  }

  private static void discard(Path temporary, Throwable failure) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static String usableBytes(Path target) {
    try {
      return Long.toString(Files.getFileStore(target.resolveSibling(".")).getUsableSpace());
    } catch (IOException e) {
      return "an unknown number";
    }
  }
}
