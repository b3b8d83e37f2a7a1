package dev.yoco4j.torch;

import org.bytedeco.pytorch.global.torch;

/// How many threads libtorch's operations use on the current thread, until closed.
///
/// Work in Java ([Parts]) goes on using as many as before: where it takes turns with small
/// operations of libtorch, two crews would deny each other the processors.
///
/// ```java
/// try (Threads _ = Threads.atMost(1)) {
///   ...
/// }
/// ```
public final class Threads implements AutoCloseable {
  private static final ThreadLocal<Integer> OUTER = new ThreadLocal<>();

  private final int before = torch.get_num_threads();
  private final boolean outermost = OUTER.get() == null;

  private Threads(int most) {
    if (outermost) {
      OUTER.set(before);
    }
    torch.set_num_threads(Math.min(most, before));
  }

  /// Limits libtorch on this thread.
  ///
  /// @param most threads, at least 1
  /// @return the limit, closed on the same thread
  public static Threads atMost(int most) {
    return new Threads(most);
  }

  /// Whether a limit is open on this thread.
  ///
  /// @return true if so
  public static boolean areLimited() {
    return OUTER.get() != null;
  }

  /// Threads that may compute at once on this machine, whatever limit is open.
  ///
  /// @return libtorch's number outside of any limit
  static int unlimited() {
    Integer outer = OUTER.get();
    return outer == null ? torch.get_num_threads() : outer;
  }

  @Override
  public void close() {
    torch.set_num_threads(before);
    if (outermost) {
      OUTER.remove();
    }
  }
}
