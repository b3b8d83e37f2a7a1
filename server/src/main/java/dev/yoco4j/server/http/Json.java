package dev.yoco4j.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yoco4j.server.LimitsConfig;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.function.Function;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// JSON in bodies.
public final class Json {
  private static final int MOST_NESTED = 200;

  /// Values and names of a document: each takes many times its bytes once it is read.
  private static final long MOST_VALUES = 4L << 20;

  private static final JsonMapper MAPPER =
      new JsonMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(MOST_NESTED)
                      .maxTokenCount(MOST_VALUES)
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
  /// @param <T> what it means
  /// @param request to read from
  /// @param limits of its size and its time
  /// @param meaning of the fields of the object in it, which nothing keeps after that
  /// @return what it means
  /// @throws ApiError if it is too long or no object
  /// @throws tools.jackson.core.JacksonException if it is not JSON
  public static <T> T read(
      ServerRequest request, LimitsConfig limits, Function<Fields, T> meaning) {
    return Body.read(request, limits, body -> meaning.apply(fields(body)));
  }

  private static Fields fields(byte[] body) {
    if (body.length == 0) {
      throw ApiError.request("the request has no body; a JSON object was expected");
    }
    JsonNode json = MAPPER.readTree(body);
    if (json instanceof ObjectNode object) {
      return new Fields(object);
    }
    throw ApiError.request("the body must be a JSON object");
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
