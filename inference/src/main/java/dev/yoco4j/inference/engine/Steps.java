package dev.yoco4j.inference.engine;

import dev.yoco4j.inference.decode.DecodeStep;
import dev.yoco4j.inference.sampling.LogitRow;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.PassedPositions;
import dev.yoco4j.text.Tokenizer;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.Threads;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Steps of the model: parts of a prompt, and one token of all sequences that generate.
///
/// Each runs in a scope of its own and records no gradients. The sequences of the last step stay
/// joined until [#separate].
final class Steps implements AutoCloseable {
  private final LanguageModel model;
  private final int width;
  private final int vocabulary;
  private final ScoredPiece piece;
  private float[] logits = {};
  private @Nullable DecodeStep joined;
  private long replayed;

  Steps(LanguageModel model, Tokenizer tokenizer, ScoredPiece piece) {
    this.model = model;
    this.piece = piece;
    width = model.config().vocabularySize();
    // Rows of the vocabulary that only pad it have no text and are never chosen.
    vocabulary = Math.min(width, tokenizer.vocabularySize());
  }

  /// Takes in a part of a prompt: up to the next multiple of a segment, so that the same prompt is
  /// cut in the same places wherever it begins.
  ///
  /// @return true if that was the last part and a token may be chosen
  boolean prefill(RunningSequence one, int segment) {
    int pending = one.pending();
    int from = Math.toIntExact(one.past().length());
    int count = count(one, from, segment);
    try (Scope _ = Scope.open();
        NoGrad _ = NoGrad.open()) {
      Tensor part = Tensor.create(one.tokens().range(from, from + count), 1, count); // [1, T]
      boolean mayChoose = count == pending && one.wantsTokens();
      if (one.isScoredFrom(from)) {
        read(model.score(part, one.past()).flatten(0, 1)); // [T, V]
      } else if (mayChoose) {
        read(model.next(part, one.past())); // [1, V]
      } else {
        model.absorb(part, one.past());
      }
      return mayChoose;
    } catch (RuntimeException e) {
      throw StepFailure.of("a prompt, tokens [1, %d] behind %d".formatted(count, from), e);
    }
  }

  private int count(RunningSequence one, int from, int segment) {
    int pending = one.pending();
    int count = pending <= segment ? pending : segment - from % segment;
    if (one.isScoredFrom(from)) {
      return Math.min(count, piece.positions());
    }
    return one.isScored() ? Math.min(count, one.firstScoredRow() - from) : count;
  }

  /// Tells the log-probabilities of what the last part of a prompt predicted, if they are wanted.
  ///
  /// @param from where that part began
  void tellScores(RunningSequence one, int from) {
    if (one.isScoredFrom(from)) {
      int rows = Math.toIntExact(one.past().length()) - from;
      one.tellScored(
          from, rows, row -> new LogitRow(logits, row, width, vocabulary), () -> culprit(one));
    }
  }

  /// Takes the memory that the next position of a sequence needs.
  void makeRoom(RunningSequence one) {
    try {
      one.past().makeRoom();
    } catch (RuntimeException e) {
      throw StepFailure.of("a step, tokens [1, 1] behind %d".formatted(one.past().length()), e);
    }
  }

  /// Passes the last token of each sequence.
  void decode(List<RunningSequence> sequences) {
    try (Scope _ = Scope.open();
        NoGrad _ = NoGrad.open();
        Threads _ = threads()) {
      DecodeStep step = joined(sequences);
      read(step.next(sequences.stream().mapToLong(one -> one.tokens().last()).toArray()));
      replayed += step.replayedRows();
    } catch (RuntimeException e) {
      List<Long> lengths = sequences.stream().map(one -> one.past().length()).toList();
      throw StepFailure.of(
          "a step, tokens [%d, 1] behind %s".formatted(lengths.size(), lengths), e);
    }
  }

  private DecodeStep joined(List<RunningSequence> sequences) {
    DecodeStep step = joined;
    if (step == null) {
      step = DecodeStep.of(model, sequences.stream().map(RunningSequence::past).toList());
      joined = step;
    }
    return step;
  }

  /// Products with integers run on Java's threads, and so does what else is large then: libtorch's
  /// own would take turns with them on the same processors.
  private @Nullable Threads threads() {
    return switch (model.parameters().format()) {
      case INT8, INT4 -> Threads.atMost(1);
      case DENSE, PACKED -> null;
    };
  }

  private void read(Tensor rows) {
    Tensor numbers = Floats.float32(rows).cpu().contiguous(); // [B, V] or [T, V]
    int count = Math.toIntExact(numbers.numel());
    logits = logits.length == count ? logits : new float[count];
    FloatBuffer buffer = numbers.createBuffer();
    buffer.get(logits);
  }

  /// Chooses the first token of a sequence after its prompt.
  void choose(RunningSequence one) {
    choose(one, logits.length / width - 1);
  }

  /// Chooses a sequence's token.
  ///
  /// @param row of the last step's batch
  void choose(RunningSequence one, int row) {
    int begin = row * width;
    one.choose(
        Arrays.copyOfRange(logits, begin, begin + vocabulary),
        () -> new LogitRow(logits, row, width, vocabulary),
        () -> culprit(one));
  }

  private String culprit(RunningSequence one) {
    separate(); // or the past would not be where it is looked for
    return BrokenOutput.describe(model, one.past());
  }

  /// Hands all pasts back to their sequences: needed before one joins or leaves.
  void separate() {
    DecodeStep step = joined;
    joined = null;
    if (step != null) {
      step.close();
    }
  }

  PassedPositions passed() {
    return model.passed().plusLower(replayed).plusUpper(replayed);
  }

  @Override
  public void close() {
    separate();
  }
}
