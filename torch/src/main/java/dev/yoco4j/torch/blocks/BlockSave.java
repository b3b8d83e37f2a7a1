package dev.yoco4j.torch.blocks;

import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.Staging;
import dev.yoco4j.torch.TensorMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.bytedeco.pytorch.Tensor;

/// Writes tensors that lie in the order of their bytes, block by block, and notes the checksums.
///
/// Each thread takes a block, brings a piece of it from the GPU if it is there, adds it to the
/// checksum while it is in the processor's cache, and hands it to the system.
final class BlockSave {
  private final FileChannel channel;
  private final Front front;
  private final List<Source> sources;

  BlockSave(FileChannel channel, Front front, List<Source> sources) {
    this.channel = channel;
    this.front = front;
    this.sources = sources;
  }

  /// A tensor of the file and where its bytes are.
  ///
  /// @param pieces `[bytes]` of uint8 each, in order
  record Source(BlockEntry entry, List<Tensor> pieces) {
    /// @throws IllegalStateException if the pieces are not what was announced
    static Source of(BlockEntry entry, List<Tensor> pieces) {
      List<Tensor> bytes = pieces.stream().map(Staging::bytesOf).toList();
      long sum = bytes.stream().mapToLong(Tensor::numel).sum();
      if (sum != entry.bytes()) {
        throw new IllegalStateException(
            "tensor '%s' gave %d bytes, %d were announced"
                .formatted(entry.name(), sum, entry.bytes()));
      }
      return new Source(entry, bytes);
    }

    boolean isOnGpu() {
      return pieces.stream().anyMatch(piece -> !piece.is_cpu());
    }
  }

  /// A block of one of them, the unit that a thread takes.
  private record Task(Source source, int block) {}

  void run() throws IOException {
    boolean fromGpu = sources.stream().anyMatch(Source::isOnGpu);
    Device device = fromGpu ? Device.CUDA : Device.CPU;
    device.synchronize(); // the threads' copies do not wait for what is being computed
    List<Task> tasks =
        sources.stream()
            .flatMap(source ->
                IntStream.range(0, source.entry().blocks())
                    .mapToObj(block -> new Task(source, block)))
            .toList();
    Crew.run(tasks, () -> new Writer(device));
  }

  private final class Writer implements Crew.Member<Task> {
    private final Staging staging;
    private final CRC32C crc = new CRC32C();
    private long position;

    Writer(Device device) {
      staging = new Staging(device);
    }

    @Override
    public void run(Task task) throws IOException {
      Source source = task.source();
      int block = task.block();
      BlockEntry entry = source.entry();
      long start = BlockEntry.blockStart(block);
      long end = Math.min(entry.blockEnd(block), entry.bytes());
      position = front.bytes() + entry.offset() + start;
      crc.reset();
      long first = 0; // byte of the piece, counted from the tensor's
      for (Tensor piece : source.pieces()) {
        write(piece, Math.max(start - first, 0), Math.min(end - first, piece.numel()));
        first += piece.numel();
      }
      write(ByteBuffer.allocate((int) (entry.blockEnd(block) - end)));
      front.checksums().put(entry.firstBlock() + block, (int) crc.getValue());
    }

    private void write(Tensor piece, long from, long to) throws IOException {
      for (long at = from; at < to; at += Staging.BYTES) {
        try (Scope _ = Scope.open()) {
          Tensor part = piece.narrow(0, at, Math.min(Staging.BYTES, to - at));
          write(part.is_cpu() ? TensorMemory.bytes(part).asByteBuffer() : staging.receive(part));
        }
      }
    }

    private void write(ByteBuffer bytes) throws IOException {
      crc.update(bytes.duplicate());
      while (bytes.hasRemaining()) {
        position += channel.write(bytes, position);
      }
    }

    @Override
    public void close() {
      staging.close();
    }
  }
}
