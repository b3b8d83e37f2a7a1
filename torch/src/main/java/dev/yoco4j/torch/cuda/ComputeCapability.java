package dev.yoco4j.torch.cuda;

/// NVIDIA's number for what a GPU can do, and for what machine code is made for.
///
/// @param major code runs on GPUs of its own major number only
/// @param minor code runs on GPUs of its own minor number and higher ones
public record ComputeCapability(int major, int minor) {
  /// Whether a GPU runs machine code.
  ///
  /// @param code what the code was made for
  /// @return true if a GPU of this capability runs it
  boolean runs(ComputeCapability code) {
    return code.major == major && code.minor <= minor;
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
