package dev.yoco4j.evaluation.task;

import dev.yoco4j.inference.TokenIds;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Rows of tokens as a tensor.
final class Padded {
  private Padded() {}

  /// The same positions of several rows; 0 stands where a row has ended.
  ///
  /// @return `[B, T]` int64
  static Tensor tokens(List<TokenIds> rows, int from, int count) {
    long[] all = new long[rows.size() * count];
    for (int row = 0; row < rows.size(); row++) {
      TokenIds tokens = rows.get(row);
      for (int i = 0; i < count && from + i < tokens.size(); i++) {
        all[row * count + i] = tokens.get(from + i);
      }
    }
    return Tensor.create(all, rows.size(), count);
  }
}
