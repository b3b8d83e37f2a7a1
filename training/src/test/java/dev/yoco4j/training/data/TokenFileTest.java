package dev.yoco4j.training.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.yoco4j.torch.CorruptFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenFileTest {
  @TempDir private Path dir;

  @ParameterizedTest
  @ValueSource(ints = {258, 65_536, 65_537})
  void documents_stand_between_begin_and_end_in_the_corpus_order(int vocabularySize)
      throws IOException {
    Path first = Texts.write(dir.resolve("a.txt"), "bä");
    Path empty = Texts.write(dir.resolve("empty.txt"), "");
    Path second = Texts.write(dir.resolve("b.txt"), "c");
    TokenCache.Entry entry =
        new TokenCache(dir.resolve("cache"))
            .tokenise(
                Corpus.of(List.of(first, empty, second)),
                new ByteFake(vocabularySize),
                TokenProgress.NONE);
    try (TokenFile file = entry.open()) {
      assertThat(Texts.tokens(file)).containsExactly(256, 'b', 0xC3, 0xA4, 257, 256, 'c', 257);
      assertThat(file.documents()).isEqualTo(2);
      assertThat(file.documentStart(1)).isEqualTo(5);
      assertThat(file.documentStart(2)).isEqualTo(file.tokens()).isEqualTo(8);
      assertThat(file.vocabularySize()).isEqualTo(vocabularySize);
      assertThat(file.report()).isEqualTo(new TokenReport(2, 8, 4, 0, 0, 1));
      file.verify();
    }
    long tokenBytes = vocabularySize > 65_536 ? 4 : 2;
    assertThat(Files.size(entry.file())).isEqualTo(256 + 64 + 3 * 8).isGreaterThan(8 * tokenBytes);
  }

  @Test
  void a_long_text_is_one_document_and_loses_nothing() throws IOException {
    Random random = new Random(1);
    for (String text :
        List.of(
            Texts.prose(random, 450_000),
            "€".repeat(900_000),
            "a".repeat(1 << 20),
            "b".repeat((1 << 20) + 1))) {
      Path path = Texts.write(dir.resolve("book.txt"), text);
      try (TokenFile file = Texts.tokenise(dir.resolve("cache"), path)) {
        assertThat(file.documents()).isEqualTo(1);
        byte[] bytes = text.getBytes(UTF_8);
        long[] tokens = Texts.tokens(file);
        assertThat(tokens).hasSize(bytes.length + 2).startsWith(256).endsWith(257);
        byte[] read = new byte[bytes.length];
        for (int i = 0; i < read.length; i++) {
          read[i] = (byte) tokens[i + 1];
        }
        assertThat(Arrays.equals(read, bytes)).isTrue();
      }
    }
  }

  @Test
  void every_cut_and_every_flipped_byte_is_found() throws IOException {
    Path path;
    try (TokenFile file =
        Texts.tokenise(dir.resolve("cache"), Texts.folder(dir.resolve("texts"), 3, 1))) {
      path = file.path();
    }
    byte[] good = Files.readAllBytes(path);
    Path bad = dir.resolve("bad.tokens");
    for (int length = 0; length < good.length; length += 1 + length / 7) {
      Files.write(bad, Arrays.copyOf(good, length));
      assertCorrupt(bad);
    }
    Files.write(bad, Arrays.copyOf(good, good.length + 1));
    assertCorrupt(bad);
    long padding = paddingBytes(path);
    for (int i = 0; i < good.length; i += i < 300 ? 1 : 37) {
      byte[] flipped = good.clone();
      flipped[i] ^= 0x10;
      Files.write(bad, flipped);
      if (i < good.length - 4 * 8 - padding || i >= good.length - 4 * 8) {
        assertCorrupt(bad);
      }
    }
  }

  @Test
  void an_id_outside_the_vocabulary_never_reaches_a_model() throws IOException {
    Path path;
    try (TokenFile file =
        Texts.tokenise(dir.resolve("cache"), Texts.folder(dir.resolve("texts"), 1, 1))) {
      path = file.path();
    }
    byte[] bytes = Files.readAllBytes(path);
    bytes[256 + 2 * 3 + 1] = (byte) 0xFF;
    Files.write(path, bytes);
    try (TokenFile file = TokenFile.open(path)) {
      file.read(0, new long[3], 0, 3);
      assertThatExceptionOfType(CorruptFileException.class)
          .isThrownBy(() -> file.read(1, new long[3], 0, 3))
          .withMessageStartingWith(path + ": token 3 is 65")
          .withMessageEndingWith(", but the vocabulary has 258");
    }
  }

  @Test
  void foreign_files_are_refused_in_words() throws IOException {
    Path text = Texts.write(dir.resolve("a.txt"), "text ".repeat(100));
    assertThatExceptionOfType(CorruptFileException.class)
        .isThrownBy(() -> TokenFile.open(text))
        .withMessage(text + ": is not a token file");
    Path small = Texts.write(dir.resolve("b.txt"), "text");
    assertThatExceptionOfType(CorruptFileException.class)
        .isThrownBy(() -> TokenFile.open(small))
        .withMessage(small + ": has 4 bytes, too few for a token file");
    Path missing = dir.resolve("missing");
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> TokenFile.open(missing))
        .withMessageContaining(missing.toString());
  }

  @Test
  void another_tokenizer_is_refused() throws IOException {
    try (TokenFile file =
        Texts.tokenise(dir.resolve("cache"), Texts.folder(dir.resolve("texts"), 1, 1))) {
      file.requireMadeBy(new ByteFake());
      assertThatIllegalArgumentException()
          .isThrownBy(() -> file.requireMadeBy(new ByteFake(259)))
          .withMessageContaining("was made by another tokenizer");
    }
  }

  private static long paddingBytes(Path path) {
    try (TokenFile file = TokenFile.open(path)) {
      return (64 - (256 + file.tokens() * 2) % 64) % 64;
    }
  }

  private static void assertCorrupt(Path path) {
    assertThatExceptionOfType(CorruptFileException.class)
        .isThrownBy(() -> {
          try (TokenFile file = TokenFile.open(path)) {
            file.verify();
          }
        })
        .withMessageStartingWith(path + ": ");
  }
}
