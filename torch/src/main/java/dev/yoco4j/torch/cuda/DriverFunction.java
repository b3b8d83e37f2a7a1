package dev.yoco4j.torch.cuda;

/// A function of NVIDIA's driver, each call of which is checked.
final class DriverFunction {
  private final NativeFunction function;

  DriverFunction(NativeFunction function) {
    this.function = function;
  }

  /// Calls it.
  ///
  /// @param attempted what for, in words that fit behind "while"
  /// @param arguments of exactly its types
  /// @throws IllegalStateException if it fails; the message has the driver's words
  void call(String attempted, Object... arguments) {
    CudaDriver.check(function.call(arguments), function.name(), attempted);
  }

  /// Calls it where some failures are expected.
  ///
  /// @param arguments of exactly its types
  /// @return the driver's code, 0 for success
  int code(Object... arguments) {
    return function.call(arguments);
  }
}
