package dev.yoco4j.torch.safetensors;

import static dev.yoco4j.torch.TestTensors.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yoco4j.torch.CorruptFileException;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.TestTensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TensorFolderTest {
  private static final String INDEX = "model.safetensors.index.json";

  @TempDir Path folder;
  private final Scope scope = Scope.open();
  private final SplittableRandom random = new SplittableRandom(5);

  @AfterEach
  void close() {
    scope.close();
  }

  /// Three tensors of 16 bytes.
  private Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new TreeMap<>();
    for (String name : List.of("a", "b", "c")) {
      tensors.put(name, TestTensors.random(random, ScalarType.Float, 4L));
    }
    return tensors;
  }

  @Test
  void files_are_named_and_indexed_as_hugging_face_does() throws IOException {
    TensorFolder.write(folder, tensors(), 32);
    assertThat(files())
        .containsExactly(
            "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors", INDEX);
    assertThat(folder.resolve(INDEX))
        .hasContent(
            """
            {
              "metadata": {
                "total_size": 48
              },
              "weight_map": {
                "a": "model-00001-of-00002.safetensors",
                "b": "model-00001-of-00002.safetensors",
                "c": "model-00002-of-00002.safetensors"
              }
            }
            """);
  }

  @Test
  void a_folder_holds_the_last_set_written_and_no_files_of_another() throws IOException {
    Files.writeString(folder.resolve("config.json"), "{}");
    Files.writeString(folder.resolve(".model-00009-of-00009.safetensors.tmp"), "left behind");
    for (long limit : new long[] {48, 32, 16, 16, 16, 47, 48, 16, 1000}) {
      Map<String, Tensor> tensors = tensors();
      TensorFolder.write(folder, tensors, limit);
      int shards = limit >= 48 ? 0 : limit >= 32 ? 2 : 3;
      assertThat(files())
          .hasSize(2 + shards) // config.json, and the index or the single file
          .contains("config.json");
      assertLoads(tensors);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"model-2-00001-of-00003.safetensors", "model-2-00003-of-00003.safetensors", INDEX})
  void a_write_that_ends_early_leaves_what_was_there(String fails) throws IOException {
    Map<String, Tensor> old = tensors();
    TensorFolder.write(folder, old, 16);
    Path obstacle = Files.createDirectory(folder.resolve("." + fails + ".tmp"));
    Map<String, Tensor> next = tensors();
    assertThatThrownBy(() -> TensorFolder.write(folder, next, 16))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(fails);
    assertLoads(old);
    Files.delete(obstacle);
    assertThat(files()).hasSize(fails.equals(INDEX) ? 7 : 4);
    TensorFolder.write(folder, next, 16);
    assertLoads(next);
    assertThat(files()).hasSize(4);
  }

  @Test
  void where_both_layouts_are_there_the_single_file_counts() throws IOException {
    Map<String, Tensor> single = tensors();
    TensorFolder.write(folder, single, 48);
    Path other = folder.resolve("other");
    TensorFolder.write(other, tensors(), 16);
    Files.copy(other.resolve(INDEX), folder.resolve(INDEX));
    assertLoads(single);
  }

  @Test
  void an_index_and_its_files_must_agree() throws IOException {
    TensorFolder.write(folder, tensors(), 16);
    String index = Files.readString(folder.resolve(INDEX));
    String second = "model-00002-of-00003.safetensors";
    assertRefused(index.replace("\"b\"", "\"x\""), "'x' is not in " + second);
    assertRefused(
        index
            .replace(",\n    \"c\": \"model-00003-of-00003.safetensors\"", "")
            .replace("\"b\": \"" + second, "\"b\": \"model-00003-of-00003.safetensors"),
        "'b' is not in model-00003-of-00003.safetensors");
    Files.move(folder.resolve(second), folder.resolve("gone"));
    assertRefused(index, "the shard " + second + " is missing");
    Map<String, Tensor> more = tensors();
    more.keySet().retainAll(List.of("a", "b"));
    SafetensorsWriter.write(folder.resolve(second), more);
    assertRefused(index, "tensor 'a' of " + second + " is not in the index");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../x.safetensors",
        "..",
        "/etc/x.safetensors",
        "a/b.safetensors",
        "C:\\\\x.safetensors",
        "..\\\\x.safetensors",
        "c:x.safetensors",
        ".safetensors",
        "x.bin",
        "x.safetensors\\u0000",
        "x\\n.safetensors",
        ""
      })
  void a_shard_name_cannot_leave_the_folder(String name) throws IOException {
    assertRefused("{\"weight_map\": {\"a\": \"" + name + "\"}}", "is not the name of");
  }

  @Test
  void an_index_that_is_none_is_refused() throws IOException {
    assertRefused("", "index: the end where an object must be");
    assertRefused("{}", "there is no weight_map");
    assertRefused("{\"weight_map\": [1]}", "where an object must be");
    assertRefused("{\"weight_map\": {\"a\": 1}}", "where a string must be");
    assertRefused("{\"weight_map\": {\"a\": \"a.safetensors\", \"a\": \"\"}}", "there twice");
  }

  @Test
  void a_folder_without_tensors_says_what_was_looked_for() {
    assertThatThrownBy(() -> TensorFolder.open(folder).close())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("neither model.safetensors nor model.safetensors.index.json");
  }

  @Test
  void a_set_of_no_tensors_is_a_file_too() {
    TensorFolder.write(folder, Map.of(), 1);
    assertLoads(Map.of());
  }

  private void assertLoads(Map<String, Tensor> expected) {
    try (TensorFolder open = TensorFolder.open(folder)) {
      assertThat(open.names()).containsExactlyElementsOf(expected.keySet());
      expected.forEach(
          (name, tensor) -> assertThat(content(open.read(name))).isEqualTo(content(tensor)));
    }
  }

  private void assertRefused(String index, String message) throws IOException {
    Files.writeString(folder.resolve(INDEX), index);
    assertThatExceptionOfType(CorruptFileException.class)
        .isThrownBy(() -> TensorFolder.open(folder).close())
        .withMessageStartingWith(folder.resolve(INDEX) + ": ")
        .withMessageContaining(message);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }
}
