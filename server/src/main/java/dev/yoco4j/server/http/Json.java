package dev.yoco4j.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// JSON in bodies.
public final class Json {
  private static final int MOST_NESTED = 200;

  private static final JsonMapper MAPPER =
      new JsonMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(MOST_NESTED)
                      .maxStringLength(Integer.MAX_VALUE) // the body's bound is the string's
                      .build())
              .build());

  private Json() {}

  /// A new object.
  ///
  /// @return empty
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /// Reads a body.
  ///
  /// @param request to read from
  /// @param limit bytes at most
  /// @return the fields of the object in it
  /// @throws ApiError if it is too long or no object
  /// @throws tools.jackson.core.JacksonException if it is not JSON
  public static Fields read(ServerRequest request, long limit) {
    byte[] body = bytes(request, limit);
    if (body.length == 0) {
      throw ApiError.request("the request has no body; a JSON object was expected");
    }
    JsonNode json = MAPPER.readTree(body);
    if (json instanceof ObjectNode object) {
      return new Fields(object);
    }
    throw ApiError.request("the body must be a JSON object");
  }

  /// Reads a body as it is.
  ///
  /// @param request to read from
  /// @param limit bytes at most
  /// @return all of it
  /// @throws ApiError if it is too long
  public static byte[] bytes(ServerRequest request, long limit) {
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    try (var in = request.content().inputStream()) {
      int most = (int) Math.min(Integer.MAX_VALUE - 8L, limit + 1);
      byte[] body = in.readNBytes(most);
      if (body.length > limit) {
        throw ApiError.tooLarge(limit);
      }
      return body;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads a text.
  ///
  /// @param text JSON
  /// @return what it says
  /// @throws tools.jackson.core.JacksonException if it is not JSON
  public static JsonNode parse(String text) {
    return MAPPER.readTree(text);
  }

  /// As text.
  ///
  /// @param json any
  /// @return one line
  public static String text(JsonNode json) {
    return MAPPER.writeValueAsString(json);
  }

  /// Answers.
  ///
  /// @param response to write to
  /// @param status of HTTP
  /// @param json the body
  public static void send(ServerResponse response, int status, JsonNode json) {
    response.status(Status.create(status));
    response.header(HeaderNames.CONTENT_TYPE, "application/json");
    response.send(text(json).getBytes(UTF_8));
  }

  /// Answers that something went wrong.
  ///
  /// @param response to write to
  /// @param error what
  public static void send(ServerResponse response, ApiError error) {
    error
        .retrySeconds()
        .ifPresent(seconds -> response.header(HeaderNames.RETRY_AFTER, Integer.toString(seconds)));
    if (error.status() == 401) {
      response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer");
    }
    send(response, error.status(), error.json());
  }
}
