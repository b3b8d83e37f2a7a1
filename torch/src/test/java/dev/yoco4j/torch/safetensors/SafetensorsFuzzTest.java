package dev.yoco4j.torch.safetensors;

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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Whatever is done to a file: it is read within its bounds, or refused as corrupt.
@Timeout(60)
class SafetensorsFuzzTest {
  private static final int ROUNDS = 2000;

  @TempDir Path folder;
  private final SplittableRandom random = new SplittableRandom(11);
  private byte[] valid = {};

  @BeforeEach
  void writeValidFile() throws IOException {
    try (var _ = Scope.open()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (DType dtype : DType.values()) {
        tensors.put("t." + dtype, TestTensors.random(random, dtype.scalarType(), 2L, 3L));
      }
      Path file = folder.resolve("valid");
      SafetensorsWriter.write(file, tensors);
      valid = Files.readAllBytes(file);
    }
  }

  @Test
  void damaged_files_are_read_in_bounds_or_refused() throws IOException {
    int refused = 0;
    for (int i = 0; i < ROUNDS; i++) {
      refused += isRefused(FileFuzz.damage(random, valid)) ? 1 : 0;
    }
    assertThat(refused).isBetween(ROUNDS / 2, ROUNDS - 1);
  }

  @Test
  void damaged_headers_are_read_in_bounds_or_refused() throws IOException {
    int header = (valid[0] & 0xFF) | (valid[1] & 0xFF) << 8;
    byte[] digits = "0123456789-.,:[]{}\"eF".getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] bytes = valid.clone();
      for (int j = random.nextInt(4); j >= 0; j--) {
        bytes[8 + random.nextInt(header)] = digits[random.nextInt(digits.length)];
      }
      isRefused(bytes);
    }
  }

  @Test
  void every_truncation_is_refused() throws IOException {
    for (int length = 0; length < valid.length; length++) {
      assertThat(isRefused(Arrays.copyOf(valid, length))).isTrue();
    }
  }

  private boolean isRefused(byte[] bytes) throws IOException {
    Path file = folder.resolve("damaged");
    Files.deleteIfExists(file); // overwriting would have ext4 flush each one to the disk
    Files.write(file, bytes);
    try (var _ = Scope.open();
        SafetensorsFile open = SafetensorsFile.open(file)) {
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
