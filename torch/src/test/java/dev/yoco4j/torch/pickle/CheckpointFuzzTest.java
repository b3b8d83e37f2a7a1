package dev.yoco4j.torch.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.torch.CorruptFileException;
import dev.yoco4j.torch.FileFuzz;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.TestTensors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever is done to a checkpoint: it is read within its bounds, or refused as corrupt.
@Timeout(60)
class CheckpointFuzzTest {
  private static final int ROUNDS = 2000;

  @TempDir Path folder;
  private final SplittableRandom random = new SplittableRandom(13);

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void damaged_files_are_read_in_bounds_or_refused(int protocol) throws IOException {
    byte[] valid = TorchCheckpointFileTest.resource("nested-protocol" + protocol + ".pth");
    assertThat(isRefused(valid)).isFalse();
    int refused = 0;
    for (int i = 0; i < ROUNDS; i++) {
      refused += isRefused(FileFuzz.damage(random, valid)) ? 1 : 0;
    }
    assertThat(refused).isBetween(ROUNDS / 2, ROUNDS - 1);
  }

  @Test
  void damaged_pickles_are_read_in_bounds_or_refused() throws IOException {
    byte[] valid = PickleBytes.tensor("w", 6, 0, new long[] {2, 3}, new long[] {3, 1}).stop();
    assertThat(isRefused(ZipBytes.checkpoint(valid, 24))).isFalse();
    for (int i = 0; i < ROUNDS; i++) {
      isRefused(ZipBytes.checkpoint(FileFuzz.damage(random, valid), 24));
    }
  }

  @Test
  void pickles_of_random_instructions_are_refused_or_read() throws IOException {
    byte[] valid = PickleBytes.tensor("w", 6, 0, new long[] {2, 3}, new long[] {3, 1}).stop();
    byte[] opcodes =
        "})]N(.tRbsuaelq\u0085\u0086\u0087\u0088\u0089h\u0000\u0001Q\u0081c\u0093\u0094K"
            .getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] bytes = valid.clone();
      for (int j = random.nextInt(5); j >= 0; j--) {
        bytes[2 + random.nextInt(bytes.length - 3)] = opcodes[random.nextInt(opcodes.length)];
      }
      isRefused(ZipBytes.checkpoint(bytes, 24));
    }
  }

  @Test
  void every_truncation_is_refused() throws IOException {
    byte[] valid = TorchCheckpointFileTest.resource("nested-protocol2.pth");
    for (int length = 0; length < valid.length; length++) {
      assertThat(isRefused(Arrays.copyOf(valid, length))).isTrue();
    }
  }

  private boolean isRefused(byte[] bytes) throws IOException {
    Path file = folder.resolve("damaged.pth");
    Files.deleteIfExists(file); // overwriting would have ext4 flush each one to the disk
    Files.write(file, bytes);
    try (var _ = Scope.open();
        TorchCheckpointFile open = TorchCheckpointFile.open(file)) {
      for (String name : open.names()) {
        TestTensors.touch(open.read(name));
        TestTensors.touch(open.map(name));
      }
      return false;
    } catch (CorruptFileException e) {
      assertThat(e).hasMessageStartingWith(file + ": ").message().hasLineCount(1);
      return true;
    }
  }
}
