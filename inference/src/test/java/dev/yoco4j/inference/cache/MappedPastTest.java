package dev.yoco4j.inference.cache;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yoco4j.inference.TokenIds;
import dev.yoco4j.inference.context.ContextFile;
import dev.yoco4j.inference.context.ContextModel;
import dev.yoco4j.inference.laws.Subject;
import dev.yoco4j.inference.laws.TinyModel;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.weights.ModelFingerprint;
import dev.yoco4j.torch.CorruptFileException;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.blocks.BlockEntry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A file that lies in memory as it is read: damage shows with the block that has it.
class MappedPastTest {
  private static final int SAVED = 512;
  private static final ContextModel MODEL =
      new ContextModel(new ModelFingerprint("a".repeat(64)), "yoco", 1, "float32", "dense");

  @TempDir private Path folder = Path.of("");

  @Test
  void damage_shows_when_it_is_read_and_not_later() throws IOException {
    Subject tiny = TinyModel.RETENTION.on(Device.CPU);
    Path file = folder.resolve("damaged.past");
    try (Scope _ = Scope.open();
        LanguageModel model = tiny.build();
        SequencePast past = tiny.past()) {
      Tensor tokens = tiny.tokens(1, SAVED + 1);
      model.absorb(tokens.narrow(1, 0, SAVED), past);
      SavedPast.write(past, MODEL, TokenIds.of(new int[SAVED]), file);
      flipOneByteOf(file, "slot.2.values");
      try (SequencePast restored = SavedPast.read(ContextFile.open(file), past.layout(), file)) {
        assertThatThrownBy(() -> model.next(tokens.narrow(1, SAVED, 1), restored))
            .isInstanceOf(CorruptFileException.class)
            .hasMessageContaining("slot.2.values")
            .hasMessageContaining("does not match its checksum");
      }
      flipOneByteOf(file, "slot.0.state");
      ContextFile open = ContextFile.open(file);
      assertThatThrownBy(() -> SavedPast.read(open, past.layout(), file))
          .isInstanceOf(CorruptFileException.class)
          .hasMessageContaining("slot.0.state");
    }
  }

  private static void flipOneByteOf(Path file, String tensor) throws IOException {
    long at;
    try (ContextFile open = ContextFile.open(file)) {
      BlockEntry last = open.entry(open.names().getLast());
      long granule = 64 * 1024;
      long end = Math.ceilDiv(last.offset() + last.bytes(), granule) * granule;
      at = open.bytes() - end + open.entry(tensor).offset();
    }
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(at);
      int old = bytes.read();
      bytes.seek(at);
      bytes.write(old ^ 4);
    }
  }
}
