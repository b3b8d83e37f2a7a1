package dev.yoco4j.torch;

import dev.yoco4j.torch.cuda.CudaPages;

/// Addresses of the GPU.
final class CudaAddressSpace implements AddressSpace {
  private final CudaPages pages = new CudaPages();
  private final long granule = pages.granule();

  @Override
  public long granule() {
    return granule;
  }

  @Override
  public long reserve(long bytes) {
    return pages.reserve(bytes);
  }

  @Override
  public void commit(long address, long bytes) {
    pages.commit(address, bytes);
  }

  @Override
  public void decommit(long address, long bytes) {
    pages.decommit(address, bytes);
  }

  @Override
  public void release(long address, long bytes) {
    pages.release(address, bytes);
  }
}
