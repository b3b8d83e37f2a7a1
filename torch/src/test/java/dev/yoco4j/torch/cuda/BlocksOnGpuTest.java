package dev.yoco4j.torch.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yoco4j.torch.CorruptFileException;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.GrowingTensor;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.TestTensors;
import dev.yoco4j.torch.blocks.BlockFile;
import dev.yoco4j.torch.blocks.BlockFormat;
import dev.yoco4j.torch.blocks.BlockWriter;
import dev.yoco4j.torch.blocks.NamedRows;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;

/// Tensors of a GPU to a file and back, through pinned memory.
@Tag("cuda")
class BlocksOnGpuTest {
  private static final BlockFormat FORMAT = new BlockFormat("YOCOTEST", 1, "a test file");
  private static final long BLOCK = 4 << 20;
  private static final int ROUNDS = 5;

  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void assumeGpu() {
    GpuTests.assumeUsable();
    file = folder.resolve("f");
  }

  private void write(NamedRows... rows) {
    BlockWriter.write(file, FORMAT, JsonNodeFactory.instance.objectNode(), List.of(rows));
  }

  @Test
  void what_is_saved_from_a_gpu_and_loaded_again_is_the_same() {
    SplittableRandom random = new SplittableRandom(3);
    try (Scope _ = Scope.open()) {
      for (long bytes : new long[] {1, 65_537, (1 << 20) + 3, BLOCK, 9 * BLOCK + 11}) {
        Tensor host = TestTensors.random(random, ScalarType.Char, bytes);
        Tensor device = Device.CUDA.move(host);
        write(NamedRows.of("t", device), new NamedRows("twice", List.of(device, device)));
        try (BlockFile open = BlockFile.open(file, FORMAT)) {
          Tensor back = torch.zeros_like(device);
          Tensor twice = torch.zeros(new long[] {2 * bytes}, Device.CUDA.options(ScalarType.Char));
          open.load(Map.of("t", back, "twice", twice));
          assertThat(back.equal(device)).as("%s bytes", bytes).isTrue();
          assertThat(twice.narrow(0, 0, bytes).equal(device)).isTrue();
          assertThat(twice.narrow(0, bytes, bytes).equal(device)).isTrue();
        }
      }
    }
  }

  /// The places are written by work that is still going on when loading begins, and read by work
  /// that is asked for right after it.
  @Test
  void loading_takes_its_place_in_the_order_of_the_gpus_work() {
    try (Scope _ = Scope.open()) {
      Tensor wanted =
          torch.arange(new Scalar(64 * BLOCK / Float.BYTES), Device.CUDA.options(ScalarType.Float));
      write(NamedRows.of("t", wanted));
      try (BlockFile open = BlockFile.open(file, FORMAT);
          GrowingTensor memory = new GrowingTensor(Device.CUDA, wanted.numel(), ScalarType.Float)) {
        memory.extend(wanted.numel());
        for (int round = 0; round < ROUNDS; round++) {
          Tensor place = memory.get();
          for (int i = 0; i < 50; i++) {
            Tensor _ = place.fill_(new Scalar(-1));
          }
          open.load(Map.of("t", place));
          assertThat(place.equal(wanted)).as("round %s", round).isTrue();
        }
      }
    }
  }

  @Test
  void a_damaged_block_is_refused() throws IOException {
    try (Scope _ = Scope.open()) {
      Tensor tensor = torch.zeros(new long[] {5 * BLOCK}, Device.CUDA.options(ScalarType.Char));
      write(NamedRows.of("t", tensor));
      try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
        bytes.seek((64 << 10) + 3 * BLOCK + 5);
        bytes.write(1);
      }
      try (BlockFile open = BlockFile.open(file, FORMAT)) {
        assertThatThrownBy(() -> open.load(Map.of("t", tensor)))
            .isInstanceOf(CorruptFileException.class)
            .hasMessageContaining("block 3 of tensor 't'");
      }
    }
  }

  /// Says how fast it is; what a bus and a disk can do is not for a test to demand.
  @Test
  void saving_and_loading_are_measured() {
    long bytes = Long.getLong("yoco.blocks.bytes", 1L << 30);
    try (Scope _ = Scope.open()) {
      Tensor tensor = torch.randint(127, new long[] {bytes}, Device.CUDA.options(ScalarType.Char));
      for (int round = 0; round < ROUNDS; round++) {
        Device.CUDA.synchronize();
        long start = System.nanoTime();
        write(NamedRows.of("t", tensor));
        print("saved", bytes, start);
        try (BlockFile open = BlockFile.open(file, FORMAT)) {
          Tensor back = torch.empty_like(tensor);
          Device.CUDA.synchronize();
          start = System.nanoTime();
          open.load(Map.of("t", back));
          print("loaded", bytes, start);
          assertThat(back.equal(tensor)).isTrue();
        }
      }
    }
  }

  private static void print(String what, long bytes, long start) {
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%s %,d bytes in %.3f s: %.1f GB/s%n",
        what,
        bytes,
        seconds,
        bytes / seconds / 1e9);
  }
}
