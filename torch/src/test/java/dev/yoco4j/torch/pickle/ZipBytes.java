package dev.yoco4j.torch.pickle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Archives laid out as PyTorch does, or not quite.
final class ZipBytes {
  private ZipBytes() {}

  /// A checkpoint with this pickle and a storage `0` of so many bytes.
  static byte[] checkpoint(byte[] pickle, int storageBytes) {
    Map<String, byte[]> members = new LinkedHashMap<>();
    members.put("m/data.pkl", pickle);
    members.put("m/byteorder", new byte[] {'l', 'i', 't', 't', 'l', 'e'});
    members.put("m/data/0", new byte[storageBytes]);
    return stored(members);
  }

  static byte[] stored(Map<String, byte[]> members) {
    return zip(members, ZipEntry.STORED);
  }

  static byte[] deflated(Map<String, byte[]> members) {
    return zip(members, ZipEntry.DEFLATED);
  }

  private static byte[] zip(Map<String, byte[]> members, int method) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> member : members.entrySet()) {
        CRC32 crc = new CRC32();
        crc.update(member.getValue());
        ZipEntry entry = new ZipEntry(member.getKey());
        entry.setMethod(method);
        entry.setSize(member.getValue().length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(member.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
