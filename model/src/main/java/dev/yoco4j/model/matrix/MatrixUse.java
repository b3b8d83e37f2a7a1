package dev.yoco4j.model.matrix;

/// What a model does with a matrix.
public enum MatrixUse {
  /// Multiplies with it.
  PROJECTION,
  /// Looks its rows up, and may multiply with it as well.
  TABLE
}
