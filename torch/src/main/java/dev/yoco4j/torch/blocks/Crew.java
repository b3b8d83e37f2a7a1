package dev.yoco4j.torch.blocks;

import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Scope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Threads that take numbered tasks until none is left, or one of them fails.
///
/// They are not libtorch's: reading a file needs more of them than computing does where the disk is
/// slow, and none of them must wait for the others between two tasks.
final class Crew {
  /// The bus of one GPU is full with fewer.
  private static final int MOST = 16;

  private Crew() {}

  /// What one thread has for itself.
  interface Member<T> extends AutoCloseable {
    /// Does one task.
    void run(T task) throws IOException;

    @Override
    void close();
  }

  /// Hires a thread's member, on that thread.
  @FunctionalInterface
  interface Hiring<T> {
    Member<T> hire();
  }

  /// Does all tasks and waits for them.
  ///
  /// @throws IOException what the first failed with, as are its other failures
  static <T> void run(List<T> tasks, Hiring<T> hiring) throws IOException {
    AtomicInteger next = new AtomicInteger();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    int processors = Runtime.getRuntime().availableProcessors();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < Math.min(tasks.size(), Math.clamp(processors, 1, MOST)); i++) {
      threads.add(
          Thread.ofPlatform()
              .name("yoco-block-" + i)
              .daemon()
              .start(() -> work(tasks, hiring, next, failure)));
    }
    threads.forEach(Crew::await);
    Throwable thrown = failure.get();
    switch (thrown) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case IOException e -> throw e;
      default -> throw new IllegalStateException(thrown);
    }
  }

  private static <T> void work(
      List<T> tasks,
      Hiring<T> hiring,
      AtomicInteger next,
      AtomicReference<@Nullable Throwable> failure) {
    try (Scope _ = Scope.open();
        NoGrad _ = NoGrad.open();
        Member<T> member = hiring.hire()) {
      for (int task = next.getAndIncrement();
          task < tasks.size() && failure.get() == null;
          task = next.getAndIncrement()) {
        member.run(tasks.get(task));
      }
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
    }
  }

  /// Memory that the threads write must not go before they do, so an interrupt waits.
  private static void await(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
