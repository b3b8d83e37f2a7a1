package dev.yoco4j.torch.cuda;

import java.util.OptionalLong;

/// What [CudaPages] needs of a driver.
interface PageDriver {
  /// What sizes are multiples of.
  ///
  /// @return bytes
  long granule();

  /// Sets addresses aside.
  ///
  /// @param bytes how many
  /// @return the first
  long reserve(long bytes);

  /// Gives addresses back that have no memory.
  ///
  /// @param address what [#reserve] gave
  /// @param bytes what it was asked for
  void free(long address, long bytes);

  /// Takes memory.
  ///
  /// @param bytes how many
  /// @return its handle, or nothing if there is not as much
  OptionalLong create(long bytes);

  /// Makes memory appear at addresses.
  ///
  /// @param address the first
  /// @param bytes all that the memory has
  /// @param handle what [#create] gave
  void map(long address, long bytes, long handle);

  /// Takes memory from addresses, as a whole.
  ///
  /// @param address the first
  /// @param bytes all that the memory has
  void unmap(long address, long bytes);

  /// Gives memory back.
  ///
  /// @param handle what [#create] gave
  void release(long handle);

  /// Waits until nothing uses memory.
  void synchronize();

  /// Makes others give back what they keep without need.
  void reclaim();

  /// Memory that nobody has.
  ///
  /// @return bytes
  long freeBytes();
}
