package dev.yoco4j.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenSequencesTest {
  @TempDir private Path dir;
  private @Nullable TokenFile file;

  @AfterEach
  void close() {
    if (file != null) {
      file.close();
    }
  }

  private TokenView open() throws IOException {
    file = Texts.tokenise(dir.resolve("cache"), Texts.folder(dir.resolve("texts"), 40, 1));
    return TokenSplit.of(file, 0.1, 5).training();
  }

  @Test
  void every_token_but_the_first_is_a_target_once_an_epoch() throws IOException {
    TokenView tokens = open();
    for (int length : new int[] {1, 2, 63, 100, 1024}) {
      TokenSequences sequences = TokenSequences.shuffled(tokens, length, 9);
      long count = sequences.count();
      assertThat(count).isEqualTo((tokens.tokens() - 1) / length);
      long[] all = Texts.tokens(tokens);
      long[] expected = Arrays.stream(all, 1, (int) (1 + count * length)).sorted().toArray();
      for (long epoch = 0; epoch < 2; epoch++) {
        long[] batch = sequences.batch(epoch * count, (int) count);
        long[] targets = new long[(int) count * length];
        for (int i = 0; i < count; i++) {
          System.arraycopy(batch, i * (length + 1) + 1, targets, i * length, length);
        }
        Arrays.sort(targets);
        assertThat(targets).isEqualTo(expected);
      }
    }
  }

  @Test
  void in_order_the_sequences_are_the_text() throws IOException {
    TokenView tokens = open();
    TokenSequences sequences = TokenSequences.inOrder(tokens, 50);
    long[] all = Texts.tokens(tokens);
    for (int i = 0; i < sequences.count(); i++) {
      assertThat(sequences.batch(i, 1)).isEqualTo(Arrays.copyOfRange(all, 50 * i, 50 * i + 51));
    }
  }

  @Test
  void seed_and_epoch_decide_the_order() throws IOException {
    TokenView tokens = open();
    long count = TokenSequences.shuffled(tokens, 64, 1).count();
    int n = (int) count;
    long[] first = TokenSequences.shuffled(tokens, 64, 1).batch(0, n);
    assertThat(TokenSequences.shuffled(tokens, 64, 1).batch(0, n)).isEqualTo(first);
    assertThat(TokenSequences.shuffled(tokens, 64, 2).batch(0, n)).isNotEqualTo(first);
    assertThat(TokenSequences.shuffled(tokens, 64, 1).batch(count, n)).isNotEqualTo(first);
    assertThat(TokenSequences.inOrder(tokens, 64).batch(0, n)).isNotEqualTo(first);
  }

  @Test
  void a_batch_is_its_sequences_one_by_one() throws IOException {
    TokenView tokens = open();
    TokenSequences sequences = TokenSequences.shuffled(tokens, 33, 1);
    // Far enough to reach into the next epoch.
    for (long position = 0; position < 3 * sequences.count(); position += 17) {
      long at = position;
      long[] singly =
          LongStream.range(0, 8).flatMap(i -> Arrays.stream(sequences.batch(at + i, 1))).toArray();
      assertThat(sequences.batch(position, 8)).isEqualTo(singly);
    }
  }

  @Test
  void resuming_at_a_position_is_never_having_stopped() throws IOException {
    TokenView tokens = open();
    TokenSequences uninterrupted = TokenSequences.shuffled(tokens, 100, 4);
    Random random = new Random(1);
    for (int i = 0; i < 20; i++) {
      long stop = random.nextLong(5 * uninterrupted.count());
      long[] rest = uninterrupted.batch(stop, 16);
      assertThat(TokenSequences.shuffled(tokens, 100, 4).batch(stop, 16)).isEqualTo(rest);
    }
    assertThat(uninterrupted.epoch(uninterrupted.count() - 1)).isZero();
    assertThat(uninterrupted.epoch(uninterrupted.count())).isEqualTo(1);
  }

  @Test
  void a_corpus_shorter_than_a_sequence_is_refused() throws IOException {
    TokenView tokens = open();
    int all = (int) tokens.tokens();
    assertThat(TokenSequences.inOrder(tokens, all - 1).count()).isEqualTo(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenSequences.shuffled(tokens, all, 1))
        .withMessage(
            "the text for training has %d tokens, but a sequence of %d needs %d; give more of it or"
                    .formatted(all, all, all + 1)
                + " ask for shorter sequences");
  }

  @Test
  void positions_out_of_range_are_refused() throws IOException {
    TokenView tokens = open();
    TokenSequences sequences = TokenSequences.inOrder(tokens, 100);
    assertThatIllegalArgumentException().isThrownBy(() -> sequences.batch(-1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> sequences.batch(0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> sequences.batch(sequences.count(), 1));
    assertThatIllegalArgumentException().isThrownBy(() -> TokenSequences.inOrder(tokens, 0));
  }
}
