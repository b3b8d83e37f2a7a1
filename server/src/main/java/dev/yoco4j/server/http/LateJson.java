package dev.yoco4j.server.http;

import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/// One JSON document that takes a while.
///
/// Signs of life are blanks before it, which JSON allows. After the first one the status is sent:
/// an error has to be read in the body.
public final class LateJson extends Answer {
  private final ServerResponse response;

  /// Writes nothing yet.
  ///
  /// @param response to write to
  /// @param signOfLife how often
  public LateJson(ServerResponse response, Duration signOfLife) {
    super(response, "application/json", signOfLife);
    this.response = response;
  }

  /// The document.
  ///
  /// @param json the body
  public void send(JsonNode json) {
    if (isBegun()) {
      write(Json.text(json));
      end();
    } else {
      Json.send(response, 200, json);
    }
  }

  @Override
  String sign() {
    return " ";
  }

  @Override
  public void fail(ApiError error) {
    send(error.json());
  }
}
