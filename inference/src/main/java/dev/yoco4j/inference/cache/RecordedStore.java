package dev.yoco4j.inference.cache;

import dev.yoco4j.model.kernel.AppendKernel;
import dev.yoco4j.model.past.KeyValueStore;
import dev.yoco4j.model.past.KeyValues;
import dev.yoco4j.model.past.KeyValues.Addressed;
import dev.yoco4j.model.past.KeyValues.Heads;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.TensorHolder;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Keys and values of one slot of several sequences, by their addresses.
///
/// @param rows of each sequence
/// @param ends of the sequences, which slots of one kind share
/// @param heads of keys and values
/// @param parts addresses `[B]` int64, a tensor for each part
record RecordedStore(List<RecordedRows> rows, Ends ends, Heads heads, List<TensorHolder> parts)
    implements KeyValueStore, AutoCloseable {
  RecordedStore(List<RecordedRows> rows, Ends ends, Heads heads) {
    this(rows, ends, heads, addresses(rows));
  }

  private static List<TensorHolder> addresses(List<RecordedRows> rows) {
    List<List<Long>> all = rows.stream().map(RecordedRows::addresses).toList();
    try (Scope _ = Scope.open()) {
      return IntStream.range(0, all.getFirst().size())
          .mapToObj(part -> all.stream().mapToLong(one -> one.get(part)).toArray())
          .map(one -> new TensorHolder(Device.CUDA.move(Tensor.create(one, one.length))))
          .toList();
    }
  }

  /// Writes one position of each sequence at its end.
  @Override
  public KeyValues append(Tensor keys, Tensor values) {
    Addressed target =
        new Addressed(
            parts.stream().map(TensorHolder::get).toList(),
            ends.starts(),
            heads,
            rows.getFirst().block());
    AppendKernel.append(keys, values, target);
    return target;
  }

  void makeRoom() {
    rows.forEach(RecordedRows::makeRoom);
  }

  void written() {
    rows.forEach(RecordedRows::written);
  }

  /// Where each sequence ends, as its rows count.
  List<Long> positions() {
    return rows.stream().map(RecordedRows::end).toList();
  }

  @Override
  public void close() {
    parts.forEach(TensorHolder::close);
  }
}
