package dev.yoco4j.torch.cuda;

/// A version of CUDA.
///
/// @param major as in CUDA 13
/// @param minor the second number
public record CudaVersion(int major, int minor) implements Comparable<CudaVersion> {
  private static final int PER_MAJOR = 1000;
  private static final int PER_MINOR = 10;

  /// Reads a number as CUDA's functions give it.
  ///
  /// @param number for example 13010 for 13.1
  /// @return the version
  static CudaVersion of(int number) {
    return new CudaVersion(number / PER_MAJOR, number % PER_MAJOR / PER_MINOR);
  }

  @Override
  public int compareTo(CudaVersion other) {
    return Integer.compare(major * PER_MAJOR + minor, other.major * PER_MAJOR + other.minor);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
