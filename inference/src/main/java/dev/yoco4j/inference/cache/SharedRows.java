package dev.yoco4j.inference.cache;

import dev.yoco4j.model.past.KeyValueSpan;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Rows that several sequences read, each from the first one to an end of its own.
///
/// Rows are never changed, so that a sequence which ends earlier does not see those behind it. Who
/// ends where the rows end may append in place; what nobody needs any more is given back.
final class SharedRows {
  private final KeyValueRows rows;
  private final List<Lease> leases = new ArrayList<>();

  SharedRows(KeyValueRows rows) {
    this.rows = rows;
  }

  /// One sequence's share.
  final class Lease implements AutoCloseable {
    private long end;

    private Lease(long end) {
      this.end = end;
      leases.add(this);
    }

    /// Whether the place behind this share is free to be written.
    boolean mayAppend() {
      return rows.grows() && end == rows.positions();
    }

    /// Whether nobody else will write behind this share.
    boolean isAloneAtTheEnd() {
      return mayAppend() && leases.stream().filter(lease -> lease.end == end).count() == 1;
    }

    void append(Tensor keys, Tensor values) {
      rows.append(keys, values);
      end = rows.positions();
    }

    /// Makes room for a position that a recorded step will write.
    void makeRoom() {
      rows.tensors().forEach(BlockedTensor::makeRoom);
    }

    /// Counts the position that it wrote.
    void written() {
      rows.tensors().forEach(BlockedTensor::written);
      end = rows.positions();
    }

    List<Long> addresses() {
      return rows.tensors().stream().map(BlockedTensor::address).toList();
    }

    /// Leaves the last positions to others.
    void shrink(long kept) {
      end = kept;
      giveBack();
    }

    long positions() {
      return end;
    }

    KeyValueSpan span() {
      return rows.span(end);
    }

    List<Tensor> blocks() {
      return rows.blocks(end);
    }

    Lease again() {
      return new Lease(end);
    }

    SharedRows shared() {
      return SharedRows.this;
    }

    @Override
    public void close() {
      if (leases.remove(this)) {
        giveBack();
      }
    }
  }

  /// A share of all rows.
  Lease lease() {
    return new Lease(rows.positions());
  }

  private void giveBack() {
    if (leases.isEmpty()) {
      rows.close();
    } else if (rows.grows()) {
      rows.truncate(leases.stream().mapToLong(Lease::positions).max().orElse(0));
    }
  }

  long bytes() {
    return rows.bytes();
  }

  /// What stays when all but some sequences leave.
  ///
  /// @param needed bytes that these read
  long bytes(long needed) {
    return rows.grows() ? Math.min(rows.bytes(), needed) : rows.bytes();
  }
}
