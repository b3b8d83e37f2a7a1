package dev.yoco4j.torch;

import org.bytedeco.pytorch.NoGradGuard;

/// A span of code on the current thread in which nothing is recorded for a backward pass.
public final class NoGrad implements AutoCloseable {
  private final NoGradGuard guard = new NoGradGuard();

  private NoGrad() {}

  /// Stops recording on the current thread.
  ///
  /// @return to be closed on the same thread
  public static NoGrad open() {
    return new NoGrad();
  }

  @Override
  public void close() {
    guard.close();
  }
}
