package dev.yoco4j.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Files of weights that are broken, or more than files of weights.
class BadModelFileTest {
  private static final String PARAMS =
      """
      {"dim": 32, "n_layers": 2, "hidden_dim": 48, "n_self_heads": 2, "n_attn_heads": 4,
       "n_attn_kv_heads": 2, "vocab_size": 50}
      """;

  @TempDir private Path folder = Path.of("");
  private Path model = Path.of("");
  private Path weights = Path.of("");

  @BeforeEach
  void make() {
    model = folder.resolve("model");
    weights = model.resolve("model.safetensors");
    SavedModel.write(model, SavedModel.BYTE_TOKENS);
  }

  private static byte[] safetensors(String header, int dataBytes) {
    byte[] json = header.getBytes(UTF_8);
    return ByteBuffer.allocate(8 + json.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }

  private static String tensor(String name, String dtype, int from, int to) {
    return "\"%s\": {\"dtype\": \"%s\", \"shape\": [1], \"data_offsets\": [%d, %d]}"
        .formatted(name, dtype, from, to);
  }

  private void requireRefused(Object... parts) {
    Invocation.of("info", "--model", model).requireOneLine(1, parts);
    Invocation.of("verify", "--model", model, "--expected", weights).requireOneLine(1, parts);
    Path to = folder.resolve("converted");
    Invocation.of("convert", "--from", model, "--to", to).requireOneLine(1, parts);
    assertThat(to).doesNotExist();
  }

  @Test
  void the_model_itself_is_sound() {
    Invocation.of("info", "--model", model).requireDone();
    Invocation.of("convert", "--from", model, "--to", folder.resolve("copy")).requireDone();
    assertThat(folder.resolve("copy/model.safetensors")).hasSameBinaryContentAs(weights);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "not a header              | header",
        "{\"a\": 3}                | header",
        "{                         | header",
      })
  void a_bad_header_is_refused(String header, String message) throws IOException {
    Files.write(weights, safetensors(header.strip(), 0));
    requireRefused(weights, message.strip());
  }

  @Test
  void a_header_longer_than_the_file_costs_nothing() throws IOException {
    byte[] lying = safetensors("{}", 0);
    lying[6] = 0x7F;
    Files.write(weights, lying);
    requireRefused(weights, "header");
    Files.write(weights, new byte[] {1, 2, 3});
    requireRefused(weights);
    Files.write(weights, new byte[0]);
    requireRefused(weights);
  }

  @Test
  void a_truncated_file_is_refused() throws IOException {
    byte[] whole = Files.readAllBytes(weights);
    Files.write(weights, Arrays.copyOf(whole, whole.length / 2));
    requireRefused(weights);
  }

  @Test
  void tensors_of_unknown_types_or_over_each_other_are_refused_by_name() throws IOException {
    Files.write(weights, safetensors("{" + tensor("odd", "F7", 0, 4) + "}", 4));
    requireRefused(weights, "odd", "F7");
    Files.write(
        weights,
        safetensors("{" + tensor("a", "F32", 0, 4) + ", " + tensor("b", "F32", 2, 6) + "}", 6));
    requireRefused(weights, "b");
    Files.write(weights, safetensors("{" + tensor("far", "F32", 100, 104) + "}", 4));
    requireRefused(weights, "far");
  }

  @Test
  void missing_and_extra_tensors_are_all_listed() throws IOException {
    Files.write(weights, safetensors("{" + tensor("more", "F32", 0, 4) + "}", 4));
    requireRefused(
        model,
        "missing: model.embeddings.weight",
        "model.cross_layers.1.mlp.down_proj.weight",
        "lm_head.weight",
        "1 extra: more");
  }

  @Test
  void a_folder_that_lacks_something_is_told_what() throws IOException {
    Files.delete(weights);
    requireRefused(model, "neither model.safetensors nor model.safetensors.index.json");
    Files.delete(model.resolve("config.json"));
    requireRefused(model, "is not a model folder: it has neither config.json nor params.json");
    model = folder.resolve("missing");
    requireRefused(model, "is not a model folder");
  }

  @Test
  void a_pickle_that_names_a_function_is_refused_before_anything_is_built() throws IOException {
    Path official = Files.createDirectory(folder.resolve("official"));
    Files.writeString(official.resolve("params.json"), PARAMS);
    Path marker = folder.resolve("marker");
    String command = "touch " + marker;
    String pickle =
        "\u0080\u0002cposix\nsystem\nX" + (char) command.length() + "\0\0\0" + command + "\u0085R.";
    Path checkpoint = official.resolve("checkpoint.pth");
    writeZip(checkpoint, "m/data.pkl", pickle.getBytes(ISO_8859_1));
    model = official;
    requireRefused(checkpoint, "it names posix.system", "not on the list");
    assertThat(marker).doesNotExist();
    Files.writeString(checkpoint, "no archive");
    requireRefused(checkpoint);
    Files.delete(checkpoint);
    requireRefused(checkpoint, "there is no such file");
  }

  private static void writeZip(Path file, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(entry);
      zip.write(content);
      zip.closeEntry();
    }
  }

  @Test
  void expected_outputs_that_are_none_are_refused() throws IOException {
    Path missing = folder.resolve("missing.safetensors");
    Invocation.of("verify", "--model", model, "--expected", missing)
        .requireOneLine(1, missing, "there is no such file");
    Invocation.of("verify", "--model", model, "--expected", weights)
        .requireOneLine(1, weights, "has no tensor tokens");
    Path broken = Files.write(folder.resolve("broken.safetensors"), new byte[40]);
    Invocation.of("verify", "--model", model, "--expected", broken).requireOneLine(1, broken);
    Invocation.of("verify", "--model", model, "--expected", broken, "--tolerance", "-1")
        .requireOneLine(2, "--tolerance must be at least 0, was -1.0");
    Invocation.of("verify", "--model", model).requireOneLine(2, "--expected");
  }

  @Test
  void convert_writes_neither_over_itself_nor_over_a_file() throws IOException {
    Invocation.of("convert", "--from", model, "--to", model + "/.")
        .requireOneLine(2, "--to must be another folder than --from");
    Path file = Files.writeString(folder.resolve("file"), "mine");
    Invocation.of("convert", "--from", model, "--to", file)
        .requireOneLine(1, file, "a file of that name is in the way");
    assertThat(file).hasContent("mine");
    Invocation.of("convert", "--from", model, "--to", file, "--dtype", "int8")
        .requireOneLine(2, "--dtype: dtype must be float32 or bfloat16, was int8");
  }
}
