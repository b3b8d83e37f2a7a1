package dev.yoco4j.server.generation;

import dev.yoco4j.server.http.ApiError;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Requests under way, so that a server that closes can wait for them.
public final class ActiveRequests {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<Generations> active = new HashSet<>();
  private boolean closed;

  /// None yet.
  public ActiveRequests() {}

  void add(Generations request) {
    lock.lock();
    try {
      if (closed) {
        throw ApiError.unavailable("shutting_down", "the server is shutting down");
      }
      active.add(request);
    } finally {
      lock.unlock();
    }
  }

  void remove(Generations request) {
    lock.lock();
    try {
      active.remove(request);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// How many there are.
  ///
  /// @return clients' requests that wait or run
  public int size() {
    lock.lock();
    try {
      return active.size();
    } finally {
      lock.unlock();
    }
  }

  /// Takes no more, waits for those under way, and cuts off the ones that take too long.
  ///
  /// @param patience how long to wait
  public void drain(Duration patience) {
    close();
    if (!waitForAll(patience)) {
      cancelAll();
      boolean _ = waitForAll(Duration.ofSeconds(5)); // they only have to say that they end
    }
  }

  private void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  private void cancelAll() {
    lock.lock();
    try {
      active.forEach(Generations::cancel);
    } finally {
      lock.unlock();
    }
  }

  private boolean waitForAll(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    lock.lock();
    try {
      while (!active.isEmpty()) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        boolean _ = changed.await(left, TimeUnit.NANOSECONDS);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }
}
