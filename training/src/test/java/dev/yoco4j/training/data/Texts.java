package dev.yoco4j.training.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Files to read and ways to look at what was read.
final class Texts {
  private Texts() {}

  static Path write(Path file, String text) throws IOException {
    return write(file, text.getBytes(UTF_8));
  }

  static Path write(Path file, byte[] bytes) throws IOException {
    Path folder = file.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    return Files.write(file, bytes);
  }

  /// Writes an archive of alternating names and contents.
  static Path zip(Path file, Object... namesAndContents) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (int i = 0; i < namesAndContents.length; i += 2) {
        zip.putNextEntry(new ZipEntry((String) namesAndContents[i]));
        Object content = namesAndContents[i + 1];
        zip.write(content instanceof byte[] bytes ? bytes : ((String) content).getBytes(UTF_8));
        zip.closeEntry();
      }
    }
    return file;
  }

  /// Writes a file that packs texts, each as a member of its own.
  static Path gzip(Path file, String... texts) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      for (String text : texts) {
        GZIPOutputStream packed = new GZIPOutputStream(out);
        packed.write(text.getBytes(UTF_8));
        packed.finish();
      }
    }
    return file;
  }

  /// A folder of documents of very different lengths.
  static Path folder(Path folder, int documents, long seed) throws IOException {
    Random random = new Random(seed);
    for (int i = 0; i < documents; i++) {
      write(folder.resolve("document-" + i + ".txt"), prose(random, 1 + random.nextInt(400)));
    }
    return folder;
  }

  static String prose(Random random, int words) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < words; i++) {
      text.append("wörd").append(random.nextInt(1000));
      text.append(random.nextInt(12) == 0 ? '\n' : ' ');
    }
    return text.toString();
  }

  static List<String> texts(Corpus corpus) {
    List<String> texts = new ArrayList<>();
    corpus.forEach(document -> texts.add(document.text()));
    return texts;
  }

  static TokenFile tokenise(Path cache, Path... paths) {
    return new TokenCache(cache, 2)
        .tokenise(Corpus.of(List.of(paths)), new ByteFake(), TokenProgress.NONE)
        .open();
  }

  static long[] tokens(TokenFile file) {
    long[] tokens = new long[Math.toIntExact(file.tokens())];
    file.read(0, tokens, 0, tokens.length);
    return tokens;
  }

  static long[] tokens(TokenView view) {
    long[] tokens = new long[Math.toIntExact(view.tokens())];
    view.read(0, tokens, 0, tokens.length);
    return tokens;
  }
}
