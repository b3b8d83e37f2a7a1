package dev.yoco4j.model.layer;

import static org.bytedeco.pytorch.global.torch.cat;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/// Keys (or values) cut once into blocks, of which neighbours are joined for each block of queries.
///
/// Cutting once matters in the backward pass: the gradient of a cut is one concatenation, where the
/// gradient of many overlapping slices would be as many tensors of the whole length.
record KeyBlocks(List<Tensor> blocks, List<Long> starts) {
  /// Blocks `[first, last)`, beginning at key `from` and `length` keys long.
  record Range(int first, int last, long from, long length) {}

  /// Cuts behind the past, and every `block` positions after it.
  static KeyBlocks of(Tensor keys, long past, long block) {
    long total = keys.size(1);
    List<Long> starts = new ArrayList<>();
    List<Long> sizes = new ArrayList<>();
    for (long from = 0; from < total; from += sizes.getLast()) {
      starts.add(from);
      sizes.add(from < past ? past : Math.min(block, total - from));
    }
    TensorVector parts =
        keys.split_with_sizes(sizes.stream().mapToLong(Long::longValue).toArray(), 1);
    List<Tensor> blocks = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      blocks.add(parts.get(i));
    }
    return new KeyBlocks(blocks, starts);
  }

  /// The fewest blocks that hold the keys `[from, to)`.
  Range range(long from, long to) {
    int first = 0;
    while (first + 1 < starts.size() && starts.get(first + 1) <= from) {
      first++;
    }
    int last = first;
    long length = 0;
    while (last < blocks.size() && starts.get(last) < to) {
      length += blocks.get(last).size(1);
      last++;
    }
    return new Range(first, last, starts.get(first), length);
  }

  Tensor join(Range range) {
    if (range.last() - range.first() == 1) {
      return blocks.get(range.first());
    }
    TensorVector parts = new TensorVector();
    for (int i = range.first(); i < range.last(); i++) {
      parts.push_back(blocks.get(i));
    }
    return cat(parts, 1);
  }
}
