package dev.yoco4j.torch.blocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yoco4j.torch.CorruptFileException;
import dev.yoco4j.torch.FileFuzz;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.TestTensors;
import dev.yoco4j.torch.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Whatever is done to a file, it is refused: by its opening or by the check of its tensors.
@Timeout(120)
class BlockFileDamageTest {
  private static final int FRONT = 1 << 16;

  /// Of the long runs of zeros every 61st byte, which takes a second; 1 takes half a minute.
  private static final int STRIDE = Integer.getInteger("yoco.fuzz.stride", 61);

  @TempDir Path folder;
  private final SplittableRandom random = new SplittableRandom(7);
  private Path file = Path.of("");
  private byte[] valid = {};

  @BeforeEach
  void writeValidFile() throws IOException {
    file = folder.resolve("f");
    try (var _ = Scope.open()) {
      BlockWriter.write(
          file,
          BlockFileTest.FORMAT,
          BlockFileTest.content(),
          List.of(
              NamedRows.of("none", TestTensors.random(random, ScalarType.Float, 0L, 3L)),
              NamedRows.of("some", TestTensors.random(random, ScalarType.Float, 7L, 3L))));
    }
    valid = Files.readAllBytes(file);
  }

  @Test
  void every_byte_that_is_flipped_is_noticed() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int at : places()) {
        byte damaged = (byte) (valid[at] ^ (1 << random.nextInt(8)));
        channel.write(ByteBuffer.wrap(new byte[] {damaged}), at);
        assertThat(isRefused()).as("byte %d", at).isTrue();
        channel.write(ByteBuffer.wrap(valid, at, 1), at);
      }
    }
    assertThat(isRefused()).isFalse();
  }

  @Test
  void every_truncation_is_refused() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int length : places().reversed()) {
        channel.truncate(length);
        assertThat(isRefused()).as("%d bytes", length).isTrue();
      }
    }
  }

  @Test
  void messages_say_what_is_wrong() throws IOException {
    refuses(new byte[0], "is not a test file: it has only 0 bytes");
    refuses(Arrays.copyOf(valid, 31), "is not a test file: it has only 31 bytes");
    refuses(flipped(3), "is not a test file: it does not begin with YOCOTEST");
    refuses(flipped(8), "is a test file of version 0, this program reads version 1");
    refuses(flipped(12), "has a header that does not match its checksum");
    refuses(flipped(40), "has a header that does not match its checksum");
    refuses(flipped(FRONT - 1), "has a header that does not match its checksum");
    String notWhole = "has %d bytes, its header says 131072: a part is missing or was added";
    refuses(Arrays.copyOf(valid, 131_071), notWhole.formatted(131_071));
    refuses(Arrays.copyOf(valid, 131_073), notWhole.formatted(131_073));
    refuses(Arrays.copyOf(valid, 32), notWhole.formatted(32));
    String header = "claims a header of %s bytes and %s blocks, which it has no room for";
    refuses(withInt(24, -1), header.formatted(4294967295L, 1));
    refuses(withInt(24, 131_072), header.formatted(131_072, 1));
    refuses(withInt(28, 3), header.formatted("\\d+", 3));
    refuses(withInt(28, Integer.MAX_VALUE), header.formatted("\\d+", Integer.MAX_VALUE));
    String block = "block 0 of tensor 'some' (bytes 65536 to 131071) does not match its checksum";
    refuses(flipped(FRONT), block);
    refuses(flipped(valid.length - 1), block);
  }

  @Test
  void the_block_that_is_damaged_is_named() throws IOException {
    try (var _ = Scope.open()) {
      BlockWriter.write(
          file,
          BlockFileTest.FORMAT,
          BlockFileTest.content(),
          List.of(
              NamedRows.of("a", TestTensors.random(random, ScalarType.Char, 1L)),
              NamedRows.of("x", TestTensors.random(random, ScalarType.Char, 9L << 20))));
    }
    valid = Files.readAllBytes(file);
    int data = FRONT + (1 << 16);
    for (int number = 0; number < 3; number++) {
      int start = data + (number << 22);
      int end = number < 2 ? start + (1 << 22) : data + (9 << 20);
      String message =
          "block %d of tensor 'x' (bytes %d to %d) does not match its checksum"
              .formatted(number, start, end - 1);
      refuses(flipped(start), message);
      refuses(flipped(end - 1), message);
    }
  }

  /// A sound tensor of a file whose other tensor is damaged can still be had.
  @Test
  void damage_is_refused_where_it_is() throws IOException {
    Files.write(file, flipped(FRONT));
    try (var _ = Scope.open();
        BlockFile open = BlockFile.open(file, BlockFileTest.FORMAT)) {
      open.verify("none");
      for (int times = 0; times < 2; times++) {
        assertThatThrownBy(() -> open.copy("some")).isInstanceOf(CorruptFileException.class);
      }
      TestTensors.touch(open.mapped("some"));
    }
  }

  @Test
  void other_files_are_refused_in_one_line() throws IOException {
    assertThatThrownBy(() -> BlockFile.open(folder, BlockFileTest.FORMAT))
        .isInstanceOf(CorruptFileException.class)
        .hasMessage(folder + ": is a folder, not a test file");
    assertThatThrownBy(() -> BlockFile.open(folder.resolve("none"), BlockFileTest.FORMAT))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("cannot read " + folder.resolve("none"));
    assertThatThrownBy(() -> BlockFile.open(file, new BlockFormat("YOCOELSE", 1, "something")))
        .hasMessage(file + ": is not something: it does not begin with YOCOELSE");
    try (var _ = Scope.open()) {
      SafetensorsWriter.write(file, Map.of("t", TestTensors.random(random, ScalarType.Float, 99L)));
    }
    assertThatThrownBy(() -> BlockFile.open(file, BlockFileTest.FORMAT))
        .hasMessage(file + ": is not a test file: it does not begin with YOCOTEST");
  }

  /// Whoever damages a header on purpose also makes its checksum right.
  @Test
  void headers_that_lie_are_read_in_bounds_or_refused() throws IOException {
    int header = ByteBuffer.wrap(valid).order(ByteOrder.LITTLE_ENDIAN).getInt(24);
    byte[] digits = "0123456789-.,:[]{}\"eF".getBytes(StandardCharsets.US_ASCII);
    int refused = 0;
    for (int i = 0; i < 2000; i++) {
      byte[] bytes = valid.clone();
      for (int j = random.nextInt(4); j >= 0; j--) {
        bytes[32 + random.nextInt(header)] = digits[random.nextInt(digits.length)];
      }
      replace(sealed(bytes));
      refused += isRefused() ? 1 : 0;
      byte[] front = FileFuzz.damage(random, Arrays.copyOf(valid, 32 + header));
      bytes = valid.clone();
      System.arraycopy(front, 0, bytes, 0, Math.min(front.length, bytes.length));
      replace(sealed(bytes));
      refused += isRefused() ? 1 : 0;
    }
    assertThat(refused).isBetween(2000, 3999);
  }

  @Test
  void headers_that_contradict_themselves_are_refused() throws IOException {
    refusesHeader("\"F32\"", "\"F31\"", "header: tensor 'none' has the unknown dtype \"F31\"");
    refusesHeader(
        "[7,3]", "[8,3]", "header: tensor 'some' has 84 bytes at 0, but must have 96 at 0");
    refusesHeader("[7,3]", "[7,[]", "header is not JSON: .*");
    refusesHeader("[7,3]", "[-73]", "header: tensor 'some': a size must be an integer .* was -73");
    refusesHeader("[7,3]", "[7.3]", "header: tensor 'some': a size must be an integer .* was 7.3");
    refusesHeader("[7,3]", "\"7,3", "header is not JSON: .*");
    refusesHeader("\"some\"", "\"none\"", "header: tensor 'none' is there twice");
    refusesHeader("\"name\"", "\"nome\"", "header: tensor 0 must be an object of name, dtype, .*");
    refusesHeader(
        "\"tensors\"", "\"tensorS\"", "header: the header must be an object of content, .*");
    refusesHeader(
        "[0,3]",
        "[0,9223372036854775807]",
        "header: tensor 'none' of shape [0, 9223372036854775807] overflows");
    refusesHeader(
        "[7,3]",
        "[9223372036854775807,1]",
        "header: tensor 'some' of shape [9223372036854775807, 1] overflows");
    refusesHeader("{\"content\":{", "{\"content\":[],\"x\":{", "header: the header must be .*");
    refusesHeader("]}", "]} {}", "header is not JSON: .*");
    refusesHeader("[7,3]", "[7,3],\"shape\":[7,3]", "header is not JSON: Duplicate .*");
    refusesHeader(
        "[0,3],\"offset\":0", "[0,3],\"offset\":65536", "header: .* at 65536, but .* at 0");
    refusesHeader(
        "[7,3],\"offset\":0,\"bytes\":84",
        "[70000],\"offset\":0,\"bytes\":280000",
        "has 131072 bytes and 1 blocks, but its tensors need 393216 and 1");
  }

  private void refusesHeader(String from, String to, String what) throws IOException {
    int length = ByteBuffer.wrap(valid).order(ByteOrder.LITTLE_ENDIAN).getInt(24);
    String header = new String(valid, 32, length, StandardCharsets.UTF_8);
    assertThat(header).contains(from);
    byte[] lie = header.replace(from, to).getBytes(StandardCharsets.UTF_8);
    byte[] bytes = withInt(24, lie.length);
    System.arraycopy(lie, 0, bytes, 32, lie.length);
    System.arraycopy(valid, 32 + length, bytes, 32 + lie.length, Integer.BYTES);
    replace(sealed(bytes));
    assertThatThrownBy(() -> BlockFile.open(file, BlockFileTest.FORMAT).close())
        .isInstanceOf(CorruptFileException.class)
        .hasMessageMatching(Pattern.quote(file + ": ") + escaped(what));
  }

  /// Every byte that says something or is near one that does, and those at both ends of the zeros.
  private List<Integer> places() {
    return IntStream.range(0, valid.length)
        .filter(at -> at % FRONT < 1000 || at % FRONT > FRONT - 100 || at % STRIDE == 0)
        .boxed()
        .toList();
  }

  private static String escaped(String what) {
    return what.replace("[", "\\[").replace("{", "\\{");
  }

  private void refuses(byte[] bytes, String message) throws IOException {
    replace(bytes);
    assertThatThrownBy(
            () -> {
              try (BlockFile open = BlockFile.open(file, BlockFileTest.FORMAT)) {
                open.verify();
              }
            })
        .isInstanceOf(CorruptFileException.class)
        .message()
        .matches(Pattern.quote(file + ": ") + message.replace("(", "\\(").replace(")", "\\)"));
  }

  private byte[] flipped(int at) {
    byte[] bytes = valid.clone();
    bytes[at] ^= 1;
    return bytes;
  }

  private byte[] withInt(int at, int value) {
    byte[] bytes = valid.clone();
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
    return bytes;
  }

  private static byte[] sealed(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 16, FRONT - 16);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(12, (int) crc.getValue());
    return bytes;
  }

  private void replace(byte[] bytes) throws IOException {
    Files.deleteIfExists(file); // overwriting would have ext4 flush each one to the disk
    Files.write(file, bytes);
  }

  private boolean isRefused() {
    try (var _ = Scope.open();
        BlockFile open = BlockFile.open(file, BlockFileTest.FORMAT)) {
      for (String name : open.names()) {
        TestTensors.touch(open.mapped(name));
      }
      open.verify();
      return false;
    } catch (CorruptFileException e) {
      assertThat(e).hasMessageStartingWith(file + ": ").message().hasLineCount(1);
      return true;
    }
  }
}
