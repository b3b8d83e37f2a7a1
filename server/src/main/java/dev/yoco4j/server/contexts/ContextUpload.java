package dev.yoco4j.server.contexts;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yoco4j.server.LimitsConfig;
import dev.yoco4j.server.http.ApiError;
import dev.yoco4j.server.http.Body;
import dev.yoco4j.server.http.Fields;
import dev.yoco4j.server.http.Json;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Locale;

/// A text to be taken in, as JSON or as the body itself.
///
/// @param text of the document
/// @param name what its owner calls it
/// @param save whether it is saved, too
/// @param stream whether the answer tells of the progress
record ContextUpload(String text, String name, boolean save, boolean stream) {
  private static final int LONGEST_NAME = 200;

  ContextUpload {
    if (name.length() > LONGEST_NAME) {
      throw ApiError.field("name", "must have at most " + LONGEST_NAME + " characters");
    }
  }

  static ContextUpload read(ServerRequest request, LimitsConfig limits) {
    String type =
        request.headers().first(HeaderNames.CONTENT_TYPE).orElse("").toLowerCase(Locale.ROOT);
    if (type.startsWith("multipart/")) {
      throw new ApiError(
          415,
          "invalid_request_error",
          "unsupported_media_type",
          "",
          "send the file as the body itself: curl --data-binary @FILE -H 'Content-Type: text/plain'");
    }
    return type.startsWith("text/") || type.startsWith("application/octet-stream")
        ? plain(request, limits)
        : Json.read(request, limits, ContextUpload::json);
  }

  private static ContextUpload json(Fields fields) {
    return new ContextUpload(
        fields.text("text").orElseThrow(() -> ApiError.field("text", "is missing")),
        fields.text("name").orElse("context"),
        fields.flag("save"),
        fields.flag("stream"));
  }

  private static ContextUpload plain(ServerRequest request, LimitsConfig limits) {
    return new ContextUpload(
        Body.read(request, limits, ContextUpload::text),
        request.query().first("name").orElse("context"),
        flag(request, "save"),
        flag(request, "stream"));
  }

  private static String text(byte[] body) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException _) {
      throw ApiError.request("the body is not UTF-8 text");
    }
  }

  private static boolean flag(ServerRequest request, String name) {
    return switch (request.query().first(name).orElse("false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw ApiError.field(name, "must be true or false");
    };
  }
}
