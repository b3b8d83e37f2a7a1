package dev.yoco4j.torch;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// Work in Java cut into parts that run at once, on as many threads as libtorch uses.
///
/// The calling thread runs the last part. The others wait for work awake for a moment and then
/// sleep: between two products of one step they are awake, between two requests they cost nothing.
public final class Parts {
  private static final long AWAKE_NANOS = 50_000;
  private static final long PATIENCE_NANOS = 1_000_000;
  private static final ReentrantLock LOCK = new ReentrantLock();
  private static volatile Parts threads = new Parts(0);

  private final Worker[] workers;
  private final AtomicInteger running = new AtomicInteger();
  private volatile @Nullable Throwable failure;

  private Parts(int workers) {
    this.workers = new Worker[workers];
    for (int i = 0; i < workers; i++) {
      this.workers[i] = new Worker(i);
      this.workers[i].start();
    }
  }

  /// How many parts run at once.
  ///
  /// @return libtorch's number of threads
  public static int most() {
    return torch.get_num_threads();
  }

  /// Runs all parts and waits for them. Where another thread does so already, they run one after
  /// the other.
  ///
  /// @param parts how many, at least 1
  /// @param work given the part, from 0; must not create tensors
  /// @throws RuntimeException if a part throws it
  public static void run(int parts, IntConsumer work) {
    if (parts == 1 || !LOCK.tryLock()) {
      for (int part = 0; part < parts; part++) {
        work.accept(part);
      }
      return;
    }
    try {
      if (threads.workers.length < parts - 1) {
        threads.end();
        threads = new Parts(parts - 1);
      }
      threads.runAll(parts, work);
    } finally {
      LOCK.unlock();
    }
  }

  private void runAll(int parts, IntConsumer work) {
    failure = null;
    running.set(parts - 1);
    for (int i = 0; i < parts - 1; i++) {
      workers[i].give(work);
    }
    try {
      work.accept(parts - 1);
    } finally {
      long start = System.nanoTime();
      while (running.get() > 0) {
        pauseSince(start);
      }
    }
    Throwable thrown = failure;
    if (thrown != null) {
      throw new IllegalStateException("a part of the work failed: " + thrown, thrown);
    }
  }

  private void end() {
    for (Worker worker : workers) {
      worker.interrupt();
    }
  }

  /// Awake at first; afterwards others may have the processor.
  private static void pauseSince(long start) {
    if (System.nanoTime() - start < PATIENCE_NANOS) {
      Thread.onSpinWait();
    } else {
      LockSupport.parkNanos(AWAKE_NANOS);
    }
  }

  private final class Worker extends Thread {
    private final int part;
    private volatile @Nullable IntConsumer work;
    private volatile boolean asleep;

    Worker(int part) {
      super("yoco-part-" + part);
      this.part = part;
      setDaemon(true);
    }

    void give(IntConsumer work) {
      this.work = work;
      if (asleep) {
        LockSupport.unpark(this);
      }
    }

    @Override
    public void run() {
      while (!isInterrupted()) {
        IntConsumer given = await();
        if (given != null) {
          try {
            given.accept(part);
          } catch (Throwable e) {
            failure = e;
          } finally {
            work = null;
            running.decrementAndGet();
          }
        }
      }
    }

    private @Nullable IntConsumer await() {
      long start = System.nanoTime();
      while (work == null && System.nanoTime() - start < AWAKE_NANOS) {
        Thread.onSpinWait();
      }
      asleep = true;
      while (work == null && !isInterrupted()) {
        LockSupport.park(this);
      }
      asleep = false;
      return work;
    }
  }
}
