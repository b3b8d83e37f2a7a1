package dev.yoco4j.inference.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.yoco4j.inference.TokenIds;
import dev.yoco4j.inference.context.ContextFile;
import dev.yoco4j.inference.context.ContextModel;
import dev.yoco4j.inference.laws.Subject;
import dev.yoco4j.inference.laws.TinyModel;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.model.weights.ModelFingerprint;
import dev.yoco4j.testkit.EachDevice;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.Staging;
import dev.yoco4j.torch.blocks.NamedRows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Pasts are the same if, and only if, every bit of them is.
@EachDevice
class SameBitsTest {
  private static final int LENGTH = 512;
  private static final ContextModel MODEL =
      new ContextModel(new ModelFingerprint("c".repeat(64)), "yoco", 1, "bfloat16", "dense");

  @TempDir private Path folder = Path.of("");
  private final Device device;

  SameBitsTest(Device device) {
    this.device = device;
  }

  /// All tensors that are not empty.
  private static List<Tensor> tensors(SequencePast past) {
    return past.slots().stream()
        .flatMap(slot -> slot.named("").stream())
        .map(rows -> rows.pieces().getLast())
        .filter(tensor -> tensor.numel() > 0)
        .toList();
  }

  private static void flipLastBit(Tensor tensor) {
    Tensor bytes = Staging.bytesOf(tensor);
    Tensor _ = bytes.narrow(0, bytes.numel() - 1, 1).bitwise_xor_(new Scalar(1));
  }

  @ParameterizedTest
  @EnumSource
  void one_bit_makes_the_difference(TinyModel kind) {
    Subject tiny = kind.on(device).in(Precision.BFLOAT16);
    for (KeyValueFormat format : KeyValueFormat.values()) {
      Path file = folder.resolve(device + "-" + kind + "-" + format);
      try (NoGrad _ = NoGrad.open();
          Scope _ = Scope.open();
          LanguageModel model = tiny.build();
          SequencePast one = new SequencePast(PastLayout.of(model, LENGTH).with(format))) {
        model.absorb(tiny.tokens(1, LENGTH), one);
        SavedPast.write(one, MODEL, TokenIds.of(new int[LENGTH]), file);
        try (SequencePast other =
            SavedPast.read(ContextFile.open(file), one.layout(), file, SavedPast.Rows.COPIED)) {
          assertThat(SavedPast.same(one, other)).isTrue();
          for (Tensor tensor : tensors(other)) {
            flipLastBit(tensor);
            assertThat(SavedPast.same(one, other)).as("%s %s", format, tensor).isFalse();
            flipLastBit(tensor);
          }
          assertThat(SavedPast.same(one, other)).isTrue();
        }
      }
    }
  }

  @Test
  void pieces_may_be_cut_anywhere() {
    try (Scope _ = Scope.open()) {
      Tensor whole = torch.arange(new Scalar(0), new Scalar(60), device.options(ScalarType.Long));
      Tensor rows = whole.view(20, 3);
      Tensor changed = rows.clone();
      Tensor _ = changed.select(0, 11).fill_(new Scalar(-1));
      assertThat(SameBits.in(cut(rows, 7), cut(rows.clone(), 7, 12))).isTrue();
      assertThat(SameBits.in(cut(rows, 7), cut(changed, 7, 12))).isFalse();
      assertThat(SameBits.in(cut(rows), cut(rows.narrow(0, 0, 19)))).isFalse();
      assertThat(SameBits.in(cut(rows), cut(rows.view(ScalarType.Double)))).isFalse();
      assertThat(SameBits.in(cut(rows), List.of())).isFalse();
    }
  }

  private static List<NamedRows> cut(Tensor rows, long... at) {
    List<Tensor> pieces = new ArrayList<>();
    long from = 0;
    for (long end : at) {
      pieces.add(rows.narrow(0, from, end - from));
      from = end;
    }
    pieces.add(rows.narrow(0, from, rows.size(0) - from));
    return List.of(new NamedRows("rows", pieces));
  }

  @Test
  void a_past_that_ends_within_a_block_is_refused() {
    Subject tiny = TinyModel.RETENTION.on(device);
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open();
        LanguageModel model = tiny.build();
        SequencePast past = tiny.past()) {
      model.absorb(tiny.tokens(1, 100), past);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> SavedPast.same(past, past))
          .withMessage("a saved past must end with a block of 256, has 100 positions");
    }
  }
}
