package dev.yoco4j.evaluation.reference;

import dev.yoco4j.torch.CorruptFileException;
import dev.yoco4j.torch.safetensors.DType;
import dev.yoco4j.torch.safetensors.SafetensorsFile;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// What a reference implementation computed, in a safetensors file (docs/formats/expected.md).
///
/// | tensor                | shape         | meaning                                                          |
/// |-----------------------|---------------|------------------------------------------------------------------|
/// | `tokens`              | `[B, N]`      | input ids; must be there                                         |
/// | `positions`           | `[P]`         | which positions the next tensor holds                            |
/// | `logits_at_positions` | `[B, P, V]`   | one full pass over all tokens                                    |
/// | `token_logprobs`      | `[B, N-1]`    | log-probability of token `i + 1` after position `i`              |
/// | `decode_logits`       | `[B, D, V]`   | the last `D` tokens fed one at a time after the others           |
final class ReferenceFile implements AutoCloseable {
  static final String TOKENS = "tokens";
  static final String POSITIONS = "positions";
  static final String LOGITS = "logits_at_positions";
  static final String LOG_PROBABILITIES = "token_logprobs";
  static final String DECODE_LOGITS = "decode_logits";
  private static final Set<DType> INTEGERS =
      EnumSet.of(DType.I64, DType.I32, DType.I16, DType.I8, DType.U8);
  private static final List<String> COMPARED = List.of(LOGITS, LOG_PROBABILITIES, DECODE_LOGITS);

  private final Path path;
  private final SafetensorsFile file;

  private ReferenceFile(Path path, SafetensorsFile file) {
    this.path = path;
    this.file = file;
  }

  static ReferenceFile open(Path path, long vocabularySize) {
    ReferenceFile reference = new ReferenceFile(path, SafetensorsFile.open(path));
    try {
      reference.check(vocabularySize);
      return reference;
    } catch (RuntimeException e) {
      reference.close();
      throw e;
    }
  }

  boolean has(String name) {
    return file.names().contains(name);
  }

  Tensor integers(String name) {
    return file.read(name).to(ScalarType.Long);
  }

  Tensor numbers(String name) {
    return file.read(name).to(ScalarType.Float);
  }

  /// How many tokens were fed one at a time.
  long decoded() {
    return has(DECODE_LOGITS) ? shape(DECODE_LOGITS).get(1) : 0;
  }

  private void check(long vocabulary) {
    if (!has(TOKENS)) {
      throw new CorruptFileException(path, "has no tensor " + TOKENS);
    }
    if (COMPARED.stream().noneMatch(this::has)) {
      throw new CorruptFileException(
          path, "has nothing to compare: none of " + String.join(", ", COMPARED));
    }
    requireIntegers(TOKENS);
    List<Long> tokens = shape(TOKENS);
    if (tokens.size() != 2 || tokens.get(0) < 1 || tokens.get(1) < 1) {
      throw new CorruptFileException(path, TOKENS + " is " + tokens + ", expected [B, N]");
    }
    long batch = tokens.get(0);
    long length = tokens.get(1);
    if (has(LOGITS)) {
      if (!has(POSITIONS) || shape(POSITIONS).size() != 1 || shape(POSITIONS).getFirst() < 1) {
        throw new CorruptFileException(path, LOGITS + " needs a tensor " + POSITIONS + " [P]");
      }
      requireIntegers(POSITIONS);
      require(LOGITS, List.of(batch, shape(POSITIONS).getFirst(), vocabulary));
    }
    if (has(LOG_PROBABILITIES)) {
      if (length < 2) {
        throw new CorruptFileException(path, LOG_PROBABILITIES + " needs two tokens or more");
      }
      require(LOG_PROBABILITIES, List.of(batch, length - 1));
    }
    if (has(DECODE_LOGITS)) {
      OptionalLong decoded =
          shape(DECODE_LOGITS).size() == 3
              ? OptionalLong.of(shape(DECODE_LOGITS).get(1))
              : OptionalLong.empty();
      long count = decoded.orElse(0);
      require(DECODE_LOGITS, List.of(batch, Math.clamp(count, 1, length), vocabulary));
    }
  }

  private void requireIntegers(String name) {
    DType type = file.entry(name).dtype();
    if (!INTEGERS.contains(type)) {
      throw new CorruptFileException(path, name + " are of type " + type + ", must be integers");
    }
  }

  private void require(String name, List<Long> expected) {
    if (!shape(name).equals(expected)) {
      throw new CorruptFileException(
          path,
          name
              + " is "
              + shape(name)
              + ", expected "
              + expected
              + " for this model and these tokens");
    }
  }

  private List<Long> shape(String name) {
    return file.entry(name).shape();
  }

  @Override
  public void close() {
    file.close();
  }
}
