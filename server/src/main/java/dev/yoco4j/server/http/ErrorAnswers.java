package dev.yoco4j.server.http;

import dev.yoco4j.inference.EngineFailedException;
import dev.yoco4j.inference.QueueFullException;
import dev.yoco4j.inference.RequestTooLargeException;
import io.helidon.http.HttpException;
import io.helidon.http.RequestException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletionException;
import java.util.function.IntSupplier;
import tools.jackson.core.JacksonException;

/// Turns what went wrong into what a client is told; the one place where types become statuses.
///
/// @param retrySeconds after how long a place in the queue is likely to be free
public record ErrorAnswers(IntSupplier retrySeconds) {
  private static final System.Logger LOG = System.getLogger(ErrorAnswers.class.getName());

  /// What a client is told.
  ///
  /// @param failure any
  /// @return status and message
  public ApiError of(Throwable failure) {
    return switch (failure) {
      case ApiError e -> e;
      case CompletionException e when e.getCause() != null -> of(e.getCause());
      case RequestTooLargeException e ->
          new ApiError(400, "invalid_request_error", "context_length_exceeded", "", said(e));
      case EngineFailedException e -> ApiError.unavailable("engine_failed", said(e));
      case QueueFullException e -> ApiError.busy(said(e), retrySeconds.getAsInt());
      case JacksonException e ->
          new ApiError(
              400,
              "invalid_request_error",
              "invalid_json",
              "",
              "the body is not JSON: " + oneLine(e.getOriginalMessage()));
      case IllegalArgumentException e -> ApiError.request(said(e));
      case HttpException e ->
          new ApiError(e.status().code(), "invalid_request_error", "invalid_request", "", said(e));
      case RequestException e -> ApiError.request(said(e));
      case UncheckedIOException e -> internal(e, said(e));
      default -> internal(failure, failure.getClass().getSimpleName() + ": " + said(failure));
    };
  }

  private static ApiError internal(Throwable failure, String message) {
    LOG.log(System.Logger.Level.ERROR, "a request failed", failure);
    return new ApiError(500, "server_error", "internal_error", "", message);
  }

  private static String said(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? "no reason given" : oneLine(message);
  }

  private static String oneLine(String message) {
    return message.lines().findFirst().orElse(message);
  }
}
