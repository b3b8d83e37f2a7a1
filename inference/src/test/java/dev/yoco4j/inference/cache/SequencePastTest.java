package dev.yoco4j.inference.cache;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.ones;
import static org.bytedeco.pytorch.global.torch.randn;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.TransformerConfig;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.model.crossdecoder.CrossAttentionConfig;
import dev.yoco4j.model.layer.RotaryConfig;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.model.past.KeyValueStore;
import dev.yoco4j.model.past.KeyValues;
import dev.yoco4j.model.past.PlainSpan;
import dev.yoco4j.model.selfdecoder.SelfMixerConfig;
import dev.yoco4j.model.transformer.HeadsConfig;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequencePastTest {
  private static final RotaryConfig ROTARY = RotaryConfig.halves(10_000);
  private static final CrossAttentionConfig CROSS = new CrossAttentionConfig(8, 2, false, ROTARY);
  private static final ModelConfig RETENTION =
      yoco(new SelfMixerConfig.GatedRetention(4, 16, ROTARY));
  private static final ModelConfig TRANSFORMER =
      new TransformerConfig(61, 64, 96, 3, new HeadsConfig(4, 2, 16), ROTARY, 1e-5, true, 100);

  private static ModelConfig yoco(SelfMixerConfig mixer) {
    return new YocoConfig(61, 64, 96, 2, mixer, 2, CROSS, 1e-5, true, 100);
  }

  private static ModelConfig window(int window) {
    return yoco(new SelfMixerConfig.SlidingWindow(4, 2, window, ROTARY));
  }

  private static SequencePast past(ModelConfig config, Precision precision, long positions) {
    return new SequencePast(PastLayout.of(config, precision, positions));
  }

  @Test
  void memory_is_what_the_slots_say() {
    long granules = 2 * 64 * 1024; // a block of 256 positions of 2 heads of 16 float32 is 32 KiB
    try (SequencePast retention = past(RETENTION, Precision.BFLOAT16, 1000);
        SequencePast window = past(window(16), Precision.BFLOAT16, 1000);
        SequencePast transformer = past(TRANSFORMER, Precision.FLOAT32, 1000)) {
      assertThat(retention.bytes()).isEqualTo(2 * 4 * 16 * 16 * 4);
      assertThat(window.bytes()).isEqualTo(2 * 2 * 18 * 2 * 16 * 2);
      assertThat(transformer.bytes()).isZero();
      assertThat(retention.layout().stateBytes()).isEqualTo(retention.bytes());
      assertThat(window.layout().stateBytes()).isEqualTo(window.bytes());
      assertThat(retention.layout().bytesPerPosition()).isEqualTo(2 * 2 * 8 * 2);
      assertThat(window.layout().bytesPerPosition()).isEqualTo(2 * 2 * 8 * 2);
      assertThat(transformer.layout().bytesPerPosition()).isEqualTo(3 * 2 * 2 * 16 * 4);
      assertThat(transformer.layout().with(KeyValueFormat.INT8).bytesPerPosition())
          .isEqualTo(3 * 2 * 2 * (16 + 4));
      try (Scope _ = Scope.open()) {
        Tensor added = ones(1, 1, 2, 16);
        for (int slot = 0; slot < 3; slot++) {
          KeyValues _ = transformer.keyValues(slot).append(added, added);
        }
      }
      assertThat(transformer.bytes()).isEqualTo(3 * granules);
    }
  }

  @Test
  void a_closed_past_holds_nothing_and_may_be_closed_again() {
    SequencePast past = past(RETENTION, Precision.FLOAT32, 10);
    past.close();
    past.close();
    assertThat(past.bytes()).isZero();
  }

  private static PlainSpan only(KeyValues readable) {
    return (PlainSpan) ((KeyValues.Spans) readable).spans().getFirst();
  }

  @Test
  void a_global_slot_grows_without_a_second_copy() {
    try (Scope _ = Scope.open();
        SequencePast past = past(RETENTION, Precision.FLOAT32, 1 << 20)) {
      long states = past.bytes();
      Tensor added = ones(1, 1000, 2, 8);
      long address = only(past.keyValues(2).append(added, added)).keys().data_ptr().address();
      for (int i = 2; i <= 40; i++) {
        PlainSpan readable = only(past.keyValues(2).append(added, added));
        assertThat(readable.keys().data_ptr().address()).isEqualTo(address);
        past.advance(1000);
      }
      double needed = 40_000.0 * past.layout().bytesPerPosition();
      assertThat(past.bytes() - states).isBetween((long) needed, (long) (1.05 * needed));
    }
  }

  @Test
  void forks_share_what_they_have_in_common_and_give_back_what_nobody_needs() {
    try (Scope _ = Scope.open();
        SequencePast trunk = past(RETENTION, Precision.FLOAT32, 1 << 20)) {
      long states = trunk.bytes();
      long rows = 50_000 * trunk.layout().bytesPerPosition();
      append(trunk, 50_000);
      long before = trunk.bytes();
      SequencePast first = trunk.fork();
      SequencePast second = trunk.fork();
      append(first, 30_000); // in place
      append(second, 10_000); // elsewhere
      MemoryCount count = new MemoryCount();
      count.add(trunk);
      count.add(first);
      count.add(second);
      assertThat(count.stateBytes()).isEqualTo(3 * states);
      assertThat((double) count.keyValueBytes())
          .isBetween(1.8 * (double) rows, 1.05 * 1.8 * (double) rows + 4 * 65_536);
      assertThat(first.contents(2).get(0).size(1)).isEqualTo(80_000);
      assertThat(second.contents(2).get(0).size(1)).isEqualTo(60_000);
      first.close();
      second.close();
      assertThat(trunk.bytes()).isLessThanOrEqualTo(before);
      assertThat(trunk.contents(2).get(0).size(1)).isEqualTo(50_000);
    }
  }

  /// However the sequences are spread over the two counts, and while one goes on.
  @Test
  void a_count_goes_on_from_another_as_if_it_had_counted_all() {
    try (Scope _ = Scope.open();
        SequencePast trunk = past(RETENTION, Precision.FLOAT32, 1 << 20)) {
      append(trunk, 5000);
      try (SequencePast first = trunk.fork();
          SequencePast second = trunk.fork();
          SequencePast other = past(RETENTION, Precision.FLOAT32, 1 << 20)) {
        append(first, 3000);
        append(second, 1000);
        append(other, 700);
        MemoryCount below = count(trunk, second);
        for (int i = 0; i < 3; i++) {
          append(first, 100); // in rows that the trunk reads, too
          MemoryCount all = below.more();
          all.add(first);
          all.add(other);
          requireSame(all, count(trunk, second, first, other));
          requireSame(below.more().more(), count(trunk, second));
        }
        assertThatThrownBy(() -> below.add(other)).isInstanceOf(IllegalStateException.class);
      }
    }
  }

  private static MemoryCount count(SequencePast... pasts) {
    MemoryCount count = new MemoryCount();
    for (SequencePast past : pasts) {
      count.add(past);
    }
    return count;
  }

  private static void requireSame(MemoryCount one, MemoryCount other) {
    assertThat(one.keyValueBytes()).isEqualTo(other.keyValueBytes());
    assertThat(one.slotPositions()).isEqualTo(other.slotPositions());
    assertThat(one.bytes()).isEqualTo(other.bytes());
  }

  private static void append(SequencePast past, long positions) {
    try (Scope _ = Scope.open()) {
      Tensor added = ones(1, positions, 2, 8);
      KeyValues _ = past.keyValues(2).append(added, added);
      past.advance(positions);
    }
  }

  @Test
  void room_for_a_position_is_taken_before_it_comes() {
    try (SequencePast past = past(RETENTION, Precision.FLOAT32, 5000);
        SequencePast empty = past(RETENTION, Precision.FLOAT32, 5000)) {
      append(past, 250);
      for (int i = 0; i < 2000; i++) {
        past.makeRoom();
        long taken = past.bytes();
        append(past, 1);
        assertThat(past.bytes()).isEqualTo(taken);
      }
      empty.makeRoom(); // where nothing is, nothing can be next to it
      assertThat(empty.bytes()).isEqualTo(empty.layout().stateBytes());
    }
  }

  @Test
  void int8_holds_each_head_to_half_a_step() {
    try (Scope _ = Scope.open();
        SequencePast past =
            new SequencePast(
                PastLayout.of(RETENTION, Precision.FLOAT32, 1000).with(KeyValueFormat.INT8))) {
      Tensor keys = randn(1, 300, 2, 8).mul(randn(1, 300, 2, 1).exp());
      Tensor values = randn(1, 300, 2, 8);
      values.select(1, 5).fill_(new Scalar(0.0));
      KeyValues _ = past.keyValues(2).append(keys, values);
      for (int i = 0; i < 2; i++) {
        Tensor exact = i == 0 ? keys : values;
        Tensor halfStep =
            exact.abs().amax(new long[] {3}, true).div(new Scalar(253.9)); // [1, S, G, 1]
        Tensor error = past.contents(2).get(i).sub(exact).abs();
        assertThat(error.le(halfStep).all().item_bool()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 16, 100})
  void a_window_reads_as_if_all_were_kept(int window) {
    SplittableRandom random = new SplittableRandom(window);
    try (Scope _ = Scope.open();
        SequencePast past = past(window(window), Precision.FLOAT32, 10_000)) {
      KeyValueStore store = past.keyValues(0);
      Tensor keys = randn(1, 0, 2, 16);
      Tensor values = randn(1, 0, 2, 16);
      for (int call = 0; call < 120; call++) {
        int count = random.nextInt(5) == 0 ? random.nextInt(1, 2 * window + 2) : 1;
        Tensor newKeys = randn(1, count, 2, 16);
        Tensor newValues = randn(1, count, 2, 16);
        keys = cat(new TensorVector(keys, newKeys), 1);
        values = cat(new TensorVector(values, newValues), 1);
        KeyValues.Dense got = dense(store.append(newKeys, newValues));
        long readable = Math.min(keys.size(1), (long) window - 1 + count);
        assertThatTensor(got.keys()).isIdenticalTo(last(keys, readable));
        assertThatTensor(got.values()).isIdenticalTo(last(values, readable));
        long held = Math.min(keys.size(1), (long) window - 1);
        assertThatTensor(past.contents(0).get(0)).isIdenticalTo(last(keys, held));
        assertThatTensor(past.contents(0).get(1)).isIdenticalTo(last(values, held));
      }
    }
  }

  private static KeyValues.Dense dense(KeyValues readable) {
    return switch (readable) {
      case KeyValues.Dense one -> one;
      case KeyValues.Continued two -> two.joined();
      default -> throw new AssertionError("a window reads as " + readable);
    };
  }

  private static Tensor last(Tensor all, long count) {
    return all.narrow(1, all.size(1) - count, count);
  }

  @Test
  void what_a_slot_does_not_hold_is_refused() {
    try (SequencePast past = past(RETENTION, Precision.FLOAT32, 10)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> past.keyValues(0))
          .withMessage("slot 0 holds no keys and values");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> past.retention(2))
          .withMessage("slot 2 holds no retention state");
    }
  }

  @Test
  void tensors_of_another_batch_are_refused() {
    try (Scope _ = Scope.open();
        SequencePast past = past(RETENTION, Precision.FLOAT32, 10)) {
      Tensor two = ones(2, 3, 2, 8);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> past.keyValues(2).append(two, two))
          .withMessage("keys is [2, 3, 2, 8], expected [1, 3, 2, 8]");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> past.retention(0).get(2, 4, 16, 16))
          .withMessage("the retention state is [1, 4, 16, 16], expected [2, 4, 16, 16]");
    }
  }

  @Test
  void more_positions_than_agreed_are_refused() {
    try (Scope _ = Scope.open();
        SequencePast past = past(RETENTION, Precision.FLOAT32, 10)) {
      Tensor added = ones(1, 11, 2, 8);
      assertThatIllegalStateException()
          .isThrownBy(() -> past.keyValues(2).append(added, added))
          .withMessage("positions must be at most 10, would be 11");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new BatchPast(List.of()))
          .withMessage("a batch must have at least 1 sequence, had 0");
    }
  }

  @Test
  void tensors_that_carry_a_gradient_graph_are_refused() {
    try (Scope _ = Scope.open();
        SequencePast past = past(RETENTION, Precision.FLOAT32, 10)) {
      Tensor added = ones(1, 1, 2, 8).requires_grad_(true);
      assertThatIllegalStateException()
          .isThrownBy(() -> past.keyValues(2).append(added, added))
          .withMessageContaining("open NoGrad");
    }
  }
}
