package dev.yoco4j.torch.blocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yoco4j.torch.CorruptFileException;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.TestTensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What is read block by block on several threads is what was written, or is refused.
@Timeout(120)
class BlockLoadTest {
  private static final long MIB = 1 << 20;

  @TempDir Path folder;
  private final SplittableRandom random = new SplittableRandom(11);

  private static Tensor place(BlockEntry entry) {
    long[] sizes = entry.shape().stream().mapToLong(Long::longValue).toArray();
    return torch.full(sizes, new Scalar(1), Device.CPU.options(entry.dtype().scalarType()));
  }

  private static Map<String, Tensor> places(BlockFile file) {
    Map<String, Tensor> places = new LinkedHashMap<>();
    file.names().forEach(name -> places.put(name, place(file.entry(name))));
    return places;
  }

  private Path write(Map<String, Tensor> tensors) {
    Path file = folder.resolve("f");
    List<NamedRows> rows = new ArrayList<>();
    tensors.forEach((name, tensor) -> rows.add(NamedRows.of(name, tensor)));
    BlockWriter.write(file, BlockFileTest.FORMAT, BlockFileTest.content(), rows);
    return file;
  }

  /// Around the sizes of a piece (1 MiB), a block (4 MiB) and what tensors are aligned to (64 KiB).
  private Map<String, Tensor> awkward() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("none", TestTensors.random(random, ScalarType.Float, 0L, 3L));
    tensors.put("one", TestTensors.random(random, ScalarType.Long));
    tensors.put("flags", TestTensors.random(random, ScalarType.Bool, 77L));
    for (long bytes :
        new long[] {64 << 10, MIB - 1, MIB, MIB + 1, 4 * MIB, 4 * MIB + 1, 13 * MIB - 5}) {
      tensors.put("bytes " + bytes, TestTensors.random(random, ScalarType.Char, bytes));
    }
    tensors.put("halves", TestTensors.random(random, ScalarType.BFloat16, 3L, 700_001L, 1L));
    return tensors;
  }

  @Test
  void tensors_of_all_sizes_are_what_was_written() {
    try (Scope _ = Scope.open()) {
      Map<String, Tensor> written = awkward();
      Map<String, String> contents = new LinkedHashMap<>();
      written.forEach((name, tensor) -> contents.put(name, TestTensors.content(tensor)));
      try (BlockFile file = BlockFile.open(write(written), BlockFileTest.FORMAT)) {
        Map<String, Tensor> read = places(file);
        file.load(read);
        assertThat(read.keySet()).isEqualTo(written.keySet());
        read.forEach((name, tensor) ->
            assertThat(TestTensors.content(tensor)).as(name).isEqualTo(contents.get(name)));
      }
    }
  }

  @Test
  void a_place_may_be_a_part_of_a_larger_tensor() {
    try (Scope _ = Scope.open()) {
      Tensor written = TestTensors.random(random, ScalarType.Float, 300_000L, 5L);
      try (BlockFile file = BlockFile.open(write(Map.of("part", written)), BlockFileTest.FORMAT)) {
        Tensor whole = torch.zeros(new long[] {300_002, 5}, Device.CPU.options(ScalarType.Float));
        file.load(Map.of("part", whole.narrow(0, 1, 300_000)));
        assertThat(TestTensors.content(whole.narrow(0, 1, 300_000)))
            .isEqualTo(TestTensors.content(written));
        assertThat(whole.select(0, 0).abs().sum().item_double()).isZero();
        assertThat(whole.select(0, 300_001).abs().sum().item_double()).isZero();
      }
    }
  }

  @Test
  void a_damaged_block_is_refused_with_its_place() throws IOException {
    try (Scope _ = Scope.open()) {
      Path path = write(Map.of("large", TestTensors.random(random, ScalarType.Char, 18 * MIB)));
      long front = 64 << 10;
      for (long at : new long[] {0, 4 * MIB - 1, 9 * MIB + 17, 18 * MIB - 1}) {
        flip(path, front + at);
        try (BlockFile file = BlockFile.open(path, BlockFileTest.FORMAT)) {
          Map<String, Tensor> places = places(file);
          assertThatThrownBy(() -> file.load(places))
              .isInstanceOf(CorruptFileException.class)
              .hasMessageContaining("block %d of tensor 'large'".formatted(at / (4 * MIB)))
              .hasMessageContaining("does not match its checksum");
        }
        flip(path, front + at);
      }
    }
  }

  private static void flip(Path path, long at) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, at);
      one.put(0, (byte) (one.get(0) ^ 16)).flip();
      channel.write(one, at);
    }
  }

  @Test
  void a_file_that_is_cut_while_it_is_open_is_refused() throws IOException {
    try (Scope _ = Scope.open()) {
      Path path = write(Map.of("large", TestTensors.random(random, ScalarType.Char, 18 * MIB)));
      try (BlockFile file = BlockFile.open(path, BlockFileTest.FORMAT)) {
        Map<String, Tensor> places = places(file);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
          channel.truncate(5 * MIB);
        }
        assertThatThrownBy(() -> file.load(places))
            .isInstanceOf(CorruptFileException.class)
            .hasMessageContaining("was cut short to %d bytes".formatted(5 * MIB));
      }
    }
  }

  @Test
  void places_that_do_not_fit_are_refused() {
    try (Scope _ = Scope.open()) {
      Tensor written = TestTensors.random(random, ScalarType.Float, 4L, 6L);
      try (BlockFile file = BlockFile.open(write(Map.of("t", written)), BlockFileTest.FORMAT)) {
        Tensor other = TestTensors.random(random, ScalarType.Float, 6L, 4L);
        assertThatIllegalArgumentException()
            .isThrownBy(() -> file.load(Map.of("t", other)))
            .withMessageContaining("[4, 6], the place for it Float [6, 4]");
        assertThatIllegalArgumentException()
            .isThrownBy(() -> file.load(Map.of("t", other.t())))
            .withMessageContaining("must be contiguous");
        assertThatIllegalArgumentException()
            .isThrownBy(() -> file.load(Map.of("u", other)))
            .withMessageContaining("has no tensor 'u'");
      }
    }
  }
}
