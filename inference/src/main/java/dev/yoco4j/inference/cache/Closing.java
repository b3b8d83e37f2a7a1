package dev.yoco4j.inference.cache;

import java.util.List;

/// Gives several things back, all of them even where one fails: what is left behind is memory that
/// nobody finds again.
public final class Closing {
  private Closing() {}

  /// Closes what comes after something.
  private interface Rest extends AutoCloseable {
    @Override
    void close();
  }

  /// Does all of it.
  ///
  /// @param closings in order
  /// @throws RuntimeException the first failure, with those that followed as suppressed ones
  public static void all(List<Runnable> closings) {
    if (!closings.isEmpty()) {
      try (Rest _ = () -> all(closings.subList(1, closings.size()))) {
        closings.getFirst().run();
      }
    }
  }
}
