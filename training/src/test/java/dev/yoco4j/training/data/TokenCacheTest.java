package dev.yoco4j.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.yoco4j.torch.CorruptFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenCacheTest {
  @TempDir private Path dir;
  private Path text = Path.of("");

  @BeforeEach
  void write() throws IOException {
    text = Texts.write(dir.resolve("a.txt"), "some text");
    Texts.write(dir.resolve("b.txt"), "more text");
  }

  @Test
  void a_corpus_is_tokenised_once() {
    TokenCache.Entry first = tokenise(258, CorpusConfig.defaults(), text);
    TokenCache.Entry second = tokenise(258, CorpusConfig.defaults(), text);
    assertThat(first.reused()).isFalse();
    assertThat(second).isEqualTo(new TokenCache.Entry(first.file(), first.report(), true));
  }

  @Test
  void whatever_decides_the_tokens_asks_for_another_file() throws IOException {
    CorpusConfig defaults = CorpusConfig.defaults();
    Path more = dir.resolve("b.txt");
    tokenise(258, defaults, text);
    assertThat(tokenise(259, defaults, text).reused()).isFalse();
    assertThat(tokenise(258, defaults.withByteLimit(5), text).reused()).isFalse();
    assertThat(tokenise(258, defaults.withMalformed(MalformedText.REFUSE), text).reused())
        .isFalse();
    assertThat(tokenise(258, defaults, text, more).reused()).isFalse();
    assertThat(tokenise(258, defaults, more, text).reused()).isFalse();
    Files.setLastModifiedTime(text, FileTime.fromMillis(1_000_000));
    assertThat(tokenise(258, defaults, text).reused()).isFalse();
  }

  @Test
  void the_fingerprint_is_of_the_content() throws IOException {
    String first = fingerprint(tokenise(258, CorpusConfig.defaults(), text));
    Files.setLastModifiedTime(text, FileTime.fromMillis(1_000_000));
    assertThat(fingerprint(tokenise(258, CorpusConfig.defaults(), text))).isEqualTo(first);
    assertThat(fingerprint(tokenise(258, CorpusConfig.defaults(), dir.resolve("b.txt"))))
        .isNotEqualTo(first);
  }

  @Test
  void a_damaged_file_is_refused_and_not_used() throws IOException {
    TokenCache.Entry entry = tokenise(258, CorpusConfig.defaults(), text);
    byte[] bytes = Files.readAllBytes(entry.file());
    bytes[258]++;
    Files.write(entry.file(), bytes);
    assertThatExceptionOfType(CorruptFileException.class)
        .isThrownBy(() -> tokenise(258, CorpusConfig.defaults(), text))
        .withMessage(entry.file() + ": has damaged tokens; delete it and tokenise again");
  }

  @Test
  void a_file_under_the_name_of_another_is_refused() throws IOException {
    TokenCache.Entry entry = tokenise(258, CorpusConfig.defaults(), text);
    TokenCache.Entry other = tokenise(259, CorpusConfig.defaults(), text);
    Files.copy(other.file(), dir.resolve("copy"));
    Files.delete(entry.file());
    Files.move(dir.resolve("copy"), entry.file());
    assertThatExceptionOfType(CorruptFileException.class)
        .isThrownBy(() -> tokenise(258, CorpusConfig.defaults(), text))
        .withMessageContaining("holds other tokens than its name says");
  }

  @Test
  void threads_below_one_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TokenCache(dir, 0))
        .withMessage("threads must be at least 1, was 0");
  }

  private TokenCache.Entry tokenise(int vocabularySize, CorpusConfig config, Path... paths) {
    return new TokenCache(dir.resolve("cache"))
        .tokenise(
            Corpus.of(List.of(paths), config), new ByteFake(vocabularySize), TokenProgress.NONE);
  }

  private static String fingerprint(TokenCache.Entry entry) {
    try (TokenFile file = entry.open()) {
      return file.fingerprint();
    }
  }
}
