package dev.yoco4j.torch.pickle;

import dev.yoco4j.torch.CorruptFileException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The members of a checkpoint: `ROOT/data.pkl`, `ROOT/byteorder` and `ROOT/data/KEY`.
///
/// @param pickle the pickle
/// @param storages the bytes of each storage by its key
record CheckpointArchive(MemorySegment pickle, Map<String, MemorySegment> storages) {
  private static final byte[] ZIP = {'P', 'K', 3, 4};

  /// A pickle of protocol 2 that begins with the long integer 0x1950a86a20f9469cfc6c.
  private static final byte[] LEGACY = {
    (byte) 0x80,
    2,
    (byte) 0x8a,
    10,
    'l',
    (byte) 0xfc,
    (byte) 0x9c,
    'F',
    (byte) 0xf9,
    ' ',
    'j',
    (byte) 0xa8,
    'P',
    0x19
  };

  private static final byte[] TAR = {'u', 's', 't', 'a', 'r'};
  private static final int TAR_MAGIC_AT = 257;
  private static final String PICKLE = "/data.pkl";

  static CheckpointArchive parse(Path file, MemorySegment memory) {
    checkKind(file, memory);
    Map<String, MemorySegment> members = StoredZip.members(file, memory);
    String root = root(file, members);
    checkByteOrder(file, members.get(root + "/byteorder"));
    MemorySegment pickle = members.get(root + PICKLE);
    if (pickle == null || pickle.byteSize() > PickleScan.MAX_BYTES) {
      throw new CorruptFileException(
          file, "data.pkl is larger than the limit of " + PickleScan.MAX_BYTES + " bytes");
    }
    String prefix = root + "/data/";
    Map<String, MemorySegment> storages = new LinkedHashMap<>();
    members.forEach((name, bytes) -> {
      if (name.startsWith(prefix)) {
        storages.put(name.substring(prefix.length()), bytes);
      }
    });
    return new CheckpointArchive(pickle, storages);
  }

  /// The size of each storage by its key.
  Map<String, Long> storageBytes() {
    Map<String, Long> sizes = new LinkedHashMap<>();
    storages.forEach((key, bytes) -> sizes.put(key, bytes.byteSize()));
    return sizes;
  }

  private static void checkKind(Path file, MemorySegment memory) {
    if (hasAt(memory, 0, ZIP)) {
      return;
    }
    if (hasAt(memory, 0, LEGACY) || hasAt(memory, TAR_MAGIC_AT, TAR)) {
      throw new CorruptFileException(
          file,
          "it is a checkpoint in the format before PyTorch 1.6, which is not read: load it with"
              + " torch.load and save it again with torch.save of PyTorch 1.6 or later");
    }
    throw new CorruptFileException(file, "it is no zip archive, as torch.save writes");
  }

  private static boolean hasAt(MemorySegment memory, int at, byte[] magic) {
    return memory.byteSize() >= at + magic.length
        && memory.asSlice(at, magic.length).mismatch(MemorySegment.ofArray(magic)) < 0;
  }

  private static String root(Path file, Map<String, MemorySegment> members) {
    List<String> roots =
        members.keySet().stream()
            .filter(name -> name.endsWith(PICKLE))
            .map(name -> name.substring(0, name.length() - PICKLE.length()))
            .filter(name -> !name.contains("/"))
            .toList();
    if (roots.size() != 1) {
      throw new CorruptFileException(
          file, "it has " + roots.size() + " members called NAME/data.pkl, expected one");
    }
    return roots.getFirst();
  }

  /// Absent before PyTorch 2.1, which wrote in the machine's order: all but few are little-endian.
  private static void checkByteOrder(Path file, @Nullable MemorySegment member) {
    if (member == null) {
      return;
    }
    String order =
        new String(
            member.asSlice(0, Math.min(member.byteSize(), 16)).toArray(ValueLayout.JAVA_BYTE),
            StandardCharsets.US_ASCII);
    if (!order.equals("little")) {
      throw new CorruptFileException(
          file, "its byte order is '" + order + "', only little is read");
    }
  }
}
