package dev.yoco4j.training.data;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// The texts of a corpus for a reader that pulls: a thread reads ahead by a few documents.
public final class DocumentStream implements Iterator<String>, AutoCloseable {
  private static final int READ_AHEAD = 16;

  private final BlockingQueue<Optional<String>> queue = new ArrayBlockingQueue<>(READ_AHEAD);
  private final Thread reader;
  private @Nullable String next;
  private boolean ended;
  private volatile @Nullable RuntimeException failure;

  private DocumentStream(Corpus corpus) {
    reader = Thread.ofPlatform().daemon().name("corpus").unstarted(() -> read(corpus));
  }

  /// Begins reading.
  ///
  /// @param corpus the documents
  /// @return their texts in order; closing the stream ends the reading
  public static Stream<String> of(Corpus corpus) {
    DocumentStream documents = new DocumentStream(corpus);
    documents.reader.start();
    Spliterator<String> texts =
        Spliterators.spliteratorUnknownSize(documents, Spliterator.ORDERED | Spliterator.NONNULL);
    return StreamSupport.stream(texts, false).onClose(documents::close);
  }

  private void read(Corpus corpus) {
    try {
      corpus.forEach(document -> put(Optional.of(document.text())));
    } catch (StoppedException e) {
      return;
    } catch (RuntimeException e) {
      failure = e;
    }
    try {
      put(Optional.empty());
    } catch (StoppedException e) {
      // closed while waiting for room: nobody reads any more
      Thread.currentThread().interrupt();
    }
  }

  private void put(Optional<String> text) {
    try {
      queue.put(text);
    } catch (InterruptedException e) {
      throw new StoppedException(e);
    }
  }

  @Override
  public boolean hasNext() {
    if (next == null && !ended) {
      next = take().orElse(null);
      ended = next == null;
      if (ended && failure != null) {
        throw failure;
      }
    }
    return next != null;
  }

  private Optional<String> take() {
    try {
      return queue.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading the corpus", e);
    }
  }

  @Override
  public String next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    String text = next;
    next = null;
    return text;
  }

  @Override
  public void close() {
    reader.interrupt();
  }

  private static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StoppedException(InterruptedException cause) {
      super(cause);
    }
  }
}
