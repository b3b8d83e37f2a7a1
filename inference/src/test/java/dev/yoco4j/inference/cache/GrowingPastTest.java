package dev.yoco4j.inference.cache;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.ones;
import static org.bytedeco.pytorch.global.torch.randn;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.TransformerConfig;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.model.crossdecoder.CrossAttentionConfig;
import dev.yoco4j.model.layer.RotaryConfig;
import dev.yoco4j.model.past.KeyValueStore;
import dev.yoco4j.model.past.KeyValueStore.KeyValues;
import dev.yoco4j.model.selfdecoder.SelfMixerConfig;
import dev.yoco4j.model.transformer.HeadsConfig;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrowingPastTest {
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

  @Test
  void memory_is_what_the_slots_say() {
    long granules = 2 * 64 * 1024;
    try (GrowingPast retention = new GrowingPast(RETENTION, Precision.BFLOAT16, 3, 1000);
        GrowingPast window = new GrowingPast(window(16), Precision.BFLOAT16, 3, 1000);
        GrowingPast transformer = new GrowingPast(TRANSFORMER, Precision.FLOAT32, 3, 1000)) {
      assertThat(retention.bytes()).isEqualTo(2 * 3 * 4 * 16 * 16 * 4);
      assertThat(window.bytes()).isEqualTo(2 * 2 * 3 * 18 * 2 * 16 * 2);
      assertThat(transformer.bytes()).isZero();
      assertThat(retention.bytesPerPosition()).isEqualTo(2 * 3 * 2 * 8 * 2);
      assertThat(window.bytesPerPosition()).isEqualTo(retention.bytesPerPosition());
      assertThat(transformer.bytesPerPosition()).isEqualTo(3 * 2 * 3 * 2 * 16 * 4);
      try (Scope _ = Scope.open()) {
        Tensor added = ones(3, 1, 2, 16);
        for (int slot = 0; slot < 3; slot++) {
          KeyValues _ = transformer.keyValues(slot).append(added, added);
        }
      }
      assertThat(transformer.bytes()).isEqualTo(3 * granules);
    }
  }

  @Test
  void a_closed_past_holds_nothing_and_may_be_closed_again() {
    GrowingPast past = new GrowingPast(RETENTION, Precision.FLOAT32, 1, 10);
    past.close();
    past.close();
    assertThat(past.bytes()).isZero();
  }

  @Test
  void a_global_slot_grows_without_a_second_copy() {
    try (Scope _ = Scope.open();
        GrowingPast past = new GrowingPast(RETENTION, Precision.FLOAT32, 2, 1 << 20)) {
      long states = past.bytes();
      Tensor added = ones(2, 1000, 2, 8);
      long address = past.keyValues(2).append(added, added).keys().data_ptr().address();
      for (int i = 2; i <= 40; i++) {
        KeyValues readable = past.keyValues(2).append(added, added);
        assertThat(readable.keys().data_ptr().address()).isEqualTo(address);
        past.advance(1000);
      }
      double needed = 40_000.0 * past.bytesPerPosition();
      assertThat(past.bytes() - states).isBetween((long) needed, (long) (1.05 * needed));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 16, 100})
  void a_window_reads_as_if_all_were_kept(int window) {
    SplittableRandom random = new SplittableRandom(window);
    try (Scope _ = Scope.open();
        GrowingPast past = new GrowingPast(window(window), Precision.FLOAT32, 2, 10_000)) {
      KeyValueStore store = past.keyValues(0);
      Tensor keys = randn(2, 0, 2, 16);
      Tensor values = randn(2, 0, 2, 16);
      for (int call = 0; call < 120; call++) {
        int count = random.nextInt(5) == 0 ? random.nextInt(1, 2 * window + 2) : 1;
        Tensor newKeys = randn(2, count, 2, 16);
        Tensor newValues = randn(2, count, 2, 16);
        keys = cat(new TensorVector(keys, newKeys), 1);
        values = cat(new TensorVector(values, newValues), 1);
        KeyValues got = store.append(newKeys, newValues);
        long readable = Math.min(keys.size(1), (long) window - 1 + count);
        assertThatTensor(got.keys()).isIdenticalTo(last(keys, readable));
        assertThatTensor(got.values()).isIdenticalTo(last(values, readable));
        long held = Math.min(keys.size(1), (long) window - 1);
        assertThatTensor(past.contents(0).get(0)).isIdenticalTo(last(keys, held));
        assertThatTensor(past.contents(0).get(1)).isIdenticalTo(last(values, held));
      }
    }
  }

  private static Tensor last(Tensor all, long count) {
    return all.narrow(1, all.size(1) - count, count);
  }

  @Test
  void what_a_slot_does_not_hold_is_refused() {
    try (GrowingPast past = new GrowingPast(RETENTION, Precision.FLOAT32, 1, 10)) {
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
        GrowingPast past = new GrowingPast(RETENTION, Precision.FLOAT32, 2, 10)) {
      Tensor one = ones(1, 3, 2, 8);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> past.keyValues(2).append(one, one))
          .withMessage("keys is [1, 3, 2, 8], expected [2, 3, 2, 8]");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> past.retention(0).get(1, 4, 16, 16))
          .withMessage("the retention state is [2, 4, 16, 16], expected [1, 4, 16, 16]");
    }
  }

  @Test
  void more_positions_than_agreed_are_refused() {
    try (Scope _ = Scope.open();
        GrowingPast past = new GrowingPast(RETENTION, Precision.FLOAT32, 1, 10)) {
      Tensor added = ones(1, 11, 2, 8);
      assertThatIllegalStateException()
          .isThrownBy(() -> past.keyValues(2).append(added, added))
          .withMessage("rows must be at most 10, would be 11");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new GrowingPast(RETENTION, Precision.FLOAT32, 0, 10))
          .withMessage("batch must be at least 1, was 0");
    }
  }

  @Test
  void tensors_that_carry_a_gradient_graph_are_refused() {
    try (Scope _ = Scope.open();
        GrowingPast past = new GrowingPast(RETENTION, Precision.FLOAT32, 1, 10)) {
      Tensor added = ones(1, 1, 2, 8).requires_grad_(true);
      assertThatIllegalStateException()
          .isThrownBy(() -> past.keyValues(2).append(added, added))
          .withMessageContaining("open NoGrad");
    }
  }
}
