package dev.yoco4j.model.past;

import static org.bytedeco.pytorch.global.torch.cat;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/// Keys and values that the queries of one call may read, oldest first, their own positions last.
public sealed interface KeyValues {
  /// Sequences of one length, side by side.
  ///
  /// @param keys `[B, S, G, Dh]`, rotated
  /// @param values `[B, S, G, Dh]`
  record Dense(Tensor keys, Tensor values) implements KeyValues {}

  /// Sequences of one length, side by side: what was there before, and the new positions, which are
  /// all of the queries' own.
  ///
  /// @param older `[B, P, G, Dh]`, may be of no positions
  /// @param newer `[B, T, G, Dh]`
  record Continued(Dense older, Dense newer) implements KeyValues {
    /// Copies both into one.
    ///
    /// @return `[B, P + T, G, Dh]`
    public Dense joined() {
      return new Dense(
          cat(new TensorVector(older.keys(), newer.keys()), 1),
          cat(new TensorVector(older.values(), newer.values()), 1));
    }
  }

  /// One sequence, in stretches that follow each other.
  ///
  /// Each but the last has a multiple of [KeyValueSpan#BLOCK] positions, so that blocks begin at
  /// the same positions however a sequence came to be: results do not depend on it, to the last
  /// bit.
  ///
  /// @param spans at least one
  record Spans(List<KeyValueSpan> spans) implements KeyValues {
    /// Checks where stretches end.
    ///
    /// @throws IllegalArgumentException if one but the last ends within a block
    public Spans {
      spans = List.copyOf(spans);
      for (KeyValueSpan span : spans.subList(0, spans.size() - 1)) {
        if (span.positions() % KeyValueSpan.BLOCK != 0) {
          throw new IllegalArgumentException(
              "a stretch must end with a block of "
                  + KeyValueSpan.BLOCK
                  + ", had "
                  + span.positions()
                  + " positions");
        }
      }
    }

    /// How many positions there are.
    ///
    /// @return `S`
    public long positions() {
      return spans.stream().mapToLong(KeyValueSpan::positions).sum();
    }
  }

  /// Sequences of any lengths in a GPU's memory, one for each row of a batch: where they lie and
  /// how long they are stands in that memory too, so that a recorded step finds them while they
  /// grow.
  ///
  /// @param parts addresses of keys and values, `[B]` int64 each; or of key codes, key scales,
  ///   value codes and value scales ([Quantized])
  /// @param starts positions before the query's own, `[B]` int64
  /// @param heads which lie as `[S/P, G, P, Dh]`
  /// @param block `P`, a power of two: positions within which each head's rows are neighbours
  record Addressed(List<Tensor> parts, Tensor starts, Heads heads, long block)
      implements KeyValues {
    /// Copies the list.
    public Addressed {
      parts = List.copyOf(parts);
    }

    /// The power of two that the block is.
    ///
    /// @return its logarithm
    public int shift() {
      return Long.numberOfTrailingZeros(block);
    }

    /// How keys and values are kept.
    ///
    /// @return by the number of parts
    public KeyValueFormat format() {
      return parts.size() == KeyValueFormat.INT8.tensors()
          ? KeyValueFormat.INT8
          : KeyValueFormat.MODEL;
    }
  }

  /// Key/value heads.
  ///
  /// @param count `G`
  /// @param width `Dh`
  record Heads(int count, int width) {}

  /// Sequences of any lengths, one for each row of a batch.
  ///
  /// @param rows each of one sequence
  record Rows(List<KeyValues> rows) implements KeyValues {
    /// Copies the list.
    public Rows {
      rows = List.copyOf(rows);
    }
  }
}
