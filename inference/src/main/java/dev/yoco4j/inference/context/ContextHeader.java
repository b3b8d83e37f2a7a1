package dev.yoco4j.inference.context;

import dev.yoco4j.model.past.PastSlot;
import dev.yoco4j.torch.CorruptFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.node.ObjectNode;

/// What a saved context says of itself.
///
/// @param version the version of this program that made it; says nothing about the format
/// @param model the model that it belongs to
/// @param keyValueDtype what windows and keys and values are in, such as `bfloat16`
/// @param positions positions absorbed: where the next token stands
/// @param tokens ids in the tensor [ContextFile#TOKENS], at least `positions`; those beyond are
///   known and not yet absorbed
/// @param slots what the past consists of, as the model's configuration has it
public record ContextHeader(
    String version,
    ContextModel model,
    String keyValueDtype,
    long positions,
    long tokens,
    List<PastSlot> slots) {
  /// Checks the values.
  ///
  /// @throws IllegalArgumentException if positions are negative or more than tokens
  public ContextHeader {
    slots = List.copyOf(slots);
    if (positions < 0 || positions > tokens) {
      throw new IllegalArgumentException(
          "positions must be from 0 to the %d tokens, was %d".formatted(tokens, positions));
    }
  }

  /// The version of this program, for new headers.
  ///
  /// @return the version of the jar, or `development` where classes run from a folder
  public static String thisVersion() {
    return Objects.requireNonNullElse(
        ContextHeader.class.getPackage().getImplementationVersion(), "development");
  }

  /// Writes the header.
  ///
  /// @return the fields of `docs/formats/saved-context.md`
  public ObjectNode toJson() {
    return ContextHeaderJson.write(this);
  }

  /// Reads a header; every field must be there, and none besides.
  ///
  /// @param file whose header it is, for messages
  /// @param json its fields
  /// @return the header
  /// @throws CorruptFileException naming the field that is missing, unknown or out of its bounds
  public static ContextHeader fromJson(Path file, ObjectNode json) {
    try {
      return ContextHeaderJson.read(json);
    } catch (IllegalArgumentException e) {
      throw new CorruptFileException(file, String.valueOf(e.getMessage()), e);
    }
  }
}
