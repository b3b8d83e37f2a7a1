package dev.yoco4j.inference.cache;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yoco4j.inference.TokenIds;
import dev.yoco4j.inference.context.ContextFile;
import dev.yoco4j.inference.context.ContextModel;
import dev.yoco4j.inference.laws.Subject;
import dev.yoco4j.inference.laws.TinyModel;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.model.weights.ModelFingerprint;
import dev.yoco4j.torch.CorruptFileException;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Keys and values in memory of their own, as a GPU has them, go on as those in the file do.
class CopiedPastTest {
  private static final int SAVED = 768;
  private static final ContextModel MODEL =
      new ContextModel(new ModelFingerprint("a".repeat(64)), "yoco", 1, "float32", "dense");

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @EnumSource
  void a_copied_past_is_the_mapped_one(TinyModel kind) {
    Subject tiny = kind.on(Device.CPU).in(Precision.BFLOAT16);
    for (KeyValueFormat format : KeyValueFormat.values()) {
      Path file = folder.resolve(kind + "-" + format);
      try (Scope _ = Scope.open();
          LanguageModel model = tiny.build();
          SequencePast past = new SequencePast(PastLayout.of(model, 1000).with(format))) {
        Tensor tokens = tiny.tokens(1, SAVED + 40);
        model.absorb(tokens.narrow(1, 0, SAVED), past);
        SavedPast.write(past, MODEL, TokenIds.of(new int[SAVED]), file);
        try (SequencePast mapped = read(file, past, SavedPast.Rows.MAPPED);
            SequencePast copied = read(file, past, SavedPast.Rows.COPIED)) {
          Tensor rest = tokens.narrow(1, SAVED, 40);
          assertThatTensor(model.next(rest, copied))
              .as("%s", format)
              .isIdenticalTo(model.next(rest, mapped));
          assertThat(copied.length()).isEqualTo(SAVED + 40L);
          List<Tensor> wanted = tiny.contents(mapped);
          List<Tensor> held = tiny.contents(copied);
          for (int i = 0; i < wanted.size(); i++) {
            assertThatTensor(held.get(i)).as("state %s", i).isIdenticalTo(wanted.get(i));
          }
        }
      }
    }
  }

  private static SequencePast read(Path file, SequencePast like, SavedPast.Rows rows) {
    return SavedPast.read(ContextFile.open(file), like.layout(), file, rows);
  }

  @Test
  void damage_is_refused_before_anything_goes_on() throws IOException {
    Subject tiny = TinyModel.RETENTION.on(Device.CPU);
    Path file = folder.resolve("damaged");
    try (Scope _ = Scope.open();
        LanguageModel model = tiny.build();
        SequencePast past = tiny.past()) {
      model.absorb(tiny.tokens(1, SAVED), past);
      SavedPast.write(past, MODEL, TokenIds.of(new int[SAVED]), file);
      try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
        bytes.seek(bytes.length() - 1); // among the zeros behind the last tensor
        bytes.write(1);
      }
      assertThatThrownBy(() -> read(file, past, SavedPast.Rows.COPIED))
          .isInstanceOf(CorruptFileException.class)
          .hasMessageContaining("does not match its checksum");
    }
  }
}
