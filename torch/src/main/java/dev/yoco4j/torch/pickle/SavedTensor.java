package dev.yoco4j.torch.pickle;

import java.util.List;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// A tensor of a checkpoint as its pickle describes it, checked to lie inside its storage.
///
/// Tensors of one storage share memory, as tied weights do. The device that it was saved from and
/// whether it required gradients are left out.
///
/// @param storage the key of its storage, the member `data/KEY` of the archive
/// @param dtype the type of its elements
/// @param shape its sizes, none for a scalar
/// @param strides its strides, in elements
/// @param offset its first element in the storage
public record SavedTensor(
    String storage, ScalarType dtype, List<Long> shape, List<Long> strides, long offset) {
  /// Creates a description.
  public SavedTensor {
    shape = List.copyOf(shape);
    strides = List.copyOf(strides);
  }
}
