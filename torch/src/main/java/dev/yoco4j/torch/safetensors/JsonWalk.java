package dev.yoco4j.torch.safetensors;

import dev.yoco4j.torch.CorruptFileException;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/// One JSON document of a file, read front to back without building a tree of it.
///
/// A tree could take many times the memory of its text, and would drop the duplicate names that
/// make a header mean two things.
final class JsonWalk {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final Path file;
  private final String place;
  private final JsonParser parser;

  private JsonWalk(Path file, String place, JsonParser parser) {
    this.file = file;
    this.place = place;
    this.parser = parser;
  }

  /// Reads a document that is one object.
  ///
  /// @param file whose document it is
  /// @param place where in the file, for messages
  /// @param utf8 the document
  /// @param field reads the value of the field that it is given the name of
  /// @throws CorruptFileException if it is not JSON, not UTF-8, or has a name twice
  static void object(Path file, String place, byte[] utf8, FieldReader field) {
    // A decoder that was asked for, and not a charset's name, reports malformed text.
    InputStreamReader strict =
        new InputStreamReader(new ByteArrayInputStream(utf8), StandardCharsets.UTF_8.newDecoder());
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), strict)) {
      JsonWalk walk = new JsonWalk(file, place, parser);
      walk.object(name -> field.read(walk, name));
      if (parser.nextToken() != null) {
        throw walk.corrupt("something follows the JSON object");
      }
    } catch (JacksonException e) {
      throw new CorruptFileException(
          file, place + " is not JSON: " + e.getOriginalMessage() + where(e), e);
    }
  }

  /// Reads one field.
  @FunctionalInterface
  interface FieldReader {
    void read(JsonWalk walk, String name);
  }

  /// The next value, an object.
  void object(Consumer<String> field) {
    expect(JsonToken.START_OBJECT, "an object");
    Set<String> seen = new HashSet<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      if (!seen.add(name)) {
        throw corrupt("the name '" + name + "' is there twice");
      }
      field.accept(name);
    }
  }

  /// The next value, a string.
  String string() {
    expect(JsonToken.VALUE_STRING, "a string");
    return parser.getString();
  }

  /// The next value, an array of integers from 0 to 2^63 - 1.
  List<Long> naturals(int most) {
    expect(JsonToken.START_ARRAY, "an array");
    List<Long> all = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (all.size() == most) {
        throw corrupt("an array of more than " + most + " numbers");
      }
      all.add(natural());
    }
    return List.copyOf(all);
  }

  /// The next value, whatever it is.
  void skip() {
    parser.nextToken();
    parser.skipChildren();
  }

  CorruptFileException corrupt(String what) {
    long at = parser.currentTokenLocation().getCharOffset();
    return new CorruptFileException(file, place + ": " + what + ", at character " + at);
  }

  private static String where(JacksonException e) {
    TokenStreamLocation location = e.getLocation(); // null for a limit that was passed
    return location == null ? "" : ", at character " + location.getCharOffset();
  }

  private long natural() {
    boolean fits =
        parser.currentToken() == JsonToken.VALUE_NUMBER_INT
            && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
            && parser.getLongValue() >= 0;
    if (!fits) {
      throw corrupt("'" + parser.getString() + "' where an integer from 0 to 2^63-1 must be");
    }
    return parser.getLongValue();
  }

  private void expect(JsonToken token, String what) {
    JsonToken next = parser.nextToken();
    if (next != token) {
      throw corrupt((next == null ? "the end" : next) + " where " + what + " must be");
    }
  }
}
