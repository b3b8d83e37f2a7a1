package dev.yoco4j.torch.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yoco4j.torch.CorruptFileException;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.TestTensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsFileTest {
  @TempDir Path folder;

  @Test
  void a_header_with_every_freedom_of_the_format_is_read() throws IOException {
    Path file =
        file(
            """
            {"b": {"shape": [2], "extra": [{"x": 1}], "data_offsets": [4, 8], "dtype": "F16"},
             "__metadata__": {"k": "v"}, "e": {"dtype":"F64","shape":[0],"data_offsets":[4,4]},
             "a": {"dtype":"I32","shape":[],"data_offsets":[0,4]}}  \s
            """,
            8);
    try (SafetensorsFile open = SafetensorsFile.open(file)) {
      assertThat(open.names()).containsExactly("a", "b", "e");
      assertThat(open.metadata()).isEqualTo(Map.of("k", "v"));
      assertThat(open.entry("b"))
          .isEqualTo(new SafetensorsFile.Entry("b", DType.F16, List.of(2L), 4, 8));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[]                                                               | 0 | begin with '{'",
        "{                                                                | 0 | not JSON",
        "{} {}                                                            | 0 | something follows",
        "{\"a\":1}                                                        | 0 | an object must be",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}                        | 4 | lacks its dtype",
        "{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[],\"data_offsets\":[0,1]}} | 1 | 'a' has the 8-bit floating point type F8_E4M3",
        "{\"a\":{\"dtype\":\"C64\",\"shape\":[],\"data_offsets\":[0,8]}}  | 8 | unknown dtype 'C64'",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[-1],\"data_offsets\":[0,1]}} | 1 | '-1' where an integer from 0",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[1.0],\"data_offsets\":[0,1]}} | 1 | '1.0' where an integer",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[9223372036854775808],\"data_offsets\":[0,1]}} | 1 | '9223372036854775808' where",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}} | 0 | overflows",
        "{\"a\":{\"dtype\":\"I64\",\"shape\":[2305843009213693952],\"data_offsets\":[0,0]}} | 0 | overflows",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[0,4294967296,4294967296],\"data_offsets\":[0,0]}} | 0 | overflows",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[9],\"data_offsets\":[0,9]}}  | 8 | 'a' at [0, 9) reaches past the 8 bytes",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[2,1]}}  | 2 | [2, 1) ends before it begins",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,2]}} | 2 | has 2 bytes, but F32 [1] needs 4",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0]}}    | 1 | data_offsets of tensor 'a' are [0]",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1,1]}} | 1 | more than 2 numbers",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}} | 2 | the name 'a' is there twice",
        "{\"a\":{\"dtype\":\"U8\",\"dtype\":\"U8\"}}                      | 0 | the name 'dtype' is there twice",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[1,3]}} | 3 | 'b' at [1, 3) overlaps tensor 'a' at [0, 2)",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}}  | 2 | leaves a hole after the header",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}  | 2 | 1 bytes follow the last tensor",
        "{\"__metadata__\":{\"a\":1}}                                     | 0 | a string must be",
        "{}                                                               | 1 | 1 bytes follow",
      })
  void a_wrong_header_is_refused(String header, int dataBytes, String message) throws IOException {
    Path file = file(header, dataBytes);
    assertThatExceptionOfType(CorruptFileException.class)
        .isThrownBy(() -> SafetensorsFile.open(file).close())
        .withMessageStartingWith(file + ": ")
        .withMessageContaining(message);
  }

  @Test
  void a_length_is_believed_only_up_to_the_size_of_the_file() throws IOException {
    assertRefused(new byte[0], "0 bytes, too few");
    assertRefused(new byte[7], "7 bytes, too few");
    assertRefused(new byte[8], "does not begin with '{'");
    assertRefused(length(3, "{}"), "claims 3 bytes, but only 2 follow");
    assertRefused(length(100_000_001, "{}"), "claims 100000001 bytes, more than the limit");
    assertRefused(length(-1, "{}"), "claims 18446744073709551615 bytes");
    assertRefused(length(Long.MIN_VALUE, "{}"), "more than the limit");
  }

  @Test
  void text_that_is_not_utf8_is_refused() throws IOException {
    byte[] bytes = length(10, "{\"X\":{}}  ");
    bytes[10] = (byte) 0xC3;
    assertRefused(bytes, "not JSON");
  }

  @Test
  void nesting_ends_before_the_stack_does() throws IOException {
    assertRefused(length(200_006, "{\"a\":" + "[".repeat(200_000) + "}"), "header");
    String deep = "{\"a\":{\"x\":" + "[".repeat(200_000) + "}}";
    assertRefused(length(deep.length(), deep), "not JSON");
  }

  @Test
  void a_tensor_that_is_not_there_is_named() throws IOException {
    try (SafetensorsFile open = SafetensorsFile.open(file("{}", 0))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> open.read("a.b"))
          .withMessageEndingWith("has no tensor 'a.b'");
    }
  }

  @Test
  void a_closed_file_hands_out_nothing() throws IOException {
    SafetensorsFile open =
        SafetensorsFile.open(
            file("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1));
    open.close();
    open.close();
    assertThatIllegalStateException().isThrownBy(() -> open.map("a"));
    assertThatIllegalStateException().isThrownBy(() -> open.read("a"));
  }

  @Test
  void a_tensor_off_its_alignment_is_readable_both_ways() throws IOException {
    String header = "{\"a\":{\"dtype\":\"F64\",\"shape\":[2],\"data_offsets\":[0,16]}}";
    for (int padding = 0; padding < 8; padding++) {
      try (var _ = Scope.open();
          SafetensorsFile open = SafetensorsFile.open(file(header + " ".repeat(padding), 16))) {
        assertThat(TestTensors.content(open.map("a")))
            .isEqualTo(TestTensors.content(open.read("a")));
      }
    }
  }

  @Test
  void a_file_that_is_not_there_is_not_called_corrupt() {
    assertThatThrownBy(() -> SafetensorsFile.open(folder.resolve("none")).close())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("none");
    assertThatThrownBy(() -> SafetensorsFile.open(folder).close())
        .isInstanceOf(UncheckedIOException.class);
  }

  private void assertRefused(byte[] bytes, String message) throws IOException {
    Path file = Files.write(folder.resolve("f"), bytes);
    assertThatExceptionOfType(CorruptFileException.class)
        .isThrownBy(() -> SafetensorsFile.open(file).close())
        .withMessageContaining(message);
  }

  private Path file(String header, int dataBytes) throws IOException {
    byte[] bytes = length(header.length(), header + "\7".repeat(dataBytes));
    return Files.write(folder.resolve("f"), bytes);
  }

  private static byte[] length(long length, String rest) {
    byte[] bytes = rest.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(8 + bytes.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(bytes)
        .array();
  }
}
