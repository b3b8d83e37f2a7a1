package dev.yoco4j.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenSplitTest {
  @TempDir private Path dir;

  @Test
  void every_token_is_in_one_part() throws IOException {
    try (TokenFile file = Texts.tokenise(dir.resolve("cache"), Texts.folder(dir, 60, 1))) {
      for (double fraction : new double[] {0.001, 0.05, 0.3, 0.5, 0.9}) {
        TokenSplit split = TokenSplit.of(file, fraction, 3);
        assertThat(sorted(Texts.tokens(split.training()), Texts.tokens(split.validation())))
            .isEqualTo(sorted(Texts.tokens(file)));
        assertThat(split.validation().tokens() / (double) file.tokens())
            .isBetween(0.49 * fraction, 2 * fraction);
        assertThat(split.training().tokens()).isPositive();
      }
    }
  }

  @Test
  void documents_stay_whole_where_there_are_many() throws IOException {
    try (TokenFile file = Texts.tokenise(dir.resolve("cache"), Texts.folder(dir, 200, 1))) {
      TokenSplit split = TokenSplit.of(file, 0.1, 3);
      assertThat(split.validation().documents()).isBetween(8, 35);
      assertThat(split.training().documents() + split.validation().documents()).isEqualTo(200);
      assertThat(begins(split.validation())).isEqualTo(split.validation().documents());
      assertThat(begins(split.training())).isEqualTo(split.training().documents());
      assertThat(Texts.tokens(split.validation()))
          .startsWith(ByteFake.BEGIN)
          .endsWith(ByteFake.END);
    }
  }

  @Test
  void the_seed_decides() throws IOException {
    try (TokenFile file = Texts.tokenise(dir.resolve("cache"), Texts.folder(dir, 200, 1))) {
      long[] first = Texts.tokens(TokenSplit.of(file, 0.1, 3).validation());
      assertThat(Texts.tokens(TokenSplit.of(file, 0.1, 3).validation())).isEqualTo(first);
      assertThat(Texts.tokens(TokenSplit.of(file, 0.1, 4).validation())).isNotEqualTo(first);
    }
  }

  @Test
  void one_document_gives_its_end() throws IOException {
    Path text = Texts.write(dir.resolve("a.txt"), "a".repeat(500) + "b".repeat(498));
    try (TokenFile file = Texts.tokenise(dir.resolve("cache"), text)) {
      for (double fraction : new double[] {0.25, 0.5, 0.999}) {
        TokenSplit split = TokenSplit.of(file, fraction, 3);
        assertThat(split.validation().tokens()).isEqualTo((long) (fraction * 1000));
        assertThat(split.training().tokens()).isEqualTo(1000 - (long) (fraction * 1000));
        assertThat(Texts.tokens(split.training())).startsWith(ByteFake.BEGIN);
        assertThat(Texts.tokens(split.validation())).endsWith(ByteFake.END);
      }
    }
  }

  @Test
  void few_long_documents_do_not_swallow_the_corpus() throws IOException {
    Path first = Texts.write(dir.resolve("a.txt"), "a".repeat(998));
    Path second = Texts.write(dir.resolve("b.txt"), "b".repeat(1998));
    try (TokenFile file = Texts.tokenise(dir.resolve("cache"), first, second)) {
      TokenSplit split = TokenSplit.of(file, 0.1, 3);
      assertThat(split.validation().tokens()).isEqualTo(300);
      assertThat(Texts.tokens(split.validation())).startsWith('b').doesNotContain('a');
    }
  }

  @Test
  void a_fraction_of_nothing_leaves_all_for_training() throws IOException {
    try (TokenFile file = Texts.tokenise(dir.resolve("cache"), Texts.folder(dir, 5, 1))) {
      TokenSplit split = TokenSplit.of(file, 0, 3);
      assertThat(split.validation().tokens()).isZero();
      assertThat(Texts.tokens(split.training()))
          .isEqualTo(Texts.tokens(TokenView.all(file)))
          .isEqualTo(Texts.tokens(file));
      for (double fraction : new double[] {-0.1, 1, Double.NaN}) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> TokenSplit.of(file, fraction, 3))
            .withMessage("validationFraction must be at least 0 and below 1, was " + fraction);
      }
    }
  }

  private static long begins(TokenView view) {
    return Arrays.stream(Texts.tokens(view)).filter(token -> token == ByteFake.BEGIN).count();
  }

  private static long[] sorted(long[]... parts) {
    return Arrays.stream(parts).flatMapToLong(Arrays::stream).sorted().toArray();
  }
}
