package dev.yoco4j.torch;

import static org.bytedeco.pytorch.global.torch.empty;

import dev.yoco4j.torch.cuda.CudaStreams;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// A piece of the host's memory through which bytes pass to a device or from it.
///
/// For a GPU it is pinned, and copies have a stream of their own: while one is on the bus, the
/// thread fills another piece. On the CPU a copy is done when it is asked for. For one thread, and
/// for copies of memory that no unfinished work of the device touches.
public final class Staging implements AutoCloseable {
  /// Bytes of a piece: a processor's own cache holds it, so that what was read is checked there,
  /// and a bus is busy with it for longer than it takes to ask for it.
  public static final int BYTES = 2 << 20;

  private final TensorHolder piece;
  private final CudaStreams.@Nullable Copies copies;

  /// Takes the memory.
  ///
  /// @param device of the other end
  public Staging(Device device) {
    try (Scope _ = Scope.open()) {
      TensorOptions options =
          new TensorOptions(ScalarType.Byte).pinned_memory(new BoolOptional(device == Device.CUDA));
      piece = new TensorHolder(empty(new long[] {BYTES}, options, Floats.anyFormat()));
    }
    copies = device == Device.CUDA ? new CudaStreams.Copies() : null;
  }

  /// The bytes of a tensor, in place.
  ///
  /// @param tensor a contiguous tensor on any device
  /// @return `[bytes]` of uint8, a view in the current scope
  /// @throws IllegalArgumentException if the tensor is strided
  public static Tensor bytesOf(Tensor tensor) {
    if (!tensor.is_contiguous()) {
      throw new IllegalArgumentException("a tensor whose bytes are copied must be contiguous");
    }
    return tensor.detach().flatten().view(ScalarType.Byte);
  }

  /// Waits until the piece's last copy is done, and gives its memory to be written.
  ///
  /// @param bytes how many, at most [#BYTES]
  /// @return so many, of no meaning
  public ByteBuffer room(int bytes) {
    await();
    return memory(bytes);
  }

  private ByteBuffer memory(int bytes) {
    MemorySegment memory = TensorMemory.bytes(piece.get());
    return memory.asSlice(0, bytes).asByteBuffer();
  }

  /// Copies the first bytes to the device; nobody waits for it.
  ///
  /// @param to `[bytes]` of uint8
  public void send(Tensor to) {
    try (Scope _ = Scope.open()) {
      start();
      Tensor _ = to.copy_(piece.get().narrow(0, 0, to.size(0)), true);
    }
  }

  /// Copies bytes from the device, and waits for them.
  ///
  /// @param from `[bytes]` of uint8, at most [#BYTES]
  /// @return the bytes
  public ByteBuffer receive(Tensor from) {
    await();
    try (Scope _ = Scope.open()) {
      start();
      Tensor _ = piece.get().narrow(0, 0, from.size(0)).copy_(from, true);
    }
    await();
    return memory(Math.toIntExact(from.size(0)));
  }

  private void start() {
    if (copies != null) {
      copies.use();
    }
  }

  /// Waits for the last copy.
  public void await() {
    if (copies != null) {
      copies.await();
    }
  }

  /// Waits for the last copy and gives the memory back.
  @Override
  public void close() {
    await();
    piece.close();
    if (copies != null) {
      copies.close();
    }
  }
}
