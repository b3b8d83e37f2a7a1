package dev.yoco4j.torch.blocks;

import dev.yoco4j.torch.Dims;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// One tensor to be written, in pieces that follow each other along its first dimension.
///
/// The tensors stay the caller's; nothing is joined or copied until the file is written, and then a
/// few megabytes at a time.
///
/// @param name what the file calls it
/// @param pieces `[T, ...]` each, at least one, of one dtype and one size of a row, with any
///   strides and on any device
public record NamedRows(String name, List<Tensor> pieces) {
  /// Checks that the pieces can be joined.
  ///
  /// @throws IllegalArgumentException if there are none, or two differ in dtype or row
  public NamedRows {
    pieces = List.copyOf(pieces);
    if (pieces.isEmpty()) {
      throw new IllegalArgumentException(
          "tensor '" + name + "' has no pieces; one without rows would give its type and width");
    }
    if (pieces.size() > 1) {
      pieces.forEach(piece -> requireJoins(name, piece));
      for (Tensor piece : pieces) {
        if (dtype(piece) != dtype(pieces.getFirst())
            || !row(piece).equals(row(pieces.getFirst()))) {
          throw new IllegalArgumentException(
              "tensor '%s' has pieces %s and %s, which cannot be joined"
                  .formatted(name, describe(pieces.getFirst()), describe(piece)));
        }
      }
    }
  }

  /// A tensor in one piece.
  ///
  /// @param name what the file calls it
  /// @param tensor the tensor, also a scalar
  /// @return to be written
  public static NamedRows of(String name, Tensor tensor) {
    return new NamedRows(name, List.of(tensor));
  }

  /// The sizes of the tensor that the pieces make.
  ///
  /// @return one entry per dimension, none for a scalar
  public List<Long> shape() {
    List<Long> shape = Dims.sizesOf(pieces.getFirst());
    if (pieces.size() > 1) {
      shape.set(0, pieces.stream().mapToLong(piece -> piece.size(0)).sum());
    }
    return shape;
  }

  /// The type of the numbers.
  ///
  /// @return of all pieces
  public ScalarType dtype() {
    return dtype(pieces.getFirst());
  }

  private static void requireJoins(String name, Tensor piece) {
    if (piece.dim() == 0) {
      throw new IllegalArgumentException("tensor '" + name + "' has a piece without dimensions");
    }
  }

  private static List<Long> row(Tensor piece) {
    List<Long> sizes = Dims.sizesOf(piece);
    return sizes.subList(1, sizes.size());
  }

  private static ScalarType dtype(Tensor piece) {
    return piece.scalar_type().intern();
  }

  private static String describe(Tensor piece) {
    return dtype(piece) + " " + Dims.sizesOf(piece);
  }
}
