package dev.yoco4j.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.yoco4j.torch.CorruptFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenisationTest {
  @TempDir private Path dir;

  @Test
  void the_number_of_threads_does_not_change_a_byte() throws IOException {
    Path texts = Texts.folder(dir.resolve("texts"), 300, 5);
    Texts.write(texts.resolve("book.txt"), Texts.prose(new Random(2), 300_000));
    Texts.write(texts.resolve("lines.jsonl"), "{\"text\": \"line\"}\n".repeat(20_000));
    byte[] one = Files.readAllBytes(tokenise(texts, 1));
    assertThat(one).hasSizeGreaterThan(6_000_000);
    for (int threads : new int[] {2, 7}) {
      assertThat(Files.mismatch(tokenise(texts, threads), write("one", one))).isEqualTo(-1);
    }
  }

  @Test
  void progress_ends_with_the_totals() throws IOException {
    Path texts = Texts.folder(dir.resolve("texts"), 500, 5);
    List<Long> seen = new ArrayList<>();
    List<Long> totals = new ArrayList<>();
    Corpus corpus = Corpus.of(List.of(texts));
    TokenCache.Entry entry =
        new TokenCache(dir.resolve("cache"))
            .tokenise(
                corpus,
                new ByteFake(),
                (_, bytes, total) -> {
                  seen.add(bytes);
                  totals.add(total);
                });
    assertThat(seen).isSorted().hasSizeGreaterThan(2).endsWith(entry.report().bytes());
    assertThat(totals).containsOnly(corpus.bytes()).contains(entry.report().bytes());
  }

  @Test
  void the_first_error_in_the_corpus_order_is_the_one_reported() throws IOException {
    Path lines =
        Texts.write(
            dir.resolve("a.jsonl"),
            "{\"text\": \"fine\"}\n".repeat(50_000) + "{}\n" + "{\"text\": 1}\n".repeat(50_000));
    assertThatExceptionOfType(CorruptFileException.class)
        .isThrownBy(() -> tokenise(lines, 4))
        .withMessageStartingWith(lines + ": line 50001: has no field");
  }

  @Test
  void after_an_error_nothing_is_left() throws IOException {
    Path lines = Texts.write(dir.resolve("a.jsonl"), "{}");
    Path cache = dir.resolve("cache-3");
    assertThatExceptionOfType(CorruptFileException.class).isThrownBy(() -> tokenise(lines, 3));
    try (Stream<Path> left = Files.list(cache)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void a_corpus_without_text_is_refused() throws IOException {
    Path folder = dir.resolve("folder");
    Texts.write(folder.resolve("empty.txt"), "");
    Texts.write(folder.resolve("image"), new byte[9]);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tokenise(folder, 1))
        .withMessage(
            "no text in ["
                + folder
                + "] (not UTF-8 text: 1, empty: 1); give text files, folders, .zip, .jar, .gz or"
                + " .jsonl");
  }

  @Test
  void an_id_outside_the_vocabulary_is_refused() throws IOException {
    Path text = Texts.write(dir.resolve("a.txt"), "a");
    assertThatIllegalStateException()
        .isThrownBy(() ->
            new TokenCache(dir.resolve("cache"))
                .tokenise(Corpus.of(List.of(text)), new ByteFake(257), TokenProgress.NONE))
        .withMessage(text + ": the tokenizer gave the id 257, but its vocabulary has 257");
  }

  @Test
  void the_report_is_one_line_for_people() {
    assertThat(new TokenReport(18_112, 60_204_118, 251_300_000, 0, 0, 0).line())
        .isEqualTo("18,112 documents, 251.30 MB, 60,204,118 tokens");
    assertThat(new TokenReport(1, 2, 999_999, 4, 5, 6).line())
        .isEqualTo(
            "1 document, 999,999 bytes, 2 tokens (5 not text, passed over; 6 empty, passed over;"
                + " 4 malformed places replaced by U+FFFD)");
  }

  private Path tokenise(Path texts, int threads) {
    return new TokenCache(dir.resolve("cache-" + threads), threads)
        .tokenise(Corpus.of(List.of(texts)), new ByteFake(), TokenProgress.NONE)
        .file();
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Texts.write(dir.resolve(name), bytes);
  }
}
