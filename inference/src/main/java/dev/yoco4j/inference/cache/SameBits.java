package dev.yoco4j.inference.cache;

import static org.bytedeco.pytorch.global.torch.cat;

import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.Staging;
import dev.yoco4j.torch.blocks.NamedRows;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/// Compares rows where they lie, bit by bit: a NaN equals itself, and zeros of two signs differ.
final class SameBits {
  /// What is compared together, and what comparing takes: as much, and a copy of it where it lies
  /// in several pieces.
  private static final long BYTES_AT_ONCE = 64L << 20;

  private SameBits() {}

  /// Whether all rows have the same names, types, sizes and bits.
  ///
  /// @param ones in pieces that are contiguous
  /// @param others on the same device, perhaps in other pieces
  static boolean in(List<NamedRows> ones, List<NamedRows> others) {
    return ones.size() == others.size()
        && IntStream.range(0, ones.size()).allMatch(i -> same(ones.get(i), others.get(i)));
  }

  private static boolean same(NamedRows one, NamedRows other) {
    if (!one.name().equals(other.name())
        || one.dtype() != other.dtype()
        || !one.shape().equals(other.shape())) {
      return false;
    }
    try (Scope _ = Scope.open()) {
      List<Tensor> ones = one.pieces().stream().map(Staging::bytesOf).toList();
      List<Tensor> others = other.pieces().stream().map(Staging::bytesOf).toList();
      long total = ones.stream().mapToLong(Tensor::numel).sum();
      for (long at = 0; at < total; at += BYTES_AT_ONCE) {
        try (Scope _ = Scope.open()) {
          long count = Math.min(BYTES_AT_ONCE, total - at);
          if (!part(ones, at, count).equal(part(others, at, count))) {
            return false;
          }
        }
      }
      return true;
    }
  }

  /// Consecutive bytes, copied only where they lie in several pieces.
  private static Tensor part(List<Tensor> pieces, long from, long count) {
    TensorVector parts = new TensorVector();
    long start = 0; // of the piece
    for (Tensor piece : pieces) {
      long first = Math.max(from - start, 0);
      long last = Math.min(from + count - start, piece.numel());
      if (first < last) {
        parts.push_back(piece.narrow(0, first, last - first));
      }
      start += piece.numel();
    }
    return parts.size() == 1 ? parts.get(0) : cat(parts, 0);
  }
}
