package dev.yoco4j.inference.decode;

import dev.yoco4j.inference.cache.BatchPast;
import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.model.LanguageModel;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// The model as it is, operation by operation.
final class EagerStep implements DecodeStep {
  private final LanguageModel model;
  private final BatchPast past;

  EagerStep(LanguageModel model, List<SequencePast> sequences) {
    this.model = model;
    past = new BatchPast(sequences);
  }

  @Override
  public Tensor next(long[] tokens) {
    return model.next(Tensor.create(tokens, tokens.length, 1), past);
  }

  @Override
  public long replayedRows() {
    return 0;
  }

  @Override
  public void close() {
    past.close();
  }
}
