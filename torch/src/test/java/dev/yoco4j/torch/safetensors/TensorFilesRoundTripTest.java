package dev.yoco4j.torch.safetensors;

import static dev.yoco4j.torch.TestTensors.content;
import static dev.yoco4j.torch.TestTensors.random;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.TestTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Writing and reading is the identity; one file or several, read or mapped, is the same.
class TensorFilesRoundTripTest {
  @TempDir Path folder;
  private final Scope scope = Scope.open();
  private final SplittableRandom random = new SplittableRandom(7);

  @AfterEach
  void close() {
    scope.close();
  }

  /// Every type, with shapes that are usual, empty, scalar, odd, and not contiguous.
  private Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (DType dtype : DType.values()) {
      ScalarType type = dtype.scalarType();
      tensors.put(dtype + ".matrix", random(random, type, 3L, 5L));
      tensors.put(dtype + ".scalar", random(random, type));
      tensors.put(dtype + ".empty", random(random, type, 4L, 0L, 2L));
      tensors.put(dtype + ".odd", random(random, type, 1L, 7L, 1L));
      tensors.put(dtype + ".transposed", random(random, type, 4L, 6L).t());
      tensors.put(dtype + ".row", random(random, type, 4L, 6L).get(2));
      tensors.put(dtype + ".expanded", random(random, type, 1L, 3L).expand(5, 3));
    }
    return tensors;
  }

  @Test
  void write_then_read_is_the_identity() {
    Map<String, Tensor> tensors = tensors();
    Path file = folder.resolve("t.safetensors");
    SafetensorsWriter.write(file, tensors);
    try (SafetensorsFile read = SafetensorsFile.open(file)) {
      assertThat(read.names()).containsExactlyInAnyOrderElementsOf(tensors.keySet());
      tensors.forEach((name, tensor) -> {
        assertThat(content(read.read(name))).isEqualTo(content(tensor));
        assertThat(read.entry(name).shape()).isEqualTo(TestTensors.shape(tensor));
      });
    }
  }

  @Test
  void map_equals_read() {
    Path file = folder.resolve("t.safetensors");
    SafetensorsWriter.write(file, tensors());
    try (SafetensorsFile read = SafetensorsFile.open(file)) {
      for (String name : read.names()) {
        assertThat(content(read.map(name))).isEqualTo(content(read.read(name)));
      }
    }
  }

  @Test
  void a_tensor_that_was_read_outlives_its_file() {
    Path file = folder.resolve("t.safetensors");
    Tensor written = random(random, ScalarType.Float, 1000L);
    SafetensorsWriter.write(file, Map.of("a", written));
    Tensor read;
    try (SafetensorsFile open = SafetensorsFile.open(file)) {
      read = open.read("a");
    }
    assertThat(content(read)).isEqualTo(content(written));
  }

  @Test
  void several_files_are_as_one() throws IOException {
    Map<String, Tensor> tensors = tensors();
    for (long limit : new long[] {1, 100, 1000, Long.MAX_VALUE}) {
      Path model = folder.resolve("model" + limit);
      TensorFolder.write(model, tensors, limit);
      assertThat(Files.exists(model.resolve("model.safetensors")))
          .isEqualTo(limit == Long.MAX_VALUE);
      try (TensorFolder read = TensorFolder.open(model)) {
        assertThat(read.names()).containsExactlyInAnyOrderElementsOf(tensors.keySet());
        tensors.forEach((name, tensor) -> {
          assertThat(content(read.read(name))).isEqualTo(content(tensor));
          assertThat(content(read.map(name))).isEqualTo(content(tensor));
        });
      }
    }
  }

  @Test
  void metadata_comes_back() {
    Path file = folder.resolve("t.safetensors");
    SafetensorsWriter.write(file, Map.of(), Map.of("step", "12", "note", "a\n\"b\" \u00e9"));
    try (SafetensorsFile read = SafetensorsFile.open(file)) {
      assertThat(read.metadata())
          .isEqualTo(Map.of("step", "12", "note", "a\n\"b\" \u00e9", "format", "pt"));
      assertThat(read.names()).isEmpty();
    }
  }
}
