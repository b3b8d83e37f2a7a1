package dev.yoco4j.training.data;

import dev.yoco4j.torch.CorruptFileException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// One line of a `.jsonl` file: an object whose field `text` is the document.
final class JsonLine {
  private static final String WANTED = "each line must be an object such as {\"text\": \"...\"}";

  // The line reader bounds lines; a second bound below it would only refuse what the first allows.
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(LineReader.MAX_BYTES).build())
          .build();

  private JsonLine() {}

  static Document text(Document line, MalformedText rule) {
    String json = line.text();
    String start = json.startsWith("\uFEFF") ? json.substring(1) : json;
    String text;
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), start)) {
      text = textField(parser, line.origin());
    } catch (JacksonException e) {
      String reason = e.getOriginalMessage().lines().findFirst().orElse("");
      throw corrupt(line.origin(), "is not JSON (" + reason + ")");
    }
    return wellFormed(new Document(line.origin(), text, line.replaced()), rule);
  }

  private static String textField(JsonParser parser, Origin origin) {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw corrupt(origin, "is not a JSON object");
    }
    @Nullable String text = null;
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean wanted = parser.currentName().equals("text");
      JsonToken value = parser.nextToken();
      if (wanted && value != JsonToken.VALUE_STRING) {
        throw corrupt(origin, "has a field \"text\" that is not a string");
      }
      if (wanted) {
        text = parser.getString();
      }
      parser.skipChildren();
    }
    if (parser.nextToken() != null) {
      throw corrupt(origin, "goes on after its JSON object");
    }
    if (text == null) {
      throw corrupt(origin, "has no field \"text\"");
    }
    return text;
  }

  /// JSON can escape half of a surrogate pair, which no UTF-8 can hold.
  private static Document wellFormed(Document document, MalformedText rule) {
    String text = document.text();
    if (text.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
      return document;
    }
    StringBuilder repaired = new StringBuilder();
    long halves = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int codePoint = text.codePointAt(i);
      boolean half = Character.getType(codePoint) == Character.SURROGATE;
      halves += half ? 1 : 0;
      repaired.appendCodePoint(half ? 0xFFFD : codePoint);
    }
    if (halves > 0 && rule == MalformedText.REFUSE) {
      throw document
          .origin()
          .corrupt(
              "holds half of a surrogate pair, which is no character; convert the text, or let"
                  + " malformed text be replaced");
    }
    return new Document(document.origin(), repaired.toString(), document.replaced() + halves);
  }

  private static CorruptFileException corrupt(Origin origin, String what) {
    return origin.corrupt(what + "; " + WANTED);
  }
}
