package dev.yoco4j.inference.decode;

import dev.yoco4j.inference.cache.RecordedPast;
import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.kernel.AttentionKernel;
import dev.yoco4j.torch.Precision;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// One token of each of some sequences, again and again. Until it is closed, the sequences must not
/// run in any other way.
public sealed interface DecodeStep extends AutoCloseable permits EagerStep, RecordedStep {
  /// Joins sequences.
  ///
  /// @param model that they are of
  /// @param sequences at least one, each with at least one position; they stay the caller's
  /// @return recorded steps where the device has them and the model's heads and the pasts allow it
  static DecodeStep of(LanguageModel model, List<SequencePast> sequences) {
    boolean recordable =
        model.parameters().precision() == Precision.BFLOAT16
            && AttentionKernel.runs()
            && RecordableHeads.are(model.config())
            && sequences.stream().allMatch(RecordedPast::takes);
    return recordable ? new RecordedStep(model, sequences) : new EagerStep(model, sequences);
  }

  /// Passes a token of each sequence. Call under [dev.yoco4j.torch.NoGrad].
  ///
  /// @param tokens one of each
  /// @return logits `[B, V]`, in the current scope; valid until the next step
  Tensor next(long[] tokens);

  /// Positions that passed the model without being counted by it, because a step was replayed.
  ///
  /// @return rows since the last call
  long replayedRows();

  /// Hands the sequences back.
  @Override
  void close();
}
