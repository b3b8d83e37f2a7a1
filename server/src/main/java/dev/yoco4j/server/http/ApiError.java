package dev.yoco4j.server.http;

import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Why a request is not answered, as OpenAI's clients read it.
public final class ApiError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String type;
  private final String code;
  private final String field;
  private final int retrySeconds;

  /// An error.
  ///
  /// @param status of HTTP
  /// @param type OpenAI's class of the error
  /// @param code what happened, for programs
  /// @param field of the request that it is about; empty if none
  /// @param message what happened and what to do, for people
  public ApiError(int status, String type, String code, String field, String message) {
    this(status, type, code, field, message, 0);
  }

  private ApiError(
      int status, String type, String code, String field, String message, int retrySeconds) {
    super(message);
    this.status = status;
    this.type = type;
    this.code = code;
    this.field = field;
    this.retrySeconds = retrySeconds;
  }

  /// A field that is not what it should be.
  ///
  /// @param field its name
  /// @param problem what is wrong with it, to follow the name
  /// @return 400
  public static ApiError field(String field, String problem) {
    return new ApiError(
        400, "invalid_request_error", "invalid_value", field, field + " " + problem);
  }

  /// A request that makes no sense as a whole.
  ///
  /// @param message what is wrong
  /// @return 400
  public static ApiError request(String message) {
    return new ApiError(400, "invalid_request_error", "invalid_request", "", message);
  }

  /// Something that is not there.
  ///
  /// @param code which kind
  /// @param message what
  /// @return 404
  public static ApiError missing(String code, String message) {
    return new ApiError(404, "invalid_request_error", code, "", message);
  }

  /// A body beyond the limit.
  ///
  /// @param limit bytes
  /// @return 413
  public static ApiError tooLarge(long limit) {
    return new ApiError(
        413,
        "invalid_request_error",
        "body_too_large",
        "",
        "the body has more than %d bytes; yoco serve --max-body raises the limit".formatted(limit));
  }

  /// A server that does not answer yet, or no more.
  ///
  /// @param code which of them
  /// @param message for people
  /// @return 503
  public static ApiError unavailable(String code, String message) {
    return new ApiError(503, "server_error", code, "", message, 1);
  }

  /// More requests than the queue holds.
  ///
  /// @param message with the numbers
  /// @param retrySeconds when to ask again
  /// @return 429
  public static ApiError busy(String message, int retrySeconds) {
    return new ApiError(429, "rate_limit_error", "queue_full", "", message, retrySeconds);
  }

  /// The status of HTTP.
  ///
  /// @return from 400
  public int status() {
    return status;
  }

  /// When to ask again.
  ///
  /// @return seconds, where waiting helps
  public OptionalInt retrySeconds() {
    return retrySeconds == 0 ? OptionalInt.empty() : OptionalInt.of(retrySeconds);
  }

  /// The body of the answer.
  ///
  /// @return `{"error": {"message", "type", "param", "code"}}`
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ObjectNode error = json.putObject("error").put("message", getMessage()).put("type", type);
    Optional.of(field)
        .filter(name -> !name.isEmpty())
        .ifPresentOrElse(name -> error.put("param", name), () -> error.putNull("param"));
    error.put("code", code);
    return json;
  }
}
