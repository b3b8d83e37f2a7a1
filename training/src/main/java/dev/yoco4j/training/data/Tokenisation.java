package dev.yoco4j.training.data;

import dev.yoco4j.text.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Tokenises a corpus on several threads and writes the result in the corpus' order.
///
/// The calling thread reads and writes, the others decode and encode. Batches are cut by bytes of
/// text alone and are written in the order in which they were cut, so the file is the same for any
/// number of threads. What is read and not yet written is bounded.
final class Tokenisation {
  private static final int BATCH_BYTES = 256 << 10;
  private static final long PENDING_BYTES_PER_THREAD = 2L << 20;

  private record Pending(Future<TokenBatch> batch, long bytes) {}

  private final Corpus corpus;
  private final Tokenizer tokenizer;
  private final TokenFileWriter writer;
  private final TokenProgress progress;
  private final ExecutorService workers;
  private final long mostPendingBytes;
  private final Queue<Pending> pending = new ArrayDeque<>();
  private long pendingBytes;
  private List<Passage> batch = new ArrayList<>();
  private long batchBytes;
  private TokenReport report = new TokenReport(0, 0, 0, 0, 0, 0);

  private Tokenisation(
      Corpus corpus,
      Tokenizer tokenizer,
      TokenFileWriter writer,
      TokenProgress progress,
      ExecutorService workers,
      int threads) {
    this.corpus = corpus;
    this.tokenizer = tokenizer;
    this.writer = writer;
    this.progress = progress;
    this.workers = workers;
    this.mostPendingBytes = threads * PENDING_BYTES_PER_THREAD;
  }

  static TokenReport run(
      Corpus corpus,
      Tokenizer tokenizer,
      TokenFileWriter writer,
      TokenProgress progress,
      int threads) {
    try (ExecutorService workers =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().daemon().name("tokenise-", 0).factory())) {
      try {
        return new Tokenisation(corpus, tokenizer, writer, progress, workers, threads).run();
      } finally {
        // After an error nobody waits for what is still queued.
        workers.shutdownNow();
      }
    }
  }

  private TokenReport run() {
    long binaries = corpus.read(this::add);
    submit();
    while (!pending.isEmpty()) {
      writeFirst();
    }
    return report.plus(new TokenReport(0, 0, 0, 0, binaries, 0));
  }

  private void add(Passage passage) {
    batch.add(passage);
    batchBytes += passage.length();
    if (batchBytes >= BATCH_BYTES) {
      submit();
    }
  }

  private void submit() {
    while (!pending.isEmpty() && pendingBytes + batchBytes > mostPendingBytes) {
      writeFirst();
    }
    List<Passage> passages = batch;
    pending.add(
        new Pending(
            workers.submit(
                () -> TokenBatch.encode(passages, tokenizer, corpus.config().malformed())),
            batchBytes));
    pendingBytes += batchBytes;
    batch = new ArrayList<>();
    batchBytes = 0;
  }

  private void writeFirst() {
    Pending first = pending.remove();
    pendingBytes -= first.bytes();
    TokenBatch done = await(first.batch());
    try {
      writer.write(done);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + writer.target() + ": " + e, e);
    }
    report = report.plus(done.report());
    progress.at(report.documents(), report.bytes(), corpus.bytes());
  }

  private static TokenBatch await(Future<TokenBatch> batch) {
    try {
      return batch.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while tokenising", e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IllegalStateException("tokenising failed", e);
      }
    }
  }
}
