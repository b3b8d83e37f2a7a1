package dev.yoco4j.model.layer;

import org.bytedeco.pytorch.Tensor;

/// Where layers get their weights from: drawn at random, or read from files.
@FunctionalInterface
public interface ParameterSource {
  /// Gives one weight; it lives as long as the model does.
  ///
  /// @param name name within the layer that asks
  /// @param initial how it starts if nothing is stored under that name
  /// @param shape its sizes
  /// @return the weight
  /// @throws IllegalArgumentException if what is stored has another shape
  Tensor parameter(String name, Initial initial, long... shape);

  /// The part of this source under a prefix.
  ///
  /// @param prefix name of a child layer
  /// @return a source whose names begin with `prefix.`
  default ParameterSource at(String prefix) {
    return (name, initial, shape) -> parameter(prefix + "." + name, initial, shape);
  }
}
