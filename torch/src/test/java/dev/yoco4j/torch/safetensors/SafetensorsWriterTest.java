package dev.yoco4j.torch.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.TestTensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsWriterTest {
  @TempDir Path folder;
  private final Scope scope = Scope.open();
  private final SplittableRandom random = new SplittableRandom(3);

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void the_bytes_are_those_of_the_reference() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("z", TestTensors.random(random, ScalarType.BFloat16, 2L));
    tensors.put("b", TestTensors.random(random, ScalarType.Float));
    tensors.put("a", TestTensors.random(random, ScalarType.Float, 1L, 2L));
    tensors.put("step", TestTensors.random(random, ScalarType.Long, 0L));
    Path file = folder.resolve("f.safetensors");
    SafetensorsWriter.write(file, tensors);
    byte[] bytes = Files.readAllBytes(file);
    String header =
        "{\"__metadata__\":{\"format\":\"pt\"},"
            + "\"step\":{\"dtype\":\"I64\",\"shape\":[0],\"data_offsets\":[0,0]},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[8,12]},"
            + "\"z\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[12,16]}}";
    String padded = header + " ".repeat(-header.length() & 7);
    assertThat(bytes).hasSize(8 + padded.length() + 16);
    assertThat(bytes).startsWith(padded.length() & 0xFF, padded.length() >> 8, 0, 0, 0, 0, 0, 0);
    assertThat(new String(bytes, 8, padded.length(), StandardCharsets.UTF_8)).isEqualTo(padded);
  }

  @Test
  void the_same_tensors_give_the_same_file() throws IOException {
    Map<String, Tensor> tensors = new HashMap<>();
    for (int i = 0; i < 50; i++) {
      tensors.put("t" + random.nextInt(), TestTensors.random(random, ScalarType.Half, 3L));
    }
    Map<String, Tensor> reversed = new LinkedHashMap<>();
    tensors.keySet().stream()
        .sorted(Comparator.reverseOrder())
        .forEach(name -> reversed.put(name, tensors.get(name)));
    SafetensorsWriter.write(folder.resolve("a"), tensors);
    SafetensorsWriter.write(folder.resolve("b"), reversed);
    assertThat(folder.resolve("a")).hasSameBinaryContentAs(folder.resolve("b"));
  }

  @Test
  void what_the_format_cannot_hold_is_named_and_nothing_is_written() {
    Tensor complex = TestTensors.random(random, ScalarType.ComplexFloat, 2L);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SafetensorsWriter.write(folder.resolve("f"), Map.of("c", complex)))
        .withMessageContaining("tensor 'c' has the type ComplexFloat");
    Tensor sparse = TestTensors.random(random, ScalarType.Float, 2L, 2L).to_sparse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SafetensorsWriter.write(folder.resolve("f"), Map.of("s", sparse)))
        .withMessageContaining("tensor 's' is sparse");
    Tensor plain = TestTensors.random(random, ScalarType.Float);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> SafetensorsWriter.write(folder.resolve("f"), Map.of("__metadata__", plain)));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void a_tensor_that_requires_gradients_is_written_as_it_is() {
    Tensor parameter = TestTensors.random(random, ScalarType.Float, 4L);
    String before = TestTensors.content(parameter);
    parameter.requires_grad_(true);
    SafetensorsWriter.write(folder.resolve("f"), Map.of("p", parameter));
    try (SafetensorsFile open = SafetensorsFile.open(folder.resolve("f"))) {
      assertThat(TestTensors.content(open.read("p"))).isEqualTo(before);
    }
  }

  @Test
  void a_file_that_cannot_be_written_is_named_with_the_bytes_needed() {
    Tensor tensor = TestTensors.random(random, ScalarType.Float, 100L);
    assertThatThrownBy(() -> SafetensorsWriter.write(folder.resolve("none/f"), Map.of("t", tensor)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("none/f")
        .hasMessageMatching("(?s).*\\(\\d{3} bytes needed, .* usable\\)");
  }
}
