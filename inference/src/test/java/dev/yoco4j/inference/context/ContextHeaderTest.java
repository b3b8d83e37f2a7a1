package dev.yoco4j.inference.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yoco4j.model.past.PastSlot;
import dev.yoco4j.model.weights.ModelFingerprint;
import dev.yoco4j.torch.CorruptFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ContextHeaderTest {
  private static final Path FILE = Path.of("some.context");
  private static final JsonMapper JSON = new JsonMapper();

  static ContextHeader header(long positions, long tokens) {
    return new ContextHeader(
        "0.1.0",
        new ContextModel(
            new ModelFingerprint("0123456789abcdef".repeat(4)),
            "yoco",
            1_234_567,
            "bfloat16",
            "dense"),
        "int8",
        positions,
        tokens,
        List.of(
            new PastSlot.Retention(2, 8, 16),
            new PastSlot.Window(4, 8, 100),
            new PastSlot.Global(3, 32)));
  }

  @Test
  void a_header_is_what_was_written() {
    ContextHeader header = header(1L << 40, (1L << 40) + 1);
    ObjectNode read = (ObjectNode) JSON.readTree(JSON.writeValueAsString(header.toJson()));
    assertThat(ContextHeader.fromJson(FILE, read)).isEqualTo(header);
  }

  @Test
  void the_json_is_that_of_the_document() {
    assertThat(header(99, 100).toJson().toString())
        .isEqualTo(
            "{\"version\":\"0.1.0\",\"model\":{\"fingerprint\":\""
                + "0123456789abcdef".repeat(4)
                + "\",\"type\":\"yoco\",\"parameters\":1234567,\"dtype\":\"bfloat16\",\"weights\":\"dense\"},"
                + "\"key_value_dtype\":\"int8\",\"positions\":99,\"tokens\":100,\"slots\":["
                + "{\"kind\":\"retention\",\"heads\":2,\"key_width\":8,\"value_width\":16},"
                + "{\"kind\":\"window\",\"heads\":4,\"head_width\":8,\"window\":100},"
                + "{\"kind\":\"global\",\"heads\":3,\"head_width\":32}]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "positions":99                | "positions":101              | positions are 101, more than the 100 tokens
          "positions":99                | "positions":-1               | positions must be at least 0, was -1
          "positions":99                | "positions":9.5              | positions must be an integer, was 9.5
          "positions":99                | "positions":1e99             | positions must be an integer, was 1.0E99
          "tokens":100                  | "tokens":null                | tokens is missing
          "tokens":100                  | "tokens":100,"more":1        | unknown key more; known are version, model, key_value_dtype, positions, tokens, slots
          "version":"0.1.0"             | "version":1                  | version must be a string, was 1
          "key_value_dtype":            | "dtype":                     | key_value_dtype is missing
          "model":{                     | "model":7,"x":{              | model must be a JSON object, was 7
          "type":"yoco"                 | "kind":"yoco"                | model.type is missing
          "fingerprint":"0              | "fingerprint":"x             | model.fingerprint is wrong: a fingerprint must be 64 hexadecimal digits, was x
          "slots":[                     | "slots":7,"x":[              | slots must be an array
          "slots":[                     | "slots":[8,                  | slot 0: content must be a JSON object, was 8
          "window":100                  | "window":0                   | slot 1: window must be at least 1, was 0
          "heads":2                     | "heads":2147483648           | slot 0: heads must be an integer, was 2147483648
          "kind":"global"               | "kind":"glacial"             | slot 2: kind must be retention, window or global, was glacial
          "key_width":8                 | "key_width":8,"head_width":8 | slot 0: unknown key head_width; known are kind, heads, key_width, value_width
          """)
  void nonsense_is_refused_by_name(String from, String to, String what) {
    String valid = header(99, 100).toJson().toString();
    String broken = valid.replace(Objects.requireNonNull(from), to);
    assertThat(broken).isNotEqualTo(valid);
    assertThatThrownBy(() -> ContextHeader.fromJson(FILE, (ObjectNode) JSON.readTree(broken)))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageStartingWith("some.context: header: " + what)
        .message()
        .hasLineCount(1);
  }

  @Test
  void positions_without_tokens_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> header(101, 100))
        .withMessage("positions must be from 0 to the 100 tokens, was 101");
  }
}
