package dev.yoco4j.training.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ByteLimitTest {
  @TempDir private Path dir;

  @Test
  void a_limit_takes_whole_documents_from_all_over_the_corpus() throws IOException {
    for (int i = 0; i < 400; i++) {
      Texts.write(dir.resolve("%03d.txt".formatted(i)), "%03d".formatted(i).repeat(50));
      Texts.write(dir.resolve("%03d.bin".formatted(i)), new byte[5000]);
    }
    List<String> some = Texts.texts(limited(dir, 15_000));
    assertThat(some).hasSize(100).isSubsetOf(Texts.texts(Corpus.of(List.of(dir)))).isSorted();
    for (char hundreds = '0'; hundreds <= '3'; hundreds++) {
      String start = String.valueOf(hundreds);
      assertThat(some).filteredOn(text -> text.startsWith(start)).hasSizeBetween(12, 38);
    }
    assertThat(Texts.texts(limited(dir, 15_000))).isEqualTo(some);
    assertThat(Texts.texts(limited(dir, 7_500))).isSubsetOf(some);
    assertThat(limited(dir, 15_000).read(_ -> {})).isEqualTo(400);
  }

  @Test
  void a_limit_above_the_corpus_changes_nothing() throws IOException {
    Texts.folder(dir, 20, 1);
    Texts.write(dir.resolve("a.jsonl"), "{\"text\": \"a\"}\n".repeat(10));
    assertThat(Texts.texts(limited(dir, 1 << 30))).isEqualTo(Texts.texts(Corpus.of(List.of(dir))));
  }

  @Test
  void however_low_the_limit_something_is_left() throws IOException {
    Path folder = Texts.folder(dir.resolve("folder"), 3, 1);
    Path lines = Texts.write(dir.resolve("a.jsonl"), "{\"text\": \"a\"}\n".repeat(10));
    Path book = Texts.write(dir.resolve("a.txt"), "ä".repeat(700_000));
    for (Path path : List.of(folder, lines, book)) {
      assertThat(Texts.texts(limited(path, 1))).hasSize(1);
    }
  }

  @Test
  void lines_are_evenly_spread_and_long_texts_give_their_beginning() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      lines.append("{\"text\": \"%03d\"}\n".formatted(i));
    }
    Path file = Texts.write(dir.resolve("a.jsonl"), lines.toString());
    List<String> some = Texts.texts(limited(file, lines.length() / 10));
    assertThat(some).hasSize(100).startsWith("000", "010", "020");

    String book = Texts.prose(new Random(1), 400_000);
    Path text = Texts.write(dir.resolve("book.txt"), book);
    String start = String.join("", Texts.texts(limited(text, 1_500_000)));
    assertThat(book).startsWith(start);
    assertThat(start).endsWith("\n");
    assertThat(start.getBytes(UTF_8).length).isCloseTo(1_500_000, within(200));
  }

  @Test
  void files_of_all_kinds_give_about_the_limit_together() throws IOException {
    Texts.folder(dir.resolve("folder"), 500, 3);
    Random random = new Random(2);
    Texts.write(dir.resolve("book.txt"), Texts.prose(random, 200_000));
    Corpus corpus = limited(dir, 1_000_000);
    Map<Boolean, Long> bytes = new HashMap<>();
    corpus.forEach(document ->
        bytes.merge(
            document.origin().file().endsWith("book.txt"),
            (long) document.text().getBytes(UTF_8).length,
            Long::sum));
    long book = bytes.getOrDefault(true, 0L);
    long folder = bytes.getOrDefault(false, 0L);
    assertThat(book + folder).isCloseTo(1_000_000, Percentage.withPercentage(5));
    assertThat(corpus.bytes()).isCloseTo(book + folder, Percentage.withPercentage(1));
    double bookShare = (double) book / Files.size(dir.resolve("book.txt"));
    assertThat(bookShare).isBetween(0.25, 0.45);
  }

  @Test
  void a_limit_below_one_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CorpusConfig.defaults().withByteLimit(0))
        .withMessage("byteLimit must be at least 1, was 0");
  }

  private static Corpus limited(Path path, long bytes) {
    return Corpus.of(List.of(path), CorpusConfig.defaults().withByteLimit(bytes));
  }
}
