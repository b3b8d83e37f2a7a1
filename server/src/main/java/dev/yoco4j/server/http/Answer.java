package dev.yoco4j.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The body of an answer that takes a while, with signs of life until it comes.
///
/// A client that went away is noticed when it is written to; what notices it throws
/// [ClientGoneException]. For use by one thread.
public abstract sealed class Answer permits EventStream, LateJson {
  private final ServerResponse response;
  private final String type;
  private final long every; // nanoseconds
  private @Nullable OutputStream out;
  private long written = System.nanoTime();

  Answer(ServerResponse response, String type, Duration signOfLife) {
    this.response = response;
    this.type = type;
    every = signOfLife.toNanos();
  }

  /// Whether the status has been sent, so that errors must go into the body.
  ///
  /// @return true from the first byte on
  public boolean isBegun() {
    return out != null;
  }

  /// Writes a sign of life if nothing else was written for a while.
  public void signOfLife() {
    if (System.nanoTime() - written >= every) {
      write(sign());
    }
  }

  /// What means nothing to a reader.
  abstract String sign();

  /// Says, within the body, that the answer will not come.
  ///
  /// @param error why
  public abstract void fail(ApiError error);

  final void write(String text) {
    try {
      OutputStream open = out == null ? begin() : out;
      open.write(text.getBytes(UTF_8));
      open.flush();
      written = System.nanoTime();
    } catch (IOException | RuntimeException e) {
      throw new ClientGoneException(e);
    }
  }

  private OutputStream begin() {
    response.header(HeaderNames.CONTENT_TYPE, type);
    response.header(HeaderNames.CACHE_CONTROL, "no-cache");
    response.header("X-Accel-Buffering", "no"); // proxies after nginx would hold tokens back
    OutputStream open = response.outputStream();
    out = open;
    return open;
  }

  final void end() {
    OutputStream open = out;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        throw new ClientGoneException(new UncheckedIOException(e));
      }
    }
  }
}
