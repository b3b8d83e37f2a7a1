package dev.yoco4j.inference.laws;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.yoco4j.inference.TokenIds;
import dev.yoco4j.inference.cache.PastLayout;
import dev.yoco4j.inference.cache.SavedPast;
import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.inference.context.ContextFile;
import dev.yoco4j.inference.context.ContextModel;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.model.weights.ModelFingerprint;
import dev.yoco4j.testkit.EachDevice;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.io.TempDir;

@EachDevice
class SavedThenRestoredIsNeverStoppedTest {
  private static final int SAVED = 512;
  private static final int STEPS = 20;

  private static final ContextModel MODEL =
      new ContextModel(new ModelFingerprint("a".repeat(64)), "yoco", 1, "float32", "dense");

  @TempDir private Path folder = Path.of("");

  @ForEachModel
  void a_restored_past_goes_on_as_if_never_stopped(Subject tiny) {
    for (Precision precision : Precision.values()) {
      for (KeyValueFormat format : KeyValueFormat.values()) {
        check(tiny.in(precision), format);
      }
    }
  }

  private void check(Subject tiny, KeyValueFormat format) {
    Path file = folder.resolve("%s-%s.past".formatted(tiny, format));
    try (Scope _ = Scope.open();
        LanguageModel model = tiny.build();
        SequencePast straight = new SequencePast(PastLayout.of(model, 1000).with(format))) {
      Tensor tokens = tiny.tokens(1, SAVED + 40 + STEPS);
      model.absorb(tokens.narrow(1, 0, 300), straight);
      model.absorb(tokens.narrow(1, 300, SAVED - 300L), straight);
      SavedPast.write(straight, MODEL, ids(SAVED + 3), file);
      Tensor want = goOn(model, tokens, straight);
      try (SequencePast restored =
          SavedPast.read(ContextFile.open(file), straight.layout(), file)) {
        assertThatTensor(goOn(model, tokens, restored))
            .as("%s %s", tiny, format)
            .isCloseTo(want, tiny.toleranceOfCuts());
        List<Tensor> wanted = tiny.contents(straight);
        List<Tensor> held = tiny.contents(restored);
        for (int i = 0; i < wanted.size(); i++) {
          assertThatTensor(held.get(i))
              .as("state %s", i)
              .isCloseTo(wanted.get(i), tiny.toleranceOfCuts());
        }
        Path again = folder.resolve("again.past");
        try (SequencePast whole = SavedPast.read(ContextFile.open(file), straight.layout(), file)) {
          SavedPast.write(whole, MODEL, ids(SAVED), again);
        }
        try (SequencePast copied =
            SavedPast.read(ContextFile.open(again), straight.layout(), again)) {
          assertThatTensor(goOn(model, tokens, copied)).isCloseTo(want, tiny.toleranceOfCuts());
        }
      }
    }
  }

  private static TokenIds ids(int count) {
    return TokenIds.of(new int[count]);
  }

  private static Tensor goOn(LanguageModel model, Tensor tokens, SequencePast past) {
    Tensor logits = model.next(tokens.narrow(1, past.length(), 40), past);
    for (int step = 0; step < STEPS; step++) {
      logits = model.next(tokens.narrow(1, past.length(), 1), past);
    }
    return logits;
  }

  @ForEachModel(value = "WINDOW", precisions = Precision.FLOAT32)
  void what_does_not_fit_is_refused_with_the_remedy(Subject tiny) {
    Path file = folder.resolve("small.past");
    try (Scope _ = Scope.open();
        LanguageModel model = tiny.build();
        SequencePast past = tiny.past()) {
      model.absorb(tiny.tokens(1, SAVED), past);
      SavedPast.write(past, MODEL, ids(SAVED), file);
      PastLayout layout = past.layout();
      refused(file, layout.with(KeyValueFormat.INT8), "give --kv-dtype model");
      refused(file, PastLayout.of(model, 100), "the 512 tokens of ");
      model.absorb(tiny.tokens(1, 1), past);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> SavedPast.write(past, MODEL, ids(SAVED + 1), file))
          .withMessage("a saved past must end with a block of 256, has 513 positions");
    }
  }

  private static void refused(Path file, PastLayout layout, String part) {
    ContextFile open = ContextFile.open(file);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SavedPast.read(open, layout, file))
        .withMessageContaining(part);
    open.close();
  }

  @ForEachModel("RETENTION")
  void a_sequence_may_be_saved_before_it_begins(Subject tiny) {
    Path file = folder.resolve("empty.past");
    try (Scope _ = Scope.open();
        LanguageModel model = tiny.build();
        SequencePast past = tiny.past();
        SequencePast alone = tiny.past()) {
      SavedPast.write(past, MODEL, ids(9), file);
      Tensor tokens = tiny.tokens(1, 9);
      try (SequencePast restored = SavedPast.read(ContextFile.open(file), past.layout(), file)) {
        assertThatTensor(model.next(tokens, restored)).isIdenticalTo(model.next(tokens, alone));
      }
    }
  }
}
