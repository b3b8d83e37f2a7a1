package dev.yoco4j.benchmark.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yoco4j.benchmark.serve.StreamedAnswer.Usage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Server-sent events of one answer, read as they come. Closing it before its end is what a client
/// that goes away does. For use by one thread.
final class AnswerStream implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String DATA = "data: ";
  private static final String DONE = "[DONE]";

  private final long sent;
  private final BufferedReader lines;
  private final List<Long> arrivals = new ArrayList<>();
  private Usage usage = new Usage(0, 0, 0);
  private long ended;
  private boolean done;

  /// @param sent when the request was sent
  /// @param body of the answer
  AnswerStream(long sent, InputStream body) {
    this.sent = sent;
    ended = sent;
    lines = new BufferedReader(new InputStreamReader(body, UTF_8));
  }

  /// Waits for the next piece of text.
  ///
  /// @return false at the end
  /// @throws IllegalStateException if the server told of a failure, or the answer broke off
  boolean next() {
    while (!done) {
      String line = read();
      if (line.startsWith(DATA) && take(line.substring(DATA.length()))) {
        return true;
      }
    }
    return false;
  }

  /// Whether the answer came to its end.
  boolean isDone() {
    return done;
  }

  private String read() {
    try {
      String line = lines.readLine();
      if (line == null) {
        throw new IllegalStateException("an answer broke off after " + arrivals.size() + " texts");
      }
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException("an answer broke off: " + e.getMessage(), e);
    }
  }

  private boolean take(String data) {
    ended = System.nanoTime();
    if (data.equals(DONE)) {
      done = true;
      return false;
    }
    JsonNode event = JSON.readTree(data);
    if (event.has("error")) {
      throw new IllegalStateException(
          "the server failed: " + event.at("/error/message").asString("without a reason"));
    }
    JsonNode counted = event.path("usage");
    if (counted.isObject()) {
      usage =
          new Usage(
              counted.path("prompt_tokens").asInt(0),
              counted.at("/prompt_tokens_details/cached_tokens").asInt(0),
              counted.path("completion_tokens").asInt(0));
    }
    if (text(event.path("choices").path(0)).isEmpty()) {
      return false;
    }
    arrivals.add(ended);
    return true;
  }

  /// A completion's text, or that of a chat.
  private static String text(JsonNode choice) {
    return choice.path("text").asString("") + choice.at("/delta/content").asString("");
  }

  /// What came so far.
  StreamedAnswer answered() {
    return new StreamedAnswer(sent, arrivals, ended, usage);
  }

  @Override
  public void close() {
    try {
      lines.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
