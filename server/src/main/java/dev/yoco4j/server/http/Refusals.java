package dev.yoco4j.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yoco4j.server.LimitsConfig;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import org.jspecify.annotations.Nullable;

/// What Helidon refuses before a route sees it, in the words of all other errors.
///
/// Helidon takes some of what is no HTTP, and requests that end too soon, for failures of its own;
/// failures of routes never come here.
public final class Refusals implements DirectHandler {
  private final LimitsConfig limits;

  private Refusals(LimitsConfig limits) {
    this.limits = limits;
  }

  /// Answers for everything that Helidon refuses.
  ///
  /// @param limits that it keeps
  /// @return handlers of all kinds of events
  public static DirectHandlers handlers(LimitsConfig limits) {
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (EventType type : EventType.values()) {
      handlers.addHandler(type, new Refusals(limits));
    }
    return handlers.build();
  }

  @Override
  public TransportResponse handle(
      TransportRequest request,
      EventType type,
      Status given,
      ServerResponseHeaders headers,
      @Nullable String message) {
    ApiError error = error(type, given, message);
    return TransportResponse.builder()
        .status(Status.create(error.status()))
        .headers(headers)
        .header(HeaderNames.CONTENT_TYPE, "application/json")
        .entity(Json.text(error.json()).getBytes(UTF_8))
        .build();
  }

  private ApiError error(EventType type, Status status, @Nullable String message) {
    if (status.code() == Status.REQUEST_ENTITY_TOO_LARGE_413.code()) {
      return ApiError.tooLarge(limits.bodyBytes());
    }
    return type == EventType.INTERNAL_ERROR
        ? ApiError.request("the request is not HTTP, or ended too soon")
        : new ApiError(
            status.code(), "invalid_request_error", "invalid_request", "", said(status, message));
  }

  private static String said(Status status, @Nullable String message) {
    return message == null || message.isBlank()
        ? status.reasonPhrase()
        : message.lines().findFirst().orElse(message);
  }
}
