package dev.yoco4j.server.http;

import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/// Server-sent events (WHATWG HTML, section 9.2), each a JSON document, ended by `[DONE]`.
///
/// Signs of life are comments.
public final class EventStream extends Answer {
  /// Writes nothing yet.
  ///
  /// @param response to write to
  /// @param signOfLife how often
  public EventStream(ServerResponse response, Duration signOfLife) {
    super(response, "text/event-stream", signOfLife);
  }

  /// One event.
  ///
  /// @param json its data
  public void send(JsonNode json) {
    write("data: " + Json.text(json) + "\n\n");
  }

  /// The last one.
  public void done() {
    write("data: [DONE]\n\n");
    end();
  }

  @Override
  String sign() {
    return ": still here\n\n";
  }

  @Override
  public void fail(ApiError error) {
    send(error.json());
    done();
  }
}
