package dev.yoco4j.cli;

import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;
import java.util.function.Supplier;

/// Option values whose errors are the command line's: exit code 2.
final class Arguments {
  private Arguments() {}

  static Precision precision(String label) {
    return checked("--dtype", () -> Precision.of(label));
  }

  static Device device(String label) {
    return checked("--device", () -> Device.of(label));
  }

  /// Runs a check whose message is about an option.
  static <T> T checked(String option, Supplier<T> check) {
    try {
      return check.get();
    } catch (IllegalArgumentException e) {
      throw new UsageException(option + ": " + e.getMessage());
    }
  }
}
