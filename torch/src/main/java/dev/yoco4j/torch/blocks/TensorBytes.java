package dev.yoco4j.torch.blocks;

import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.TensorMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.bytedeco.pytorch.Tensor;

/// The bytes of a tensor in row-major order, whatever its strides and wherever it is.
final class TensorBytes {
  /// The most that is copied at once.
  private static final long COPY_BYTES = 8 << 20;

  private TensorBytes() {}

  /// Takes bytes.
  @FunctionalInterface
  interface Sink {
    void write(MemorySegment bytes) throws IOException;
  }

  /// Hands all bytes over, in order: in place where they lie so, else in copies of bounded size.
  static void pass(Tensor tensor, Sink sink) throws IOException {
    try (Scope _ = Scope.open()) {
      Tensor plain = tensor.detach();
      if (plain.numel() == 0) {
        return;
      }
      if (plain.is_cpu() && plain.is_contiguous() && !plain.is_neg()) {
        sink.write(TensorMemory.bytes(plain));
      } else if (plain.nbytes() <= COPY_BYTES || plain.dim() == 0) {
        sink.write(TensorMemory.bytes(plain.cpu().resolve_neg().contiguous()));
      } else {
        passRows(plain, sink);
      }
    }
  }

  /// As many rows at once as may be copied; of a row that is too large, its own rows.
  private static void passRows(Tensor tensor, Sink sink) throws IOException {
    long rows = tensor.size(0);
    long step = COPY_BYTES / Math.max(1, tensor.nbytes() / rows);
    for (long row = 0; row < rows; row += Math.max(1, step)) {
      try (Scope _ = Scope.open()) {
        pass(
            step == 0 ? tensor.select(0, row) : tensor.narrow(0, row, Math.min(step, rows - row)),
            sink);
      }
    }
  }
}
