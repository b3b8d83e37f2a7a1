package dev.yoco4j.torch;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Work in Java cut into parts that run at once, on as many threads as libtorch uses.
///
/// The calling thread takes parts as the others do, and so waits for none that the machine does not
/// let run. The others wait for work awake for a moment and then sleep: between two products of one
/// step they are awake, between two requests they cost nothing.
public final class Parts {
  private static final long AWAKE_NANOS = 200_000;
  private static final long PATIENCE_NANOS = 1_000_000;
  private static final long NAP_NANOS = 50_000;
  private static final ReentrantLock LOCK = new ReentrantLock();
  private static volatile @Nullable Job current;
  private static Worker[] workers = {};

  private Parts() {}

  /// How many parts run at once.
  ///
  /// @return libtorch's number of threads where no limit is open ([Threads])
  public static int most() {
    return Threads.unlimited();
  }

  /// Runs all parts and waits for them. Where another thread does so already, they run one after
  /// the other.
  ///
  /// @param parts how many, at least 1
  /// @param work given the part, from 0; must leave none of its tensors open
  /// @throws IllegalStateException if a part fails, with what it threw as cause
  public static void run(int parts, IntConsumer work) {
    Job job = new Job(work, parts);
    if (parts == 1 || !LOCK.tryLock()) {
      job.help();
    } else {
      try {
        hire(Math.min(parts, most()) - 1);
        current = job;
        for (Worker worker : workers) {
          worker.wake();
        }
        job.help();
        job.await();
      } finally {
        current = null;
        LOCK.unlock();
      }
    }
    job.refuseFailure();
  }

  private static void hire(int count) {
    if (workers.length < count) {
      Worker[] more = new Worker[count];
      System.arraycopy(workers, 0, more, 0, workers.length);
      for (int i = workers.length; i < count; i++) {
        more[i] = new Worker(i);
        more[i].start();
      }
      workers = more;
    }
  }

  private static final class Job {
    private final IntConsumer work;
    private final int parts;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger left;
    private volatile @Nullable Throwable failure;

    Job(IntConsumer work, int parts) {
      this.work = work;
      this.parts = parts;
      left = new AtomicInteger(parts);
    }

    boolean isOpen() {
      return next.get() < parts;
    }

    void help() {
      for (int part = next.getAndIncrement(); part < parts; part = next.getAndIncrement()) {
        try {
          work.accept(part);
        } catch (Throwable e) {
          failure = e;
        } finally {
          left.decrementAndGet();
        }
      }
    }

    void await() {
      long start = System.nanoTime();
      while (left.get() > 0) {
        if (System.nanoTime() - start < PATIENCE_NANOS) {
          Thread.onSpinWait();
        } else {
          LockSupport.parkNanos(NAP_NANOS);
        }
      }
    }

    void refuseFailure() {
      Throwable thrown = failure;
      if (thrown != null) {
        throw new IllegalStateException("a part of the work failed: " + thrown, thrown);
      }
    }
  }

  private static final class Worker extends Thread {
    private volatile boolean asleep;

    Worker(int number) {
      super("yoco-part-" + number);
      setDaemon(true);
    }

    void wake() {
      if (asleep) {
        LockSupport.unpark(this);
      }
    }

    @Override
    public void run() {
      while (true) {
        Job job = open();
        long start = System.nanoTime();
        while (job == null && System.nanoTime() - start < AWAKE_NANOS) {
          Thread.onSpinWait();
          job = open();
        }
        asleep = true;
        while (job == null) {
          job = open();
          if (job == null) {
            LockSupport.park(this);
          }
        }
        asleep = false;
        job.help();
      }
    }

    private static @Nullable Job open() {
      Job job = current;
      return job != null && job.isOpen() ? job : null;
    }
  }
}
