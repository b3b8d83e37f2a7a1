package dev.yoco4j.torch.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.yoco4j.torch.CorruptFileException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredZipTest {
  private static final Path FILE = Path.of("z.pth");
  private static final int CENTRAL = 30 + 2 + 3;
  private static final int END_64 = CENTRAL + 46 + 2 + 28;

  /// One member `ab` of three bytes, with every size and place in zip64 records, as beyond 4 GiB.
  private static ByteBuffer zip64() {
    byte[] name = "ab".getBytes(StandardCharsets.UTF_8);
    ByteBuffer zip = ByteBuffer.allocate(1000).order(ByteOrder.LITTLE_ENDIAN);
    zip.putInt(0x04034b50).put(new byte[22]).putShort((short) 2).putShort((short) 0).put(name);
    zip.put(new byte[] {1, 2, 3});
    zip.putInt(0x02014b50).put(new byte[16]).putInt(-1).putInt(-1);
    zip.putShort((short) 2).putShort((short) 28).put(new byte[10]).putInt(-1).put(name);
    zip.putShort((short) 1).putShort((short) 24).putLong(3).putLong(3).putLong(0);
    zip.putInt(0x06064b50).put(new byte[20]).putLong(1).putLong(1).putLong(76).putLong(CENTRAL);
    zip.putInt(0x07064b50).putInt(0).putLong(END_64).putInt(1);
    zip.putInt(0x06054b50).putInt(0).putShort((short) -1).putShort((short) -1);
    return zip.putInt(-1).putInt(-1).putShort((short) 0).flip();
  }

  private static Map<String, MemorySegment> members(ByteBuffer zip) {
    byte[] bytes = new byte[zip.remaining()];
    zip.get(bytes);
    return StoredZip.members(FILE, MemorySegment.ofArray(bytes));
  }

  @Test
  void members_beyond_four_gibibytes_are_found_by_their_zip64_records() {
    Map<String, MemorySegment> members = members(zip64());
    assertThat(members).containsOnlyKeys("ab");
    assertThat(members.values())
        .allSatisfy(m -> assertThat(m.toArray(ValueLayout.JAVA_BYTE)).containsExactly(1, 2, 3));
  }

  @ParameterizedTest
  @CsvSource({
    "52, 4, claims 4 bytes",
    "52, 9223372036854775807, bytes stored of",
    "52, -1, bytes stored of",
    "68, 1, is said to be at 1",
    "68, 9223372036854775807, is said to be at",
    "68, -9, is said to be at -9",
  })
  void sizes_and_places_are_checked_as_they_are(int at, long value, String message) {
    ByteBuffer zip = zip64();
    zip.putLong(CENTRAL + at, value);
    if (value == 4) { // both sizes lie the same way
      zip.putLong(CENTRAL + at + 8, value);
    }
    assertRefused(zip, message);
  }

  @Test
  void the_directory_is_where_it_is_said_to_be() {
    assertRefused(zip64().putLong(END_64 + 48, Long.MAX_VALUE), "claims 76 bytes at");
    assertRefused(zip64().putLong(END_64 + 48, 0), "no entry of the zip directory");
    assertRefused(zip64().putLong(END_64 + 40, 75), "reaches past the end");
    assertRefused(zip64().putLong(END_64 + 40, -1), "claims -1 bytes");
    assertRefused(zip64().putLong(END_64 + 32, 2), "claims 2 members and has 1");
    assertRefused(zip64().putLong(END_64 + 56 + 8, 5), "zip64 locator points to 5");
    assertRefused(zip64().limit(zip64().limit() - 1), "is the file truncated?");
  }

  @Test
  void a_member_has_one_name_and_is_plain() {
    assertRefused(zip64().put(30, (byte) 'x'), "'ab' has another name at its bytes");
    assertRefused(zip64().put(CENTRAL + 8, (byte) 1), "'ab' is encrypted");
    assertRefused(zip64().put(CENTRAL + 10, (byte) 8), "'ab' is compressed");
  }

  private static void assertRefused(ByteBuffer zip, String message) {
    assertThatExceptionOfType(CorruptFileException.class)
        .isThrownBy(() -> members(zip))
        .withMessageContaining(message);
  }
}
