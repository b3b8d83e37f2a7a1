package dev.yoco4j.model.layer;

import static org.bytedeco.pytorch.global.torch.arange;
import static org.bytedeco.pytorch.global.torch.zeros;

import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Which keys the rows of one block of queries may see: those at most `window - 1` positions back,
/// none ahead.
///
/// @param rows queries of the block
/// @param keys keys of the block
/// @param offset position of the first query, counted from the first key
/// @param window positions seen, the current one included
record VisiblePositions(long rows, long keys, long offset, long window) {
  /// Everything up to the query's own position, for queries that end where the keys end.
  static VisiblePositions causal(long rows, long keys) {
    return new VisiblePositions(rows, keys, keys - rows, keys);
  }

  /// What to add to the scores: 0 where a key is visible, minus infinity elsewhere.
  ///
  /// @param q the queries, for their dtype and device
  Tensor mask(Tensor q) {
    Device device = Device.of(q);
    TensorOptions longs = device.options(ScalarType.Long);
    Tensor query =
        arange(new Scalar(offset), new Scalar(offset + rows), longs).unsqueeze(1); // [T, 1]
    Tensor key = arange(new Scalar(0), new Scalar(keys), longs).unsqueeze(0); // [1, S]
    Tensor back = query.sub(key); // [T, S]
    Tensor hidden = back.lt(new Scalar(0)).logical_or(back.ge(new Scalar(window)));
    return zeros(new long[] {rows, keys}, device.options(Precision.FLOAT32))
        .masked_fill(hidden, new Scalar(Double.NEGATIVE_INFINITY))
        .to(q.dtype());
  }
}
