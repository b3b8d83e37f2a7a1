package dev.yoco4j.model.matrix;

import dev.yoco4j.torch.PackedWeight;
import dev.yoco4j.torch.Precision;
import java.util.Optional;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;

/// A weight matrix `W`, `[out, in]`, in the form in which it is held.
///
/// | form               | held as                                                   | training |
/// |--------------------|-----------------------------------------------------------|----------|
/// | [DenseMatrix]      | one tensor, rows one after the other                      | yes      |
/// | [PackedMatrix]     | bfloat16 in the order that oneDNN's products read          | no       |
/// | [QuantizedMatrix]  | integers of 8 or 4 bits with a float32 factor per group   | no       |
public sealed interface Matrix permits DenseMatrix, PackedMatrix, QuantizedMatrix {
  /// Brings a matrix into a form.
  ///
  /// @param dense `[out, in]`, float32 or bfloat16; may be dropped afterwards unless it is a part
  /// @param format the form
  /// @param use whether rows are looked up
  /// @return the matrix, whose parts belong to the current scope
  static Matrix of(Tensor dense, WeightFormat format, MatrixUse use) {
    return switch (format) {
      case DENSE -> new DenseMatrix(dense);
      case PACKED ->
          Precision.of(dense) == Precision.BFLOAT16 && PackedWeight.isAvailable()
              ? new PackedMatrix(
                  PackedWeight.pack(dense),
                  use == MatrixUse.TABLE ? Optional.of(dense) : Optional.empty())
              : new DenseMatrix(dense);
      case INT8, INT4 -> QuantizedMatrix.of(format, dense);
    };
  }

  /// Multiplies the last dimension: `y = x W^T`.
  ///
  /// @param x `[..., in]`
  /// @return `[..., out]` in the dtype of `x`
  Tensor product(Tensor x);

  /// Looks rows up.
  ///
  /// @param indices `[B, T]`, integers from 0 to `out - 1`
  /// @return `[B, T, in]`
  Tensor rows(Tensor indices);

  /// The tensors that hold the matrix.
  ///
  /// @return them by what they are called after the matrix's own name, which the empty name stands
  ///   for
  SequencedMap<String, Tensor> parts();

  /// The tensor to train, and to write.
  ///
  /// @return `[out, in]`
  /// @throws IllegalStateException if the matrix is held in another form
  Tensor dense();
}
