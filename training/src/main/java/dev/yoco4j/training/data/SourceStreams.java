package dev.yoco4j.training.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/// Opens sources; the archive of the last one stays open for the next.
final class SourceStreams implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 << 10;

  private @Nullable Path archivePath;
  private @Nullable ZipFile archive;

  InputStream open(Source source) throws IOException {
    return switch (source) {
      case Source.Loose loose -> Files.newInputStream(loose.file());
      case Source.Gzip packed -> open(packed);
      case Source.Member member -> open(member);
    };
  }

  private static InputStream open(Source.Gzip packed) throws IOException {
    InputStream file = Files.newInputStream(packed.file());
    try {
      return new ExpansionGuard(
          new GZIPInputStream(file, BUFFER_BYTES), packed.packedBytes(), packed.origin());
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  private InputStream open(Source.Member member) throws IOException {
    ZipFile zip = archive(member.file());
    ZipEntry entry = zip.getEntry(member.key());
    if (entry == null) {
      throw member.origin().corrupt("is gone: the archive changed while it was read");
    }
    return new ExpansionGuard(
        zip.getInputStream(entry), entry.getCompressedSize(), member.origin());
  }

  private ZipFile archive(Path file) throws IOException {
    if (archive == null || !file.equals(archivePath)) {
      close();
      archive = openArchive(file);
      archivePath = file;
    }
    return archive;
  }

  /// Opens an archive whose names may be in any encoding: they are for messages and for the order
  /// alone, and names that are marked as UTF-8 are read as such anyway.
  static ZipFile openArchive(Path file) throws IOException {
    try {
      return new ZipFile(file.toFile(), ISO_8859_1);
    } catch (ZipException e) {
      throw new Origin(file, "")
          .corrupt("is not a zip or jar archive, or is damaged (" + e.getMessage() + ")");
    }
  }

  @Override
  public void close() throws IOException {
    if (archive != null) {
      archive.close();
    }
    archive = null;
  }
}
