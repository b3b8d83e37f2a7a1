package dev.yoco4j.model.layer;

import dev.yoco4j.model.matrix.DenseMatrix;
import dev.yoco4j.model.matrix.Matrix;
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

  /// Gives the weight of a projection, in the form that this source holds matrices in.
  ///
  /// @param name name within the layer that asks
  /// @param initial how it starts if nothing is stored under that name
  /// @param out rows
  /// @param in columns
  /// @return the weight
  /// @throws IllegalArgumentException if what is stored has another shape
  default Matrix matrix(String name, Initial initial, long out, long in) {
    return new DenseMatrix(parameter(name, initial, out, in));
  }

  /// Gives a matrix of one row per token, whose rows are looked up and which may be a projection as
  /// well.
  ///
  /// @param name name within the model
  /// @param initial how it starts if nothing is stored under that name
  /// @param tokens rows
  /// @param width columns
  /// @return the matrix
  /// @throws IllegalArgumentException if what is stored has another shape
  default Matrix table(String name, Initial initial, long tokens, long width) {
    return matrix(name, initial, tokens, width);
  }

  /// The part of this source under a prefix.
  ///
  /// @param prefix name of a child layer
  /// @return a source whose names begin with `prefix.`
  default ParameterSource at(String prefix) {
    return new Child(this, prefix);
  }

  /// A source under a prefix.
  ///
  /// @param parent the whole
  /// @param prefix without the dot
  record Child(ParameterSource parent, String prefix) implements ParameterSource {
    @Override
    public Tensor parameter(String name, Initial initial, long... shape) {
      return parent.parameter(prefix + "." + name, initial, shape);
    }

    @Override
    public Matrix matrix(String name, Initial initial, long out, long in) {
      return parent.matrix(prefix + "." + name, initial, out, in);
    }

    @Override
    public Matrix table(String name, Initial initial, long tokens, long width) {
      return parent.table(prefix + "." + name, initial, tokens, width);
    }
  }
}
