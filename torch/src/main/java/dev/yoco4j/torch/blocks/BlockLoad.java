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
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.bytedeco.pytorch.Tensor;

/// Brings tensors of a file into memory, block by block.
///
/// Each thread reads pieces of a block into a ring of its own, takes the checksum while they are in
/// the processor's cache, and sends them on; while one is on its way it reads the next.
final class BlockLoad {
  /// One is read while the other is on its way. With more of them, threads would share the 32
  /// streams that libtorch has, and wait for each other's copies.
  private static final int RING = 2;

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

  /// A block of one of them, the unit that a thread takes.
  private record Task(Target target, int block) {}

  void run() {
    List<Task> tasks =
        targets.stream()
            .flatMap(target ->
                IntStream.range(0, target.entry().blocks())
                    .mapToObj(block -> new Task(target, block)))
            .toList();
    if (!tasks.isEmpty()) {
      Device device = Device.of(targets.getFirst().place());
      device.synchronize(); // the threads' copies do not wait for what the places were asked for
      try {
        Crew.run(tasks, () -> new Reader(device));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + file.path() + ": " + e, e);
      }
    }
  }

  private final class Reader implements Crew.Member<Task> {
    private final Ring ring;
    private final CRC32C crc = new CRC32C();

    Reader(Device device) {
      ring = new Ring(device, RING);
    }

    @Override
    public void run(Task task) {
      Target target = task.target();
      int block = task.block();
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
