package dev.yoco4j.torch.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.yoco4j.torch.CorruptFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.Unpickler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Checkpoints that must not be read, and what is said of each.
@Timeout(60)
class CheckpointRefusalTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "os, system",
    "posix, system",
    "builtins, eval",
    "__builtin__, getattr",
    "torch.storage, _load_from_bytes",
    "torch, load",
    "torch._utils, _rebuild_sparse_tensor",
    "numpy.core.multiarray, _reconstruct",
    "datetime, datetime",
    "collections, defaultdict",
    "java.util, TimeZone",
  })
  void any_other_class_is_refused_by_name(String module, String name) throws IOException {
    PickleBytes direct =
        new PickleBytes()
            .op(Opcodes.EMPTY_DICT)
            .global(module, name)
            .text("x")
            .op(Opcodes.TUPLE1)
            .op(Opcodes.REDUCE);
    assertRefused(direct.stop(), "it names " + module + "." + name + ", which is not on the list");
    PickleBytes onStack =
        new PickleBytes().text(module).op(Opcodes.BINPUT, 7).text("posix").op(Opcodes.BINPUT, 8);
    onStack.op(Opcodes.EMPTY_DICT).op(Opcodes.BINGET, 7).text(name).op(Opcodes.STACK_GLOBAL);
    assertRefused(onStack.stop(), "it names " + module + "." + name);
  }

  @Test
  void nothing_is_built_before_the_last_instruction_is_known() throws IOException {
    int[] built = {0};
    Unpickler.registerConstructor(
        "yoco4j.test",
        "Trap",
        _ -> {
          built[0]++;
          return "sprung";
        });
    PickleBytes pickle =
        new PickleBytes()
            .op(Opcodes.EMPTY_DICT)
            .text("a")
            .global("yoco4j.test", "Trap")
            .op(Opcodes.EMPTY_TUPLE)
            .op(Opcodes.REDUCE)
            .op(Opcodes.SETITEM);
    assertRefused(pickle.stop(), "it names yoco4j.test.Trap");
    assertThat(built[0]).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        Opcodes.INST,
        Opcodes.OBJ,
        Opcodes.EXT1,
        Opcodes.EXT2,
        Opcodes.EXT4,
        Opcodes.NEWOBJ_EX,
        Opcodes.PERSID,
        Opcodes.GET,
        Opcodes.PUT,
        Opcodes.DUP,
        Opcodes.POP,
        Opcodes.BINBYTES8,
        Opcodes.BYTEARRAY8,
        Opcodes.NEXT_BUFFER,
        Opcodes.EMPTY_SET,
        Opcodes.LONG4,
        0x00,
        0xFF
      })
  void other_instructions_are_refused(int opcode) throws IOException {
    assertRefused(
        new PickleBytes().op(Opcodes.EMPTY_DICT).op(opcode, 1, 1, 1, 1, '\n').stop(),
        "instruction 0x%02x, which torch.save does not write, at byte 3".formatted(opcode));
  }

  @Test
  void only_known_functions_are_called() throws IOException {
    PickleBytes text = new PickleBytes().text("eval").op(Opcodes.EMPTY_TUPLE).op(Opcodes.REDUCE);
    assertRefused(text.stop(), "a call of something that is no known function");
    PickleBytes type =
        new PickleBytes()
            .global("torch", "FloatStorage")
            .op(Opcodes.EMPTY_TUPLE)
            .op(Opcodes.NEWOBJ);
    assertRefused(type.stop(), "a call of something that is no known function");
    PickleBytes name = new PickleBytes().op(Opcodes.NONE).text("x").op(Opcodes.STACK_GLOBAL);
    assertRefused(name.stop(), "a class whose name is no text");
    PickleBytes build = new PickleBytes().text("x").op(Opcodes.EMPTY_DICT).op(Opcodes.BUILD);
    assertRefused(build.stop(), "it does not add up");
  }

  @Test
  void a_pickle_that_is_cut_or_does_not_end_is_refused() throws IOException {
    assertRefused(new byte[0], "1 bytes claimed where 0 are left");
    assertRefused(new byte[] {(byte) 0x80, 2, '}'}, "1 bytes claimed where 0 are left");
    assertRefused(new byte[] {(byte) 0x80, 9, '}', '.'}, "pickle protocol 9");
    assertRefused(new PickleBytes().op(Opcodes.NONE).op(Opcodes.EMPTY_DICT).stop(), "1 values");
    assertRefused(new PickleBytes().op(Opcodes.EMPTY_DICT).raw("..").stop(), "2 bytes left over");
    assertRefused(new PickleBytes().stop(), "the end, with -1 values");
    assertRefused(
        new PickleBytes().op(Opcodes.BINUNICODE).little(-1, 4).stop(), "4294967295 bytes claimed");
    assertRefused(new PickleBytes().op(Opcodes.BINGET, 3).stop(), "memory 3 is read before");
    assertRefused(new PickleBytes().op(Opcodes.APPENDS).stop(), "a mark is used where");
    assertRefused(new PickleBytes().op(Opcodes.MARK).op(Opcodes.TUPLE1).stop(), "a value is used");
  }

  @Test
  void a_root_that_is_no_dictionary_is_refused() throws IOException {
    assertRefused(new PickleBytes().op(Opcodes.NONE).stop(), "holds a None");
    assertRefused(new PickleBytes().op(Opcodes.EMPTY_LIST).stop(), "expected a dictionary");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          7                   | 0 | 2,3 | 3,1 | should have 7 elements of Float, but its member has 24
          6                   | 1 | 2,3 | 3,1 | does not fit its storage of 6 elements
          6                   | 0 | 3,3 | 3,1 | does not fit
          6                   | 0 | 2,3 | 4,1 | does not fit
          6                   | 7 | 0,3 | 3,1 | does not fit
          6                   | 9223372036854775807 | 1 | 1 | does not fit
          6                   | -1 | 2,3 | 3,1 | offset is -1
          6                   | 0 | -2,3 | 3,1 | size is -2
          6                   | 0 | 2,3 | -3,1 | stride is -3
          6                   | 0 | 2,3 | 1 | is impossible
          6                   | 0 | 1099511627776 | 0 | does not fit
          6                   | 0 | 4294967296,4294967296 | 0,0 | is impossible
          6                   | 0 | 2,3 | 9223372036854775807,9223372036854775807 | is impossible
          6                   | 0 | 0,9223372036854775807,4 | 1,1,1 | is impossible
          9223372036854775807 | 0 | 2,3 | 3,1 | should have 9223372036854775807 elements
          4611686018427387910 | 0 | 2,3 | 3,1 | should have 4611686018427387910 elements
          """)
  void a_tensor_outside_its_storage_is_refused(
      long elements, long offset, String size, String stride, String message) throws IOException {
    PickleBytes pickle = PickleBytes.tensor("w", elements, offset, longs(size), longs(stride));
    assertRefused(pickle.stop(), message);
  }

  @Test
  void too_many_dimensions_are_refused() throws IOException {
    long[] ones = new long[65];
    Arrays.fill(ones, 1);
    assertRefused(PickleBytes.tensor("w", 6, 0, ones, ones).stop(), "a tensor of 65 dimensions");
  }

  @Test
  void a_storage_must_be_a_member_and_stand_in_a_tensor() throws IOException {
    PickleBytes missing =
        new PickleBytes().op(Opcodes.EMPTY_DICT).text("a").storage("FloatStorage", "1", 6);
    assertRefused(missing.op(Opcodes.SETITEM).stop(), "storage '1' has no member data/1");
    PickleBytes escaping =
        new PickleBytes().op(Opcodes.EMPTY_DICT).text("a").storage("FloatStorage", "../x", 6);
    assertRefused(escaping.op(Opcodes.SETITEM).stop(), "storage '../x' has no member");
    PickleBytes bare =
        new PickleBytes().op(Opcodes.EMPTY_DICT).text("a").storage("FloatStorage", "0", 6);
    assertRefused(bare.op(Opcodes.SETITEM).stop(), "a Storage stands where data must");
    PickleBytes id =
        new PickleBytes().op(Opcodes.EMPTY_DICT).text("a").text("storage").op(Opcodes.BINPERSID);
    assertRefused(id.op(Opcodes.SETITEM).stop(), "it does not add up");
  }

  @Test
  void nesting_and_sharing_end_before_the_stack_and_the_memory_do() throws IOException {
    PickleBytes deep = new PickleBytes().op(Opcodes.EMPTY_DICT).text("a").op(Opcodes.NONE);
    deep.repeat(1_000_000, Opcodes.TUPLE1).op(Opcodes.SETITEM);
    assertRefused(deep.stop(), "nested more than 100 deep");

    PickleBytes itself = new PickleBytes().op(Opcodes.EMPTY_DICT).op(Opcodes.BINPUT, 0).text("a");
    assertRefused(itself.op(Opcodes.BINGET, 0).op(Opcodes.SETITEM).stop(), "holds itself");

    PickleBytes list = new PickleBytes().op(Opcodes.EMPTY_DICT).op(Opcodes.EMPTY_LIST);
    list.op(Opcodes.BINPUT, 0).op(Opcodes.BINGET, 0).op(Opcodes.APPEND).op(Opcodes.NONE);
    assertRefused(list.op(Opcodes.SETITEM).stop(), "a key of a dictionary is neither");

    assertRefused(
        new PickleBytes().repeat(5_000_000, Opcodes.EMPTY_DICT).stop(), "more than 4000000");
    assertRefused(new byte[(32 << 20) + 1], "data.pkl is larger than the limit");
  }

  @Test
  void dictionaries_that_multiply_are_refused() throws IOException {
    assertRefused(doubling(new PickleBytes(), 60).stop(), "more than 1000000 values");
  }

  /// A dictionary that holds the next one twice, and so on.
  private static PickleBytes doubling(PickleBytes pickle, int levels) {
    pickle.op(Opcodes.EMPTY_DICT);
    if (levels > 0) {
      pickle.text("a");
      doubling(pickle, levels - 1).op(Opcodes.BINPUT, levels).op(Opcodes.SETITEM);
      pickle.text("b").op(Opcodes.BINGET, levels).op(Opcodes.SETITEM);
    }
    return pickle;
  }

  @Test
  void keys_that_are_the_same_are_refused() throws IOException {
    PickleBytes twice = new PickleBytes().op(Opcodes.EMPTY_DICT);
    twice.text("a").op(Opcodes.NONE).op(Opcodes.SETITEM);
    twice.text("a").op(Opcodes.NONE).op(Opcodes.SETITEM);
    assertRefused(twice.stop(), "the key 'a' is there twice");
    PickleBytes alike = new PickleBytes().op(Opcodes.EMPTY_DICT);
    alike.text("0").op(Opcodes.NONE).op(Opcodes.SETITEM);
    alike.op(Opcodes.BININT1, 0).op(Opcodes.NONE).op(Opcodes.SETITEM);
    assertRefused(alike.stop(), "two keys of a dictionary are called '0'");
  }

  @Test
  void files_that_are_no_checkpoints_of_today_say_so() throws IOException {
    assertFileRefused(new byte[0], "no zip archive");
    assertFileRefused("hello".getBytes(StandardCharsets.UTF_8), "no zip archive");
    byte[] legacy =
        new PickleBytes()
            .op(Opcodes.LONG1, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19)
            .stop();
    assertFileRefused(legacy, "save it again with torch.save of PyTorch 1.6 or later");
    byte[] tar = new byte[1024];
    System.arraycopy("ustar".getBytes(StandardCharsets.UTF_8), 0, tar, 257, 5);
    assertFileRefused(tar, "save it again with torch.save of PyTorch 1.6 or later");
  }

  @Test
  void archives_that_are_not_laid_out_as_a_checkpoint_are_refused() throws IOException {
    byte[] pickle = new PickleBytes().op(Opcodes.EMPTY_DICT).stop();
    assertFileRefused(ZipBytes.stored(Map.of("x", pickle)), "0 members called NAME/data.pkl");
    assertFileRefused(
        ZipBytes.stored(Map.of("a/data.pkl", pickle, "b/data.pkl", pickle)),
        "2 members called NAME/data.pkl");
    assertFileRefused(
        ZipBytes.deflated(Map.of("a/data.pkl", pickle)),
        "member 'a/data.pkl' is compressed, which PyTorch never does");
    Map<String, byte[]> big = new LinkedHashMap<>();
    big.put("a/data.pkl", pickle);
    big.put("a/byteorder", new byte[] {'b', 'i', 'g'});
    assertFileRefused(ZipBytes.stored(big), "its byte order is 'big', only little is read");
  }

  private void assertRefused(byte[] pickle, String message) throws IOException {
    assertFileRefused(ZipBytes.checkpoint(pickle, 24), message);
  }

  private void assertFileRefused(byte[] bytes, String message) throws IOException {
    Path file = Files.write(folder.resolve("f.pth"), bytes);
    assertThatExceptionOfType(CorruptFileException.class)
        .isThrownBy(() -> TorchCheckpointFile.open(file).close())
        .withMessageStartingWith(file + ": ")
        .withMessageContaining(message);
  }

  private static long[] longs(String text) {
    return Arrays.stream(text.split(",", -1)).mapToLong(Long::parseLong).toArray();
  }
}
