package dev.yoco4j.text.bpe;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Counts the pieces of a corpus on several threads.
///
/// Each thread takes a document when it is done with the one before, so that one document per
/// thread is in memory, and counts into a table of its own, which is emptied into the common one
/// when it grows.
final class CorpusCounter {
  private static final int OWN_PIECES = 1 << 16;
  private static final int REPORT_EVERY = 256;

  private final Iterator<String> documents;
  private final Consumer<BpeProgress> progress;
  private final PieceCounts common = new PieceCounts();
  private long taken;
  private boolean stopped;

  private CorpusCounter(Stream<String> documents, Consumer<BpeProgress> progress) {
    this.documents = documents.iterator();
    this.progress = progress;
  }

  static PieceCounts count(Stream<String> documents, int threads, Consumer<BpeProgress> progress) {
    var counter = new CorpusCounter(documents, progress);
    counter.run(threads);
    counter.report();
    return counter.common;
  }

  private void run(int threads) {
    List<Callable<Boolean>> tasks = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      tasks.add(this::work);
    }
    try (var pool = Executors.newFixedThreadPool(threads)) {
      for (Future<Boolean> task : pool.invokeAll(tasks)) {
        task.get();
      }
    } catch (ExecutionException e) {
      throw asUnchecked(e);
    } catch (InterruptedException e) {
      stop();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while counting the corpus", e);
    }
  }

  private Boolean work() {
    boolean done = false;
    try {
      var own = new PieceCounts();
      String document = take();
      while (document != null) {
        count(WellFormed.text(document), own);
        document = take();
      }
      give(own);
      done = true;
    } finally {
      if (!done) {
        stop();
      }
    }
    return done;
  }

  private void count(String document, PieceCounts own) {
    char[] characters = document.toCharArray();
    PreTokenizer.split(
        document,
        (start, end) -> {
          own.add(characters, start, end, 1);
          if (own.size() == OWN_PIECES) {
            give(own);
          }
        });
  }

  private synchronized @Nullable String take() {
    if (stopped || !documents.hasNext()) {
      return null;
    }
    if (taken > 0 && taken % REPORT_EVERY == 0) {
      report();
    }
    taken++;
    return documents.next();
  }

  private synchronized void give(PieceCounts own) {
    common.addAll(own);
    own.clear();
  }

  private synchronized void stop() {
    stopped = true;
  }

  private void report() {
    progress.accept(new BpeProgress(BpeProgress.Phase.COUNTING, taken, OptionalLong.empty()));
  }

  private static RuntimeException asUnchecked(ExecutionException failure) {
    return switch (failure.getCause()) {
      case Error error -> throw error;
      case RuntimeException unchecked -> unchecked;
      case null, default -> new IllegalStateException("counting the corpus failed", failure);
    };
  }
}
