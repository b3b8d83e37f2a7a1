package dev.yoco4j.evaluation.reference;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.stack;

import dev.yoco4j.inference.cache.PastLayout;
import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.weights.ModelFolder;
import dev.yoco4j.torch.CorruptFileException;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/// Runs a model over a reference's tokens in float32 and measures how far its numbers are from the
/// reference's.
public final class Verification {
  /// Positions absorbed at once before the tokens that are fed one at a time, as the reference
  /// files were made.
  private static final long SEGMENT = 256;

  private Verification() {}

  /// How far one tensor is.
  ///
  /// @param tensor its name in the file
  /// @param largestDifference largest absolute difference of an entry; NaN if any entry is
  /// @param entries numbers compared
  public record Difference(String tensor, double largestDifference, long entries) {
    /// Whether the tensor is near enough.
    ///
    /// @param tolerance largest difference allowed
    /// @return false for NaN as well
    public boolean within(double tolerance) {
      return largestDifference <= tolerance;
    }
  }

  /// Compares a model with a file.
  ///
  /// @param modelFolder the model
  /// @param expected the file
  /// @return one entry per tensor that the file has
  public static List<Difference> run(Path modelFolder, Path expected) {
    try (ModelFolder folder = ModelFolder.open(modelFolder);
        ReferenceFile reference =
            ReferenceFile.open(expected, folder.config().model().vocabularySize());
        LanguageModel model = folder.load(Precision.FLOAT32);
        NoGrad _ = NoGrad.open();
        Scope _ = Scope.open()) {
      Tensor tokens = reference.integers(ReferenceFile.TOKENS); // [B, N]
      requireInVocabulary(expected, tokens, model.config().vocabularySize());
      List<Difference> differences = new ArrayList<>();
      fullPass(model, tokens, expected, reference, differences);
      if (reference.has(ReferenceFile.DECODE_LOGITS)) {
        Tensor decoded = decode(model, tokens, reference.decoded());
        differences.add(compare(ReferenceFile.DECODE_LOGITS, decoded, reference));
      }
      return differences;
    }
  }

  /// Row by row, so that one sequence's logits are the most that is held.
  private static void fullPass(
      LanguageModel model,
      Tensor tokens,
      Path file,
      ReferenceFile reference,
      List<Difference> differences) {
    TensorVector atPositions = new TensorVector();
    TensorVector logProbabilities = new TensorVector();
    long length = tokens.size(1);
    for (long row = 0; row < tokens.size(0); row++) {
      try (Scope scope = Scope.open()) {
        Tensor sequence = tokens.narrow(0, row, 1); // [1, N]
        Tensor logits = Floats.float32(model.logits(sequence).select(0, 0)); // [N, V]
        if (reference.has(ReferenceFile.LOGITS)) {
          Tensor positions = reference.integers(ReferenceFile.POSITIONS);
          requirePositions(file, positions, length);
          atPositions.push_back(scope.keep(logits.index_select(0, positions)));
        }
        if (reference.has(ReferenceFile.LOG_PROBABILITIES)) {
          Tensor next = sequence.select(0, 0).narrow(0, 1, length - 1).unsqueeze(1); // [N - 1, 1]
          Tensor all = logits.narrow(0, 0, length - 1).log_softmax(1);
          logProbabilities.push_back(scope.keep(all.gather(1, next).squeeze(1)));
        }
      }
    }
    if (!atPositions.empty()) {
      differences.add(compare(ReferenceFile.LOGITS, stack(atPositions, 0), reference));
    }
    if (!logProbabilities.empty()) {
      differences.add(
          compare(ReferenceFile.LOG_PROBABILITIES, stack(logProbabilities, 0), reference));
    }
  }

  private static Tensor decode(LanguageModel model, Tensor tokens, long decoded) {
    TensorVector sequences = new TensorVector();
    for (long i = 0; i < tokens.size(0); i++) {
      sequences.push_back(decodeOne(model, tokens.narrow(0, i, 1), decoded));
    }
    return cat(sequences, 0); // [B, D, V]
  }

  /// The incremental path: early exit over all but the last tokens, then these one at a time.
  private static Tensor decodeOne(LanguageModel model, Tensor tokens, long decoded) {
    long length = tokens.size(1);
    long absorbed = length - decoded;
    try (Scope scope = Scope.open();
        SequencePast past = new SequencePast(PastLayout.of(model, length))) {
      for (long from = 0; from < absorbed; from += SEGMENT) {
        model.absorb(tokens.narrow(1, from, Math.min(SEGMENT, absorbed - from)), past);
      }
      TensorVector rows = new TensorVector();
      for (long position = absorbed; position < length; position++) {
        rows.push_back(model.next(tokens.narrow(1, position, 1), past).unsqueeze(1)); // [1, 1, V]
      }
      return scope.keep(cat(rows, 1)); // [1, D, V]
    }
  }

  private static Difference compare(String name, Tensor got, ReferenceFile reference) {
    try (Scope _ = Scope.open()) {
      return new Difference(
          name, Floats.largestDifference(got, reference.numbers(name)), got.numel());
    }
  }

  private static void requireInVocabulary(Path file, Tensor tokens, long vocabulary) {
    double smallest = Floats.number(tokens.min());
    double largest = Floats.number(tokens.max());
    if (smallest < 0 || largest >= vocabulary) {
      throw new CorruptFileException(
          file,
          "tokens go from %.0f to %.0f, the model's vocabulary is 0 to %d"
              .formatted(smallest, largest, vocabulary - 1));
    }
  }

  private static void requirePositions(Path file, Tensor positions, long length) {
    if (Floats.number(positions.min()) < 0 || Floats.number(positions.max()) >= length) {
      throw new CorruptFileException(file, "positions must be at least 0 and below " + length);
    }
  }
}
