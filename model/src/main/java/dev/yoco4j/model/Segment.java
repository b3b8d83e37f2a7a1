package dev.yoco4j.model;

import dev.yoco4j.torch.Scope;
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

  /// Runs segments in order, each in a scope of its own, so that only what passes between them
  /// stays.
  ///
  /// @param segments the segments
  /// @param entering what enters the first
  /// @return what the last one gives, in the current scope
  static List<Tensor> throughAll(List<Segment> segments, Tensor entering) {
    List<Tensor> state = List.of(entering);
    for (Segment segment : segments) {
      try (Scope scope = Scope.open()) {
        state = segment.forward(state).stream().map(scope::keep).toList();
      }
    }
    return state;
  }
}
