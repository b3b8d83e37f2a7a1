package dev.yoco4j.cli;

import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

/// Lets SIGINT and SIGTERM end a run in good order, with exit code 0.
///
/// The JVM answers both by running shutdown hooks. This one asks the run to stop, waits until it
/// has saved, and halts: without that the exit code would be the signal's.
final class StopSignal implements BooleanSupplier, AutoCloseable {
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stopAndWait, "stop");
  private volatile boolean stopping;
  private volatile boolean saved;

  private StopSignal() {}

  static StopSignal install() {
    StopSignal signal = new StopSignal();
    Runtime.getRuntime().addShutdownHook(signal.hook);
    return signal;
  }

  @Override
  public boolean getAsBoolean() {
    return stopping;
  }

  private void stopAndWait() {
    stopping = true;
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (saved) {
      Runtime.getRuntime().halt(0);
    }
  }

  /// The work is saved: the exit code is 0 from here on.
  void saved() {
    saved = true;
  }

  @Override
  public void close() {
    done.countDown();
    if (!stopping) {
      try {
        boolean _ = Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // a signal came this moment: the hook finds the work done and ends the process
        stopping = true;
      }
    }
  }
}
