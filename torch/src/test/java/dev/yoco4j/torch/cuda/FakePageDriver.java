package dev.yoco4j.torch.cuda;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/// A driver that keeps books of a small GPU and refuses what NVIDIA's does.
final class FakePageDriver implements PageDriver {
  static final long GRANULE = 2L << 20;
  static final long START = 1L << 40;

  long free;

  /// What [#reclaim] adds to the free memory, once.
  long reclaimable;

  /// Calls of [#map] until one fails.
  int mapsUntilFailure = Integer.MAX_VALUE;

  int synchronizations;
  private long nextHandle = 1;

  /// Handle to bytes.
  final Map<Long, Long> created = new HashMap<>();

  /// Address to bytes.
  final Map<Long, Long> mapped = new HashMap<>();

  FakePageDriver(long free) {
    this.free = free;
  }

  @Override
  public long granule() {
    return GRANULE;
  }

  @Override
  public long reserve(long bytes) {
    return START;
  }

  @Override
  public void free(long address, long bytes) {
    require(mapped.isEmpty(), "addresses given back have memory");
  }

  @Override
  public OptionalLong create(long bytes) {
    require(bytes > 0 && bytes % GRANULE == 0, "size " + bytes);
    if (bytes > free) {
      return OptionalLong.empty();
    }
    free -= bytes;
    created.put(nextHandle, bytes);
    return OptionalLong.of(nextHandle++);
  }

  @Override
  public void map(long address, long bytes, long handle) {
    if (mapsUntilFailure-- == 0) {
      throw new IllegalStateException("map failed");
    }
    require(created.getOrDefault(handle, 0L) == bytes, "memory of another size");
    mapped.forEach(
        (at, has) -> require(address + bytes <= at || at + has <= address, "mapped twice"));
    mapped.put(address, bytes);
  }

  @Override
  public void unmap(long address, long bytes) {
    require(mapped.remove(address, bytes), "not mapped as a whole");
  }

  @Override
  public void release(long handle) {
    require(created.containsKey(handle), "released twice");
    free += created.getOrDefault(handle, 0L);
    created.remove(handle);
  }

  @Override
  public void synchronize() {
    synchronizations++;
  }

  @Override
  public void reclaim() {
    free += reclaimable;
    reclaimable = 0;
  }

  @Override
  public long freeBytes() {
    return free;
  }

  long mappedBytes() {
    return mapped.values().stream().mapToLong(Long::longValue).sum();
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
