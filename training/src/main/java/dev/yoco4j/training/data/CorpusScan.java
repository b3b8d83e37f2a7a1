package dev.yoco4j.training.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.zip.ZipFile;

/// Finds files and members, without reading any text.
final class CorpusScan {
  /// A file as it was found.
  ///
  /// @param key its name relative to what the user gave
  /// @param bytes its size
  /// @param modified when it was last changed
  record FoundFile(String key, long bytes, FileTime modified) {}

  private static final String GZIP = ".gz";

  /// What a byte of the packed form can stand for at most.
  private static final long MOST_UNPACKED = 1032;

  private record Walked(Path file, String key) {}

  private final List<FoundFile> files = new ArrayList<>();
  private final List<Source> sources = new ArrayList<>();

  /// Looks at the paths in the order given, and into folders and archives by name.
  CorpusScan(List<Path> paths) {
    if (paths.isEmpty()) {
      throw new IllegalArgumentException("no data was given; " + Corpus.WANTED);
    }
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        for (Walked walked : walk(path)) {
          add(walked.file(), walked.key(), false);
        }
      } else if (Files.isRegularFile(path)) {
        add(path, String.valueOf(path.getFileName()), true);
      } else {
        String what =
            Files.exists(path) ? " is neither a file nor a folder; " : " does not exist; ";
        throw new IllegalArgumentException(path + what + Corpus.WANTED);
      }
    }
  }

  List<FoundFile> files() {
    return files;
  }

  List<Source> sources() {
    return sources;
  }

  private void add(Path file, String key, boolean named) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      files.add(new FoundFile(key, attributes.size(), attributes.lastModifiedTime()));
      if (Source.hasExtension(key, ".zip") || Source.hasExtension(key, ".jar")) {
        addMembers(file);
      } else if (Source.hasExtension(key, GZIP)) {
        sources.add(gzip(file, key, attributes.size(), named));
      } else {
        sources.add(new Source.Loose(file, key, attributes.size(), named));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e, e);
    }
  }

  /// The last four bytes state the size of what was packed, up to 4 GiB; where that cannot be, the
  /// file is damaged, which shows when it is read.
  private static Source gzip(Path file, String key, long size, boolean named) throws IOException {
    ByteBuffer stated = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(file)) {
      int _ = channel.read(stated, Math.max(0, size - Integer.BYTES));
    }
    long bytes = Integer.toUnsignedLong(stated.getInt(0));
    String name = key.substring(0, key.length() - GZIP.length());
    return new Source.Gzip(file, name, size, bytes > MOST_UNPACKED * size ? size : bytes, named);
  }

  private void addMembers(Path file) throws IOException {
    try (ZipFile zip = SourceStreams.openArchive(file)) {
      zip.stream()
          .filter(entry -> !entry.isDirectory() && !isHidden(entry.getName()))
          .map(entry -> new Source.Member(file, entry.getName(), Math.max(0, entry.getSize())))
          .sorted(Comparator.comparing(Source.Member::key))
          .forEach(sources::add);
    }
  }

  private static boolean isHidden(String name) {
    return name.startsWith(".") || name.contains("/.");
  }

  private static List<Walked> walk(Path root) {
    List<Walked> found = new ArrayList<>();
    try {
      Files.walkFileTree(
          root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, visitor(root, found));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + root + ": " + e, e);
    }
    found.sort(Comparator.comparing(Walked::key));
    return found;
  }

  private static SimpleFileVisitor<Path> visitor(Path root, List<Walked> found) {
    return new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        boolean hidden = !folder.equals(root) && isHidden(String.valueOf(folder.getFileName()));
        return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (attributes.isRegularFile() && !isHidden(String.valueOf(file.getFileName()))) {
          String key = root.relativize(file).toString().replace('\\', '/');
          found.add(new Walked(file, key));
        }
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
        // A link to a folder above it: its files are found without the link.
        if (e instanceof FileSystemLoopException) {
          return FileVisitResult.CONTINUE;
        }
        throw e;
      }
    };
  }
}
