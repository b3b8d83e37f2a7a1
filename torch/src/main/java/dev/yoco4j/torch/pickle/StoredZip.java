package dev.yoco4j.torch.pickle;

import dev.yoco4j.torch.CorruptFileException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The members of a zip archive in mapped memory, where all are stored as they are.
///
/// `java.util.zip` does not say where a member's bytes lie, and inflates what a hostile file asks
/// it to. Nothing is inflated here: PyTorch does not compress, so a compressed member is refused.
final class StoredZip {
  private static final int LOCAL_HEADER = 0x04034b50;
  private static final int CENTRAL_HEADER = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int END_64 = 0x06064b50;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int LOCAL_BYTES = 30;
  private static final int CENTRAL_BYTES = 46;
  private static final int END_BYTES = 22;
  private static final int END_64_BYTES = 56;
  private static final int LOCATOR_64_BYTES = 20;
  private static final int MAX_COMMENT = 0xFFFF;
  private static final int EXTRA_64 = 1;
  private static final long IN_EXTRA_64 = 0xFFFF_FFFFL;
  private static final long MAX_DIRECTORY_BYTES = 32 << 20;

  private static final ValueLayout.OfShort U2 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt U4 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong U8 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Path file;
  private final MemorySegment memory;

  private StoredZip(Path file, MemorySegment memory) {
    this.file = file;
    this.memory = memory;
  }

  /// The bytes of each member, by its name.
  static Map<String, MemorySegment> members(Path file, MemorySegment memory) {
    return new StoredZip(file, memory).members();
  }

  /// The range of the central directory in the file.
  private record Directory(long begin, long end, long members) {}

  private record Member(String name, long begin, long end) {}

  private Map<String, MemorySegment> members() {
    Directory directory = directory();
    List<Member> members = new ArrayList<>();
    long at = directory.begin();
    while (at < directory.end()) {
      if (directory.end() - at < CENTRAL_BYTES || u4(at) != CENTRAL_HEADER) {
        throw corrupt("there is no entry of the zip directory", at);
      }
      long next = at + CENTRAL_BYTES + u2(at + 28) + u2(at + 30) + u2(at + 32);
      if (next > directory.end()) {
        throw corrupt("an entry reaches past the end of the zip directory", at);
      }
      members.add(member(at, directory));
      at = next;
    }
    if (members.size() != directory.members()) {
      throw corrupt(
          "the zip directory claims %d members and has %d"
              .formatted(directory.members(), members.size()),
          directory.begin());
    }
    return slices(members);
  }

  private Map<String, MemorySegment> slices(List<Member> members) {
    members.sort(Comparator.comparingLong(Member::begin).thenComparingLong(Member::end));
    Map<String, MemorySegment> slices = new LinkedHashMap<>();
    long free = 0;
    for (Member member : members) {
      if (member.begin() < free) {
        throw corrupt("member '" + member.name() + "' overlaps another", member.begin());
      }
      free = member.end();
      MemorySegment slice = memory.asSlice(member.begin(), member.end() - member.begin());
      if (slices.put(member.name(), slice) != null) {
        throw corrupt("member '" + member.name() + "' is there twice", member.begin());
      }
    }
    return slices;
  }

  private Directory directory() {
    long end = end();
    long members = u2(end + 10);
    long bytes = unsigned4(end + 12);
    long begin = unsigned4(end + 16);
    long limit = end;
    long locator = end - LOCATOR_64_BYTES;
    if (locator >= 0 && u4(locator) == LOCATOR_64) {
      long end64 = u8(locator + 8);
      if (end64 < 0 || end64 > locator - END_64_BYTES || u4(end64) != END_64) {
        throw corrupt("the zip64 locator points to " + end64 + ", where no end record is", locator);
      }
      members = u8(end64 + 32);
      bytes = u8(end64 + 40);
      begin = u8(end64 + 48);
      limit = end64;
    }
    if (begin < 0 || bytes < 0 || bytes > MAX_DIRECTORY_BYTES || begin > limit - bytes) {
      throw corrupt("the zip directory claims %d bytes at %d".formatted(bytes, begin), end);
    }
    return new Directory(begin, begin + bytes, members);
  }

  private long end() {
    long last = memory.byteSize() - END_BYTES;
    for (long at = last; at >= 0 && at >= last - MAX_COMMENT; at--) {
      if (u4(at) == END && at + END_BYTES + u2(at + 20) == memory.byteSize()) {
        return at;
      }
    }
    throw new CorruptFileException(file, "no zip directory at the end; is the file truncated?");
  }

  private Member member(long at, Directory directory) {
    String name = text(at + CENTRAL_BYTES, u2(at + 28));
    if ((u2(at + 8) & 1) != 0) {
      throw corrupt("member '" + name + "' is encrypted", at);
    }
    if (u2(at + 10) != 0) {
      throw corrupt("member '" + name + "' is compressed, which PyTorch never does", at);
    }
    long[] sizes = {unsigned4(at + 20), unsigned4(at + 24), unsigned4(at + 42)};
    widen(sizes, at, name);
    long stored = sizes[0];
    long local = sizes[2];
    if (stored != sizes[1]) {
      throw corrupt("member '%s' has %d bytes stored of %d".formatted(name, stored, sizes[1]), at);
    }
    if (local < 0 || local > directory.begin() - LOCAL_BYTES || u4(local) != LOCAL_HEADER) {
      throw corrupt("member '%s' is said to be at %d, but is not".formatted(name, local), at);
    }
    long begin = local + LOCAL_BYTES + u2(local + 26) + u2(local + 28);
    if (stored < 0 || begin > directory.begin() || stored > directory.begin() - begin) {
      throw corrupt("member '%s' claims %d bytes at %d".formatted(name, stored, begin), at);
    }
    if (!name.equals(text(local + LOCAL_BYTES, u2(local + 26)))) {
      throw corrupt("member '" + name + "' has another name at its bytes", local);
    }
    return new Member(name, begin, begin + stored);
  }

  /// Takes from the zip64 extra field what did not fit: stored size, size, place of the bytes.
  private void widen(long[] sizes, long at, String name) {
    int[] order = {1, 0, 2}; // the extra field has the size before the stored size
    long extra = at + CENTRAL_BYTES + u2(at + 28);
    long end = extra + u2(at + 30);
    while (extra + 4 <= end) {
      long from = extra + 4;
      long next = from + u2(extra + 2);
      if (next > end) {
        throw corrupt("the extra field of member '" + name + "' is too long", extra);
      }
      for (int i = 0; u2(extra) == EXTRA_64 && i < order.length; i++) {
        if (sizes[order[i]] == IN_EXTRA_64 && from + 8 <= next) {
          sizes[order[i]] = u8(from);
          from += 8;
        }
      }
      extra = next;
    }
  }

  private String text(long at, int bytes) {
    return new String(
        memory.asSlice(at, bytes).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
  }

  private int u2(long at) {
    return Short.toUnsignedInt(memory.get(U2, at));
  }

  private int u4(long at) {
    return memory.get(U4, at);
  }

  private long unsigned4(long at) {
    return Integer.toUnsignedLong(u4(at));
  }

  private long u8(long at) {
    return memory.get(U8, at);
  }

  private CorruptFileException corrupt(String what, long at) {
    return new CorruptFileException(file, what + ", at byte " + at);
  }
}
