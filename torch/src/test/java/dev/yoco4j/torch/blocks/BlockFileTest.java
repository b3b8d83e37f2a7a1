package dev.yoco4j.torch.blocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yoco4j.torch.Dims;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.TensorMemory;
import dev.yoco4j.torch.TestTensors;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class BlockFileTest {
  static final BlockFormat FORMAT = new BlockFormat("YOCOTEST", 1, "a test file");

  @TempDir Path folder;
  private final Scope scope = Scope.open();
  private final SplittableRandom random = new SplittableRandom(5);
  private Path file = Path.of("");

  @BeforeEach
  void nameFile() {
    file = folder.resolve("f");
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void tensors_of_every_type_come_back_bit_for_bit() {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    for (ScalarType type :
        List.of(
            ScalarType.Float,
            ScalarType.BFloat16,
            ScalarType.Char,
            ScalarType.Int,
            ScalarType.Long)) {
      tensors.put(type + " matrix", TestTensors.random(random, type, 3L, 5L));
      tensors.put(type + " without rows", TestTensors.random(random, type, 0L, 4L));
      tensors.put(type + " scalar", TestTensors.random(random, type));
    }
    write(tensors);
    requireSame(tensors);
  }

  @Test
  void names_may_be_odd() {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    for (String name :
        List.of("\"\\/\0\n", "größe 鍵 🗝", "../x", " ", "content", "x".repeat(1000))) {
      tensors.put(name, TestTensors.random(random, ScalarType.Int, 2L));
    }
    write(tensors);
    requireSame(tensors);
  }

  @Test
  void names_that_cannot_be_written_are_refused() {
    Tensor tensor = TestTensors.random(random, ScalarType.Int, 1L);
    for (String name : List.of("", "\ud800", "x".repeat(1001))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> write(Map.of(name, tensor)))
          .withMessageStartingWith("a tensor's name must be Unicode of 1 to 1000 characters");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            BlockWriter.write(
                file,
                FORMAT,
                content(),
                List.of(NamedRows.of("a", tensor), NamedRows.of("a", tensor))))
        .withMessage("tensor 'a' is there twice");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void pieces_are_joined_along_the_first_dimension() {
    List<Tensor> pieces = new ArrayList<>();
    for (long rows : List.of(3L, 0L, 1L, 7L)) {
      pieces.add(TestTensors.random(random, ScalarType.BFloat16, rows, 2L, 3L));
    }
    BlockWriter.write(file, FORMAT, content(), List.of(new NamedRows("t", pieces)));
    Tensor joined = torch.cat(new TensorVector(pieces.toArray(Tensor[]::new)));
    requireSame(Map.of("t", joined));
  }

  @Test
  void pieces_that_cannot_be_joined_are_refused() {
    Tensor piece = TestTensors.random(random, ScalarType.Int, 2L, 3L);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NamedRows("t", List.of()))
        .withMessageContaining("tensor 't' has no pieces");
    for (Tensor other :
        List.of(
            TestTensors.random(random, ScalarType.Int, 2L, 4L),
            TestTensors.random(random, ScalarType.Float, 2L, 3L))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new NamedRows("t", List.of(piece, other)))
          .withMessageMatching("tensor 't' has pieces Int \\[2, 3] and .*, which cannot be joined");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new NamedRows("t", List.of(piece, TestTensors.random(random, ScalarType.Int))))
        .withMessage("tensor 't' has a piece without dimensions");
  }

  /// More than one block, more than one copy, and rows that alone are more than a copy.
  @Test
  void large_tensors_of_any_strides_come_back() {
    Tensor large = TestTensors.random(random, ScalarType.Int, 3L, 1_100_003L);
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("large", large);
    tensors.put("transposed", large.t());
    tensors.put("one row of a transposed", large.t().unsqueeze(0));
    tensors.put(
        "every second column", large.slice(1, new LongOptional(0), new LongOptional(1_100_003), 2));
    write(tensors);
    requireSame(tensors);
    try (BlockFile open = BlockFile.open(file, FORMAT)) {
      assertThat(open.entry("large").blocks()).isEqualTo(4);
    }
  }

  @Test
  void a_tensor_that_requires_gradients_is_written_as_it_is() {
    Tensor parameter = TestTensors.random(random, ScalarType.Float, 4L, 2L);
    String before = TestTensors.content(parameter.t());
    parameter.requires_grad_(true);
    write(Map.of("p", parameter.t()));
    try (BlockFile open = BlockFile.open(file, FORMAT)) {
      assertThat(TestTensors.content(open.copy("p"))).isEqualTo(before);
    }
  }

  @Test
  void what_the_format_cannot_hold_is_named_and_nothing_is_written() {
    Tensor complex = TestTensors.random(random, ScalarType.ComplexFloat, 2L);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> write(Map.of("c", complex)))
        .withMessageContaining("tensor 'c' has the type ComplexFloat");
    Tensor sparse = TestTensors.random(random, ScalarType.Float, 2L, 2L).to_sparse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> write(Map.of("s", sparse)))
        .withMessageContaining("tensor 's' is sparse");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void a_file_without_tensors_holds_its_content() {
    write(Map.of());
    requireSame(Map.of());
  }

  @Test
  void tensors_begin_at_multiples_of_64_kib_and_the_file_ends_at_one() {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("a", TestTensors.random(random, ScalarType.Char, 1L));
    tensors.put("b", TestTensors.random(random, ScalarType.Char, 65_537L));
    tensors.put("c", TestTensors.random(random, ScalarType.Char, 65_536L));
    write(tensors);
    try (BlockFile open = BlockFile.open(file, FORMAT)) {
      assertThat(open.names()).containsExactly("a", "b", "c");
      assertThat(open.names())
          .extracting(n -> open.entry(n).offset() >> 16)
          .containsExactly(0L, 1L, 3L);
      assertThat(open.bytes()).isEqualTo(5L << 16);
      assertThat(file).hasSize(5L << 16);
      assertThat(open.names())
          .allSatisfy(
              name -> assertThat(TensorMemory.bytes(open.mapped(name)).address() % 4096).isZero());
    }
  }

  @Test
  void the_same_tensors_give_the_same_file() {
    Map<String, Tensor> tensors = Map.of("t", TestTensors.random(random, ScalarType.Float, 9L));
    write(tensors);
    Path other = folder.resolve("g");
    file = other;
    write(tensors);
    assertThat(folder.resolve("f")).hasSameBinaryContentAs(other);
  }

  @Test
  void a_copy_outlives_the_file_and_what_is_asked_of_a_closed_file_is_refused() {
    Tensor tensor = TestTensors.random(random, ScalarType.Float, 9L);
    write(Map.of("t", tensor));
    BlockFile open = BlockFile.open(file, FORMAT);
    Tensor copy = open.copy("t");
    open.close();
    open.close();
    assertThat(TestTensors.content(copy)).isEqualTo(TestTensors.content(tensor));
    assertThatIllegalStateException().isThrownBy(() -> open.mapped("t"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> open.verify("u"))
        .withMessage(file + " has no tensor 'u'");
  }

  @Test
  void a_file_may_be_written_from_the_file_that_it_replaces() {
    Tensor tensor = TestTensors.random(random, ScalarType.Float, 3L);
    write(Map.of("t", tensor));
    try (BlockFile open = BlockFile.open(file, FORMAT)) {
      BlockWriter.write(
          file,
          FORMAT,
          content(),
          List.of(new NamedRows("t", List.of(open.mapped("t"), open.mapped("t")))));
      assertThat(TestTensors.content(open.mapped("t"))).isEqualTo(TestTensors.content(tensor));
    }
    requireSame(Map.of("t", torch.cat(new TensorVector(tensor, tensor))));
  }

  @Test
  void several_threads_may_verify_at_once() {
    write(Map.of("t", TestTensors.random(random, ScalarType.Int, 3L, 1_100_003L)));
    try (BlockFile open = BlockFile.open(file, FORMAT)) {
      IntStream.range(0, 8).parallel().forEach(_ -> open.verify());
    }
  }

  @Test
  void a_file_that_cannot_be_written_is_named_with_the_bytes_needed() {
    file = folder.resolve("none/f");
    assertThatThrownBy(() -> write(Map.of("t", TestTensors.random(random, ScalarType.Char, 1L))))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("none/f")
        .hasMessageContaining("(131072 bytes needed");
  }

  private void write(Map<String, Tensor> tensors) {
    BlockWriter.write(
        file,
        FORMAT,
        content(),
        tensors.entrySet().stream().map(e -> NamedRows.of(e.getKey(), e.getValue())).toList());
  }

  private void requireSame(Map<String, Tensor> tensors) {
    try (BlockFile open = BlockFile.open(file, FORMAT)) {
      assertThat(open.content()).isEqualTo(content());
      assertThat(open.names()).containsExactlyElementsOf(tensors.keySet());
      open.verify();
      tensors.forEach((name, tensor) -> {
        assertSame(open.mapped(name), tensor);
        assertSame(open.copy(name), tensor);
      });
    }
  }

  private static void assertSame(Tensor actual, Tensor expected) {
    assertThat(Dims.sizesOf(actual)).isEqualTo(Dims.sizesOf(expected));
    assertThat(actual.scalar_type().intern()).isEqualTo(expected.scalar_type().intern());
    if (actual.numel() > 0) {
      MemorySegment bytes = TensorMemory.bytes(expected.contiguous());
      assertThat(TensorMemory.bytes(actual).mismatch(bytes)).isEqualTo(-1);
    }
  }

  static ObjectNode content() {
    return JsonNodeFactory.instance.objectNode().put("kind", "größe \"\n").put("n", 1L << 40);
  }
}
