package dev.yoco4j.inference.decode;

import static org.bytedeco.pytorch.global.torch.empty;

import dev.yoco4j.inference.cache.Closing;
import dev.yoco4j.inference.cache.RecordedPast;
import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.TensorHolder;
import dev.yoco4j.torch.cuda.LaunchGraph;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// Steps on a GPU: the first one runs as it is, the second is recorded as a graph of launches, and
/// from there on the graph is all that the host asks for. A step of some hundred small kernels
/// would otherwise wait for the host to launch them.
///
/// Call on a thread with a stream of its own ([dev.yoco4j.torch.cuda.CudaStreams]).
final class RecordedStep implements DecodeStep {
  private final LanguageModel model;
  private final RecordedPast past;
  private final TensorHolder tokens = new TensorHolder();
  private final TensorHolder logits = new TensorHolder();
  private final int rows;
  private @Nullable LaunchGraph graph;
  private boolean warm;
  private long replayedRows;

  RecordedStep(LanguageModel model, List<SequencePast> sequences) {
    this.model = model;
    rows = sequences.size();
    past = new RecordedPast(sequences);
    try {
      makeTensors();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private void makeTensors() {
    try (Scope _ = Scope.open()) {
      long vocabulary = model.config().vocabularySize();
      tokens.set(
          empty(new long[] {rows, 1}, Device.CUDA.options(ScalarType.Long), Floats.anyFormat()));
      logits.set(
          empty(
              new long[] {rows, vocabulary},
              Device.CUDA.options(Precision.BFLOAT16),
              Floats.anyFormat()));
    }
  }

  @Override
  public Tensor next(long[] chosen) {
    past.makeRoom();
    forgetIfStale();
    Tensor _ = tokens.get().copy_(Tensor.create(chosen, chosen.length, 1));
    if (warm) {
      recorded().replay();
      replayedRows += rows;
    } else {
      pass();
      warm = true;
    }
    past.written();
    return logits.get().alias();
  }

  private void pass() {
    try (Scope _ = Scope.open()) {
      Tensor _ = logits.get().copy_(model.next(tokens.get(), past));
    }
  }

  private LaunchGraph recorded() {
    LaunchGraph current = graph;
    if (current == null) {
      current = LaunchGraph.record(this::pass);
      replayedRows -= rows; // the model counted while it was recorded
      graph = current;
    }
    return current;
  }

  /// Memory that was given back must be taken again before a recording, in which nothing can be
  /// given back to make room: the step runs once as it is.
  private void forgetIfStale() {
    if (graph != null && graph.isStale()) {
      forget();
      warm = false;
    }
  }

  private void forget() {
    if (graph != null) {
      graph.close();
      graph = null;
    }
  }

  @Override
  public long replayedRows() {
    long count = replayedRows;
    replayedRows = 0;
    return count;
  }

  @Override
  public void close() {
    Closing.all(List.of(this::forget, past::close, tokens::close, logits::close));
  }
}
