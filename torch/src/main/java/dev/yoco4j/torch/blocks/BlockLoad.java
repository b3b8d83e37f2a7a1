package dev.yoco4j.torch.blocks;

import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Dims;
import dev.yoco4j.torch.MappedFile;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.Staging;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;
import org.bytedeco.pytorch.Tensor;

/// Brings tensors of a file into memory, block by block.
///
/// Each thread reads pieces of a block into a ring of its own, takes the checksum while they are in
/// the processor's cache, and sends them on; while one is on its way it reads the next.
final class BlockLoad {
  private static final int RING = 3;

  private final MappedFile file;
  private final Front front;
  private final List<Target> targets;

  BlockLoad(MappedFile file, Front front, List<Target> targets) {
    this.file = file;
    this.front = front;
    this.targets = targets;
  }

  /// A tensor and where it goes.
  ///
  /// @param place `[bytes]` of uint8
  record Target(BlockEntry entry, Tensor place) {
    static Target of(BlockEntry entry, Tensor place) {
      if (place.scalar_type().intern() != entry.dtype().scalarType()
          || !Dims.sizesOf(place).equals(entry.shape())) {
        throw new IllegalArgumentException(
            "tensor '%s' is %s %s, the place for it %s %s"
                .formatted(
                    entry.name(),
                    entry.dtype().scalarType(),
                    entry.shape(),
                    place.scalar_type().intern(),
                    Dims.sizesOf(place)));
      }
      return new Target(entry, Staging.bytesOf(place));
    }
  }

  void run() {
    int blocks = targets.stream().mapToInt(target -> target.entry().blocks()).sum();
    if (blocks > 0) {
      Device device = Device.of(targets.getFirst().place());
      device.synchronize(); // the threads' copies do not wait for what the places were asked for
      try {
        Crew.run(blocks, () -> new Reader(device));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + file.path() + ": " + e, e);
      }
    }
  }

  private final class Reader implements Crew.Member {
    private final Ring ring;
    private final CRC32C crc = new CRC32C();

    Reader(Device device) {
      ring = new Ring(device, RING);
    }

    @Override
    public void run(int task) {
      int block = task;
      for (Target target : targets) {
        if (block < target.entry().blocks()) {
          read(target, block);
          return;
        }
        block -= target.entry().blocks();
      }
    }

    private void read(Target target, int block) {
      BlockEntry entry = target.entry();
      long end = entry.blockEnd(block);
      crc.reset();
      for (long at = BlockEntry.blockStart(block); at < end; at += Staging.BYTES) {
        Staging piece = ring.next();
        ByteBuffer bytes = piece.room((int) Math.min(Staging.BYTES, end - at));
        file.read(bytes, front.bytes() + entry.offset() + at);
        crc.update(bytes.flip());
        try (Scope _ = Scope.open()) {
          long count = Math.min(bytes.limit(), entry.bytes() - at); // zeros may follow
          piece.send(target.place().narrow(0, at, count));
        }
      }
      if ((int) crc.getValue() != front.checksums().get(entry.firstBlock() + block)) {
        throw front.damaged(file.path(), entry, block);
      }
    }

    @Override
    public void close() {
      ring.close();
    }
  }
}
