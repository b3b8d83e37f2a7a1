package dev.yoco4j.model.layer;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.full;
import static org.bytedeco.pytorch.global.torch.manual_seed;
import static org.bytedeco.pytorch.global.torch.randn;

import dev.yoco4j.model.past.KeyValueSpan;
import dev.yoco4j.model.past.KeyValues.Spans;
import dev.yoco4j.model.past.PlainSpan;
import dev.yoco4j.model.past.Quantized;
import dev.yoco4j.model.past.QuantizedSpan;
import dev.yoco4j.testkit.EachDevice;
import dev.yoco4j.testkit.Tolerances;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What lies in stretches is read as if it lay in one: [AttentionMathTest] holds that against the
/// definition.
@EachDevice
class SpanAttentionMathTest {
  private static final int WIDTH = 8;
  private static final long BLOCK = KeyValueSpan.BLOCK;

  private final Device device;

  SpanAttentionMathTest(Device device) {
    this.device = device;
  }

  private Tensor drawn(long... sizes) {
    return device.move(randn(sizes));
  }

  /// Keys and values `[S, G, Dh]` in stretches of whole blocks, the last one of what is left.
  private static Spans cut(Tensor keys, Tensor values, SplittableRandom random) {
    List<KeyValueSpan> spans = new ArrayList<>();
    long total = keys.size(0);
    for (long from = 0; from < total; from += spans.getLast().positions()) {
      long count = Math.min(total - from, BLOCK * random.nextLong(1, 4));
      spans.add(
          new PlainSpan(
              blocks(keys.narrow(0, from, count)), blocks(values.narrow(0, from, count)), count));
    }
    return new Spans(spans);
  }

  /// `[N, G, 256, Dh]`; what fills the last block must not be read.
  private static Tensor blocks(Tensor numbers) {
    long missing = Math.floorMod(-numbers.size(0), BLOCK);
    Tensor nan =
        full(
            new long[] {missing, numbers.size(1), numbers.size(2)},
            new Scalar(Double.NaN),
            Device.of(numbers).options(numbers.scalar_type()));
    return cat(new TensorVector(numbers, nan), 0)
        .unflatten(0, -1, BLOCK)
        .transpose(1, 2)
        .contiguous();
  }

  @ParameterizedTest(name = "T{0}-past{1}-H{2}-G{3}")
  @CsvSource({
    "1,0,4,4",
    "1,1,4,2",
    "1,5000,4,1",
    "2,3,4,2",
    "63,100,6,2",
    "256,256,2,2",
    "257,1,4,4",
    "300,0,4,2",
    "600,2100,4,2",
    "513,255,3,3",
    "1,300000,8,2"
  })
  void stretches_are_read_as_one(long length, long past, long heads, long keyValueHeads) {
    manual_seed(3);
    SplittableRandom random = new SplittableRandom(length + past);
    try (Scope _ = Scope.open()) {
      Tensor q = drawn(length, heads, WIDTH);
      Tensor keys = drawn(length + past, keyValueHeads, WIDTH);
      Tensor values = drawn(length + past, keyValueHeads, WIDTH);
      Tensor want =
          AttentionMath.causal(q.unsqueeze(0), keys.unsqueeze(0), values.unsqueeze(0)).squeeze(0);
      assertThatTensor(SpanAttentionMath.causal(q, cut(keys, values, random)))
          .isCloseTo(want, Tolerances.FORWARD);
      ScalarType narrow = ScalarType.BFloat16;
      Spans spans = cut(keys.to(narrow), values.to(narrow), random);
      assertThatTensor(SpanAttentionMath.causal(q.to(narrow), spans))
          .isCloseTo(want, Tolerances.BFLOAT16);
    }
  }

  @ParameterizedTest(name = "{0} T{1}")
  @CsvSource({"FLOAT32, 1", "FLOAT32, 300", "BFLOAT16, 1", "BFLOAT16, 300"})
  void how_a_sequence_is_cut_changes_nothing(Precision precision, long length) {
    manual_seed(5);
    try (Scope _ = Scope.open()) {
      Tensor q = drawn(length, 6, WIDTH).to(precision.scalarType());
      Tensor keys = drawn(5100, 2, WIDTH).to(precision.scalarType());
      Tensor values = drawn(5100, 2, WIDTH).to(precision.scalarType());
      Spans whole = new Spans(List.of(new PlainSpan(blocks(keys), blocks(values), 5100)));
      Tensor want = SpanAttentionMath.causal(q, whole);
      for (int seed = 0; seed < 5; seed++) {
        Spans cut = cut(keys, values, new SplittableRandom(seed));
        assertThatTensor(SpanAttentionMath.causal(q, cut))
            .isCloseTo(want, toleranceOfCuts(precision));
      }
    }
  }

  /// No bit changes where one block is read after the other; a GPU merges stretches.
  private double toleranceOfCuts(Precision precision) {
    double merged = precision == Precision.FLOAT32 ? Tolerances.FORWARD : Tolerances.BFLOAT16;
    return device == Device.CPU ? Tolerances.IDENTICAL : merged;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 70})
  void eight_bits_are_read_as_the_numbers_that_they_stand_for(long length) {
    manual_seed(4);
    try (Scope _ = Scope.open()) {
      Tensor q = drawn(length, 4, WIDTH);
      Quantized keys = Quantized.of(drawn(4, 2, BLOCK, WIDTH));
      Quantized values = Quantized.of(drawn(4, 2, BLOCK, WIDTH));
      KeyValueSpan plain =
          new PlainSpan(keys.numbers(Precision.FLOAT32), values.numbers(Precision.FLOAT32), 900);
      KeyValueSpan codes = new QuantizedSpan(keys, values, 900);
      assertThatTensor(SpanAttentionMath.causal(q, new Spans(List.of(codes))))
          .isCloseTo(SpanAttentionMath.causal(q, new Spans(List.of(plain))), Tolerances.FORWARD);
    }
  }

  @Test
  void keys_that_do_not_cover_the_queries_are_refused() {
    try (Scope _ = Scope.open()) {
      Tensor two = blocks(drawn(2, 1, WIDTH));
      Spans spans = new Spans(List.of(new PlainSpan(two, two, 2)));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> SpanAttentionMath.causal(drawn(3, 1, WIDTH), spans))
          .withMessage("keys must cover the queries, were 2 for 3");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Spans(List.of(spans.spans().getFirst(), spans.spans().getFirst())))
          .withMessage("a stretch must end with a block of 256, had 2 positions");
    }
  }

  /// On Java's threads the same blocks are computed, each alone: the same bits.
  @ParameterizedTest
  @ValueSource(ints = {1, 255, 256, 257, 5000})
  void one_query_reads_the_same_side_by_side(int length) {
    try (Scope _ = Scope.open();
        NoGrad _ = NoGrad.open()) {
      manual_seed(length);
      Tensor q = drawn(1, 6, WIDTH); // [T, H, Dh]
      Spans spans =
          cut(drawn(length, 2, WIDTH), drawn(length, 2, WIDTH), new SplittableRandom(length));
      Tensor alone = SpanAttentionMath.causal(q, spans);
      try (Threads _ = Threads.atMost(1)) {
        assertThat(SpanAttentionMath.causal(q, spans).equal(alone)).isTrue();
      }
    }
  }
}
