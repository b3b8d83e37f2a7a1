package dev.yoco4j.torch.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.TensorMemory;
import dev.yoco4j.torch.TestTensors;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Reads what CPython pickled; `make_checkpoints.py` among the resources says what that is.
class TorchCheckpointFileTest {
  @TempDir Path folder;
  private final Scope scope = Scope.open();

  @AfterEach
  void close() {
    scope.close();
  }

  static byte[] resource(String name) throws IOException {
    try (InputStream stream = TorchCheckpointFileTest.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(stream, name).readAllBytes();
    }
  }

  private TorchCheckpointFile open(int protocol) throws IOException {
    Path file = folder.resolve("checkpoint.pth");
    return TorchCheckpointFile.open(
        Files.write(file, resource("nested-protocol" + protocol + ".pth")));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void tensors_are_found_by_the_path_to_them(int protocol) throws IOException {
    try (TorchCheckpointFile open = open(protocol)) {
      assertThat(open.names())
          .containsExactly(
              "model.embed",
              "model.tied",
              "model.transposed",
              "model.tail",
              "model.halves",
              "model.scalar",
              "model.empty",
              "last_optimizer_state.0.step");
      assertThat(open.tensors().keySet()).isEqualTo(open.names());
      assertThat(floats(open.read("model.embed"))).containsExactly(0, 1, 2, 3, 4, 5);
      assertThat(floats(open.read("model.transposed"))).containsExactly(0, 3, 1, 4, 2, 5);
      assertThat(floats(open.read("model.tail"))).containsExactly(4, 5);
      assertThat(open.read("model.halves").sum().item_float()).isEqualTo(-1);
      assertThat(open.read("model.scalar").item_long()).isEqualTo(-5);
      assertThat(TestTensors.shape(open.read("model.scalar"))).isEmpty();
      assertThat(TestTensors.shape(open.read("model.empty"))).containsExactly(0L, 7L);
      assertThat(open.entry("model.transposed"))
          .isEqualTo(new SavedTensor("0", ScalarType.Float, List.of(3L, 2L), List.of(1L, 3L), 0));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void what_is_not_a_tensor_is_plain_data(int protocol) throws IOException {
    try (TorchCheckpointFile open = open(protocol)) {
      Map<String, @Nullable Object> root = open.root();
      assertThat(root.keySet())
          .containsExactly(
              "model",
              "args",
              "optimizer_history",
              "last_optimizer_state",
              "shape",
              "dtype",
              "huge");
      Map<String, @Nullable Object> args = new LinkedHashMap<>();
      args.put("lr", List.of(1e-4));
      args.put("arch", "yoco");
      args.put("seed", null);
      args.put("cpu", false);
      args.put("updates", 1L << 40);
      assertThat(root.get("args")).isEqualTo(args);
      Map<String, Object> history = Map.of("optimizer_name", "Adam", "num_updates", 3L);
      assertThat(root.get("optimizer_history")).isEqualTo(List.of(history, history));
      assertThat(root.get("shape")).isEqualTo(List.of(2L, 3L));
      assertThat(root.get("dtype")).isEqualTo("torch.bfloat16");
      assertThat(root.get("huge")).isEqualTo(BigInteger.TWO.pow(100));
    }
  }

  @Test
  void mapped_tensors_share_what_was_shared_and_equal_what_is_read() throws IOException {
    try (TorchCheckpointFile open = open(2)) {
      Map<String, Tensor> tensors = open.tensors();
      tensors.forEach((name, tensor) ->
          assertThat(TestTensors.content(tensor)).isEqualTo(TestTensors.content(open.read(name))));
      long embed = address(tensors, "model.embed");
      assertThat(address(tensors, "model.tied")).isEqualTo(embed);
      assertThat(address(tensors, "model.tail")).isEqualTo(embed + 4 * Float.BYTES);
    }
  }

  @Test
  void a_tensor_that_was_read_outlives_its_file() throws IOException {
    Tensor read;
    try (TorchCheckpointFile open = open(2)) {
      read = open.read("model.transposed");
    }
    assertThat(floats(read)).containsExactly(0, 3, 1, 4, 2, 5);
  }

  @Test
  void a_closed_file_hands_out_nothing() throws IOException {
    TorchCheckpointFile open = open(2);
    open.close();
    open.close();
    assertThatIllegalStateException().isThrownBy(() -> open.read("model.embed"));
    assertThatIllegalStateException().isThrownBy(open::tensors);
  }

  @Test
  void a_tensor_that_is_not_there_is_named() throws IOException {
    try (TorchCheckpointFile open = open(2)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> open.read("embed"))
          .withMessageEndingWith("has no tensor 'embed'");
      SavedTensor foreign = new SavedTensor("0", ScalarType.Float, List.of(100L), List.of(1L), 0);
      assertThatIllegalArgumentException().isThrownBy(() -> open.map(foreign));
    }
  }

  private static long address(Map<String, Tensor> tensors, String name) {
    return TensorMemory.bytes(Objects.requireNonNull(tensors.get(name))).address();
  }

  private static List<Integer> floats(Tensor tensor) {
    float[] values =
        TensorMemory.bytes(tensor.contiguous()).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
    Integer[] integers = new Integer[values.length];
    Arrays.setAll(integers, i -> (int) values[i]);
    return List.of(integers);
  }
}
