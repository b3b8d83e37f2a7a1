package dev.yoco4j.model.weights;

import java.util.List;
import java.util.SortedSet;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// The weights in a model folder, by our names, whatever the files call them.
public interface StoredTensors extends AutoCloseable {
  /// All names.
  ///
  /// @return names in order
  SortedSet<String> names();

  /// The sizes of one weight.
  ///
  /// @param name one of [#names]
  /// @return one entry per dimension
  List<Long> shape(String name);

  /// The number format of one weight.
  ///
  /// @param name one of [#names]
  /// @return its format in the file
  ScalarType dtype(String name);

  /// Reads one weight.
  ///
  /// @param name one of [#names]
  /// @return a copy in memory, in the current scope
  Tensor read(String name);

  /// Shows one weight where it lies in the file, or reads it where it lies in no order to be used.
  ///
  /// @param name one of [#names]
  /// @return a tensor for reading only, in the current scope, as long as these are open
  Tensor map(String name);

  @Override
  void close();
}
