package dev.yoco4j.torch.cuda;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/// Addresses of the GPU that get memory piece by piece.
///
/// A piece comes and goes as a whole: what is taken back in the middle of one stays until the rest
/// of it goes too, less than 64 MiB in all. For use by one thread at a time.
public final class CudaPages {
  /// One that is smaller costs the driver as much time; what stays of a larger one is more.
  static final long LARGEST_PIECE = 64L * 1024 * 1024;

  private static final AtomicLong COMMITTED = new AtomicLong();

  /// Memory behind some addresses.
  private record Piece(long bytes, long handle) {}

  private final PageDriver driver;
  private final TreeMap<Long, Piece> pieces = new TreeMap<>();

  /// No addresses yet.
  public CudaPages() {
    this(new DriverPages());
  }

  CudaPages(PageDriver driver) {
    this.driver = driver;
  }

  /// Memory that all pages of this process have.
  ///
  /// @return bytes
  static long committedBytes() {
    return COMMITTED.get();
  }

  /// What sizes are multiples of.
  ///
  /// @return bytes, mostly 2 MiB
  public long granule() {
    return driver.granule();
  }

  /// Sets addresses aside.
  ///
  /// @param bytes how many
  /// @return the first
  /// @throws IllegalStateException if the driver refuses
  public long reserve(long bytes) {
    return driver.reserve(bytes);
  }

  /// Gives memory to addresses; what they hold means nothing.
  ///
  /// @param address the first
  /// @param bytes how many
  /// @throws IllegalStateException if there is not as much memory; nothing has changed then
  public void commit(long address, long bytes) {
    long end = address + bytes;
    long start = Math.max(address, endOfPieceBefore(end));
    boolean enough;
    try {
      enough = addAll(start, end);
    } catch (RuntimeException e) {
      remove(start, end);
      throw e;
    }
    if (!enough) {
      remove(start, end);
      throw new IllegalStateException(
          "the GPU has no %d bytes of memory more; %d are free"
              .formatted(end - start, driver.freeBytes()));
    }
  }

  private boolean addAll(long start, long end) {
    boolean enough = true;
    for (long at = start; enough && at < end; at += LARGEST_PIECE) {
      enough = add(at, Math.min(LARGEST_PIECE, end - at));
    }
    return enough;
  }

  /// Memory that stayed when what lay before it was taken back need not come again.
  private long endOfPieceBefore(long end) {
    Map.Entry<Long, Piece> before = pieces.lowerEntry(end);
    return before == null ? 0 : before.getKey() + before.getValue().bytes();
  }

  private boolean add(long address, long bytes) {
    OptionalLong created = created(bytes);
    if (created.isEmpty()) {
      return false;
    }
    long handle = created.getAsLong();
    try {
      driver.map(address, bytes, handle);
    } catch (RuntimeException e) {
      driver.release(handle);
      throw e;
    }
    pieces.put(address, new Piece(bytes, handle));
    COMMITTED.addAndGet(bytes);
    return true;
  }

  private OptionalLong created(long bytes) {
    OptionalLong handle = driver.create(bytes);
    if (handle.isPresent()) {
      return handle;
    }
    driver.reclaim();
    return driver.create(bytes);
  }

  /// Takes memory back, once the GPU has done what it was asked for.
  ///
  /// @param address the first
  /// @param bytes how many
  public void decommit(long address, long bytes) {
    driver.synchronize();
    remove(address, address + bytes);
  }

  private void remove(long start, long end) {
    var inside = pieces.subMap(start, true, Math.max(start, end), false).entrySet().iterator();
    while (inside.hasNext()) {
      Map.Entry<Long, Piece> next = inside.next();
      Piece piece = next.getValue();
      driver.unmap(next.getKey(), piece.bytes());
      inside.remove();
      COMMITTED.addAndGet(-piece.bytes());
      driver.release(piece.handle());
    }
  }

  /// Gives addresses and their memory back.
  ///
  /// @param address what [#reserve] gave
  /// @param bytes what it was asked for
  public void release(long address, long bytes) {
    decommit(address, bytes);
    driver.free(address, bytes);
  }
}
