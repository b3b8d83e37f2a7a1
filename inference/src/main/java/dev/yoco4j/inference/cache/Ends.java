package dev.yoco4j.inference.cache;

import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.TensorHolder;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Where sequences end, in the memory of a GPU: `[B]` int64.
///
/// Steps move the ends by themselves; the host writes them only where they are not what it expects.
final class Ends implements AutoCloseable {
  private final TensorHolder starts = new TensorHolder();
  private final List<Long> expected = new ArrayList<>();

  Ends(int sequences) {
    try (Scope _ = Scope.open()) {
      starts.set(Device.CUDA.move(Tensor.create(new long[sequences], sequences)));
    }
    for (int i = 0; i < sequences; i++) {
      expected.add(0L);
    }
  }

  /// Positions before the step's own, `[B]` int64.
  Tensor starts() {
    return starts.get();
  }

  /// Requires the ends to be these.
  void set(List<Long> ends) {
    if (!expected.equals(ends)) {
      try (Scope _ = Scope.open()) {
        long[] numbers = ends.stream().mapToLong(Long::longValue).toArray();
        Tensor _ = starts.get().copy_(Tensor.create(numbers, numbers.length));
      }
      expected.clear();
      expected.addAll(ends);
    }
  }

  /// Moves the ends on the GPU.
  void advance(long positions) {
    Tensor _ = starts.get().add_(new Scalar(positions));
  }

  /// Counts what a step moved.
  void moved() {
    expected.replaceAll(end -> end + 1);
  }

  @Override
  public void close() {
    starts.close();
  }
}
