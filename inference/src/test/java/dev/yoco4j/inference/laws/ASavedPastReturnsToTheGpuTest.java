package dev.yoco4j.inference.laws;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.inference.TokenIds;
import dev.yoco4j.inference.cache.PastLayout;
import dev.yoco4j.inference.cache.SavedPast;
import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.inference.context.ContextFile;
import dev.yoco4j.inference.context.ContextModel;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.model.weights.ModelFingerprint;
import dev.yoco4j.testkit.CudaTest;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a GPU's past is saved as, restored to the GPU, is that past, bit for bit.
@CudaTest
class ASavedPastReturnsToTheGpuTest {
  private static final int SAVED = 1280;
  private static final int SEGMENT = 16 * 1024;
  private static final int SEGMENTS = 32;
  private static final ContextModel MODEL =
      new ContextModel(new ModelFingerprint("b".repeat(64)), "yoco", 1, "bfloat16", "dense");

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @EnumSource
  void a_restored_past_is_the_saved_one(WideModel model) throws IOException {
    for (KeyValueFormat format : KeyValueFormat.values()) {
      Path file = folder.resolve(model + "-" + format);
      Path again = folder.resolve("again");
      try (NoGrad _ = NoGrad.open();
          Scope _ = Scope.open();
          LanguageModel gpu = model.build(Device.CUDA, Precision.BFLOAT16);
          SequencePast past = new SequencePast(PastLayout.of(gpu, 2000).with(format))) {
        gpu.absorb(tokens(SAVED), past);
        TokenIds ids = TokenIds.of(new int[SAVED]);
        SavedPast.write(past, MODEL, ids, file);
        try (SequencePast restored = SavedPast.read(ContextFile.open(file), past.layout(), file)) {
          SavedPast.write(restored, MODEL, ids, again);
          assertThat(Files.mismatch(file, again)).as("%s %s", model, format).isEqualTo(-1);
          requireSame(past, restored);
          Tensor next = gpu.next(tokens(40), restored);
          assertThat(next.isfinite().all().item_bool()).isTrue();
          assertThat(restored.length()).isEqualTo(SAVED + 40L);
        }
      }
    }
  }

  /// Long enough that all threads copy at once, which a race would need.
  @ParameterizedTest
  @EnumSource(names = {"RETENTION", "WINDOW"})
  void a_long_past_is_the_saved_one_each_time(WideModel model) {
    Path file = folder.resolve("long");
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open();
        LanguageModel gpu = model.build(Device.CUDA, Precision.BFLOAT16);
        SequencePast past = new SequencePast(PastLayout.of(gpu, (long) SEGMENTS * SEGMENT))) {
      for (int i = 0; i < SEGMENTS; i++) {
        gpu.absorb(tokens(SEGMENT), past);
      }
      for (int save = 0; save < 5; save++) {
        SavedPast.write(past, MODEL, TokenIds.of(new int[SEGMENTS * SEGMENT]), file);
        for (int time = 0; time < 10; time++) {
          try (SequencePast back = SavedPast.read(ContextFile.open(file), past.layout(), file)) {
            assertThat(SavedPast.same(past, back))
                .as("%s, save %d, time %d", model, save, time)
                .isTrue();
          }
        }
      }
    }
  }

  private static void requireSame(SequencePast past, SequencePast restored) {
    for (int slot = 0; slot < past.layout().slots().size(); slot++) {
      List<Tensor> wanted = past.contents(slot);
      List<Tensor> held = restored.contents(slot);
      for (int i = 0; i < wanted.size(); i++) {
        assertThatTensor(held.get(i).cpu()).as("slot %s", slot).isIdenticalTo(wanted.get(i).cpu());
      }
    }
  }

  private static Tensor tokens(int count) {
    long[] ids = new SplittableRandom(5).ints(count, 0, 500).asLongStream().toArray();
    return Tensor.create(ids, 1, ids.length); // [1, T]
  }
}
