package dev.yoco4j.inference.prefix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.yoco4j.inference.cache.PastLayout;
import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.model.past.PastSlot;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixTreeTest {
  /// One number, which shows whether a past is open.
  private static final PastLayout LAYOUT =
      new PastLayout(
          List.of(new PastSlot.Retention(1, 1, 1)),
          Precision.FLOAT32,
          KeyValueFormat.MODEL,
          1000,
          Device.CPU);

  private static SequencePast past(int length) {
    SequencePast past = new SequencePast(LAYOUT);
    past.advance(length);
    return past;
  }

  private static boolean add(PrefixTree tree, int... tokens) {
    return tree.add(tokens, past(tokens.length));
  }

  private static int longest(PrefixTree tree, int... tokens) {
    return longest(tree, tokens.length, tokens);
  }

  private static int longest(PrefixTree tree, int limit, int[] tokens) {
    Optional<PrefixTree.Match> match = tree.longest(tokens, limit);
    match.ifPresent(found -> {
      assertThat(found.past().length()).isEqualTo(found.length());
      assertThat(found.past().bytes()).isEqualTo(Float.BYTES);
      found.past().close();
    });
    return match.map(PrefixTree.Match::length).orElse(0);
  }

  @Test
  void an_edge_splits_where_sequences_part() {
    try (PrefixTree tree = new PrefixTree()) {
      add(tree, 1, 2, 3, 4, 5);
      add(tree, 1, 2, 9, 9);
      assertThat(longest(tree, 1, 2, 3, 4, 5, 6)).isEqualTo(5);
      assertThat(longest(tree, 1, 2, 9, 9)).isEqualTo(4);
      assertThat(longest(tree, 1, 2, 9)).isZero(); // nothing can be trimmed
      add(tree, 1, 2);
      assertThat(longest(tree, 1, 2, 9)).isEqualTo(2);
      assertThat(longest(tree, 2, 1)).isZero();
      assertThat(tree.size()).isEqualTo(3);
    }
  }

  @Test
  void a_bound_excludes_longer_snapshots() {
    try (PrefixTree tree = new PrefixTree()) {
      add(tree, 1, 2, 3);
      add(tree, 1);
      assertThat(longest(tree, 2, new int[] {1, 2, 3})).isEqualTo(1);
      assertThat(longest(tree, 0, new int[] {1, 2, 3})).isZero();
      assertThat(longest(tree, 99, new int[] {1, 2, 3})).isEqualTo(3);
    }
  }

  @Test
  void the_same_sequence_is_kept_once_and_the_second_is_closed() {
    try (PrefixTree tree = new PrefixTree()) {
      assertThat(add(tree, 1, 2)).isTrue();
      SequencePast again = past(2);
      assertThat(tree.add(new int[] {1, 2}, again)).isFalse();
      assertThat(again.bytes()).isZero();
      assertThat(tree.size()).isEqualTo(1);
    }
  }

  @Test
  void what_was_used_longest_ago_goes_first_and_is_closed() {
    PrefixTree tree = new PrefixTree();
    SequencePast first = past(1);
    tree.add(new int[] {1}, first);
    add(tree, 1, 2);
    add(tree, 3);
    assertThat(longest(tree, 1)).isEqualTo(1);
    assertThat(tree.evict()).isTrue(); // 1 2
    assertThat(longest(tree, 1, 2)).isEqualTo(1);
    assertThat(tree.evict()).isTrue(); // 3
    assertThat(longest(tree, 3)).isZero();
    assertThat(first.bytes()).isEqualTo(Float.BYTES);
    tree.close();
    assertThat(first.bytes()).isZero();
    assertThat(tree.evict()).isFalse();
  }

  @Test
  void a_snapshot_of_more_than_its_tokens_is_refused() {
    try (PrefixTree tree = new PrefixTree();
        SequencePast two = past(2);
        SequencePast none = past(0)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> tree.add(new int[] {1}, two))
          .withMessage("a snapshot must be of 1 to 1 tokens, was of 2");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> tree.add(new int[] {1}, none))
          .withMessage("a snapshot must be of 1 to 1 tokens, was of 0");
    }
  }

  @Test
  void ten_thousand_snapshots_on_one_path_are_no_deeper_than_a_thread() {
    int[] tokens = IntStream.range(0, 10_000).toArray();
    try (PrefixTree tree = new PrefixTree()) {
      for (int length = 1; length <= tokens.length; length++) {
        tree.add(tokens, past(length));
      }
      assertThat(tree.size()).isEqualTo(tokens.length);
    }
  }

  /// The definition: a list of sequences, the one that was used longest ago first.
  private static final class Plain {
    private final List<List<Integer>> kept = new ArrayList<>();

    boolean add(List<Integer> tokens) {
      boolean isNew = !kept.remove(tokens);
      kept.add(tokens);
      return isNew;
    }

    int longest(List<Integer> tokens) {
      for (int length = tokens.size(); length > 0; length--) {
        List<Integer> head = List.copyOf(tokens.subList(0, length));
        if (kept.remove(head)) {
          kept.add(head);
          return length;
        }
      }
      return 0;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void it_does_what_a_plain_list_does(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Plain plain = new Plain();
    try (PrefixTree tree = new PrefixTree()) {
      for (int round = 0; round < 3000; round++) {
        int[] tokens = random.ints(random.nextInt(1, 9), 0, 3).toArray();
        List<Integer> list = IntStream.of(tokens).boxed().toList();
        switch (random.nextInt(6)) {
          case 0, 1 -> assertThat(add(tree, tokens)).isEqualTo(plain.add(list));
          case 2, 3 -> assertThat(longest(tree, tokens)).isEqualTo(plain.longest(list));
          case 4 -> {
            tree.remove(tokens, tokens.length);
            var _ = plain.kept.remove(list);
          }
          default -> {
            if (random.nextInt(4) == 0) {
              assertThat(tree.evict()).isEqualTo(!plain.kept.isEmpty());
              plain.kept.stream().findFirst().ifPresent(plain.kept::remove);
            }
          }
        }
        assertThat(tree.contains(tokens, tokens.length)).isEqualTo(plain.kept.contains(list));
        assertThat(tree.count().bytes()).isEqualTo((long) Float.BYTES * plain.kept.size());
        assertThat(tree.size()).isEqualTo(plain.kept.size());
      }
    }
  }
}
