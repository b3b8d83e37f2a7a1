package dev.yoco4j.model;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// One stretch of a model between two points where few tensors pass.
///
/// What passes is the hidden state `[B, T, D]` and, above YOCO's middle, the shared keys and
/// values. Activation checkpointing keeps only what passes, and runs a segment again when its
/// gradient is due.
@FunctionalInterface
public interface Segment {
  /// Runs the segment.
  ///
  /// @param inputs what the segment before gave
  /// @return what passes on, the hidden state first; may hold inputs as they came
  List<Tensor> forward(List<Tensor> inputs);
}
