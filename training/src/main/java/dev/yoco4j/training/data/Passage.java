package dev.yoco4j.training.data;

/// A stretch of bytes as it stands in a file: a whole document, or one part of a long one.
///
/// Reading is sequential and decoding is not, so what the reader gives is still bytes.
final class Passage {
  /// How the bytes hold their text.
  enum Form {
    /// They are the text.
    TEXT,
    /// They are a JSON object whose field `text` is the text.
    JSON_LINE
  }

  private final Origin origin;
  private final Form form;
  private final byte[] bytes;
  private final long offset;
  private final boolean opens;
  private final boolean closes;

  private Passage(
      Origin origin, Form form, byte[] bytes, long offset, boolean opens, boolean closes) {
    this.origin = origin;
    this.form = form;
    this.bytes = bytes;
    this.offset = offset;
    this.opens = opens;
    this.closes = closes;
  }

  static Passage part(Origin origin, byte[] bytes, long offset, boolean closes) {
    return new Passage(origin, Form.TEXT, bytes, offset, offset == 0, closes);
  }

  static Passage jsonLine(Origin origin, byte[] bytes, long offset) {
    return new Passage(origin, Form.JSON_LINE, bytes, offset, true, true);
  }

  int length() {
    return bytes.length;
  }

  /// Whether it is a line of JSON.
  boolean isLine() {
    return form == Form.JSON_LINE;
  }

  /// Whether a document begins here.
  boolean opens() {
    return opens;
  }

  /// Whether a document ends here.
  boolean closes() {
    return closes;
  }

  Document decode(MalformedText rule) {
    Utf8.Decoded decoded = Utf8.decode(bytes);
    if (decoded.replaced() > 0 && rule == MalformedText.REFUSE) {
      throw origin.corrupt(
          "byte "
              + (offset + decoded.firstMalformed())
              + " is not UTF-8; convert the text, or let malformed bytes be replaced");
    }
    Document whole = new Document(origin, decoded.text(), decoded.replaced());
    return switch (form) {
      case TEXT -> offset == 0 ? withoutByteOrderMark(whole) : whole;
      case JSON_LINE -> JsonLine.text(whole, rule);
    };
  }

  private static Document withoutByteOrderMark(Document document) {
    String text = document.text();
    return text.startsWith("\uFEFF")
        ? new Document(document.origin(), text.substring(1), document.replaced())
        : document;
  }
}
