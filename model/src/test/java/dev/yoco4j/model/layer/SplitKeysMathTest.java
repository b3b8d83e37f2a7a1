package dev.yoco4j.model.layer;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;
import static org.bytedeco.pytorch.global.torch.manual_seed;
import static org.bytedeco.pytorch.global.torch.randn;

import dev.yoco4j.model.past.KeyValueSpan;
import dev.yoco4j.model.past.KeyValues.Spans;
import dev.yoco4j.model.past.PlainSpan;
import dev.yoco4j.testkit.Tolerances;
import dev.yoco4j.torch.Scope;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitKeysMathTest {
  private static final long BLOCK = KeyValueSpan.BLOCK;

  /// Softmax over all keys at once: `softmax(q K^T / sqrt(Dh)) V`, a group of heads at a time.
  private static Tensor definition(Tensor q, Tensor keys, Tensor values) {
    Tensor rows = q.view(2, 3, 8); // [G, R, Dh]
    Tensor scores = rows.bmm(keys.permute(1, 2, 0)).div(new Scalar(Math.sqrt(8))); // [G, R, S]
    return scores.softmax(2).bmm(values.transpose(0, 1)).view(1, 6, 8);
  }

  private static Tensor blocks(Tensor numbers) {
    return numbers.unflatten(0, -1, BLOCK).transpose(1, 2).contiguous(); // [N, G, 256, Dh]
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 255, 256, 257, 512, 3000, 64 * 256 + 1})
  void blocks_joined_are_the_softmax_over_all_keys(long positions) {
    manual_seed(1);
    try (Scope _ = Scope.open()) {
      long room = Math.ceilDiv(positions, BLOCK) * BLOCK;
      Tensor q = randn(1, 6, 8);
      Tensor keys = randn(room, 2, 8);
      Tensor values = randn(room, 2, 8);
      Spans spans = new Spans(List.of(new PlainSpan(blocks(keys), blocks(values), positions)));
      assertThatTensor(SplitKeysMath.read(q, spans))
          .isCloseTo(
              definition(q, keys.narrow(0, 0, positions), values.narrow(0, 0, positions)),
              Tolerances.FORWARD);
    }
  }

  @Test
  void scores_far_apart_neither_overflow_nor_vanish() {
    manual_seed(2);
    try (Scope _ = Scope.open()) {
      Tensor q = randn(1, 6, 8).mul(new Scalar(300.0));
      Tensor keys = randn(1024, 2, 8);
      Tensor values = randn(1024, 2, 8);
      Spans spans = new Spans(List.of(new PlainSpan(blocks(keys), blocks(values), 1024)));
      assertThatTensor(SplitKeysMath.read(q, spans))
          .isCloseTo(definition(q, keys, values), Tolerances.FORWARD);
    }
  }
}
