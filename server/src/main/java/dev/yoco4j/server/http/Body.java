package dev.yoco4j.server.http;

import dev.yoco4j.server.LimitsConfig;
import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.http.HttpException;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.Function;

/// Reads the bodies of requests: no more than a limit, no slower than a limit.
public final class Body {
  /// A client that sends less would keep its connection, and memory, for as long as it likes.
  private static final long SLOWEST_BYTES_PER_SECOND = 1024;

  private static final int PIECE = 64 << 10;

  private Body() {}

  /// Reads a body, and has it understood while no more than a few long ones are there.
  ///
  /// @param <T> what it means
  /// @param request to read from
  /// @param limits of its size and its time
  /// @param meaning of all its bytes, empty if there is no body; nothing keeps them after that
  /// @return what it means
  /// @throws ApiError if it is too long, takes too long, or ends too soon
  public static <T> T read(
      ServerRequest request, LimitsConfig limits, Function<byte[], T> meaning) {
    try (LongBodyPlace place = new LongBodyPlace(limits.idle())) {
      return meaning.apply(bytes(request, limits, place));
    }
  }

  private static byte[] bytes(ServerRequest request, LimitsConfig limits, LongBodyPlace place) {
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    try (InputStream in = request.content().inputStream()) {
      return read(in, limits, place);
    } catch (InsufficientDataAvailableException _) {
      throw ApiError.request("the connection ended within the body");
    } catch (HttpException | RequestException e) {
      throw refused(e, limits);
    } catch (UncheckedIOException | IOException _) {
      throw ApiError.request("the connection broke within the body");
    }
  }

  private static byte[] read(InputStream in, LimitsConfig limits, LongBodyPlace place)
      throws IOException {
    long begin = System.nanoTime();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] piece = new byte[PIECE];
    for (int count = next(in, piece, limits); count >= 0; count = next(in, piece, limits)) {
      body.write(piece, 0, count);
      if (body.size() > limits.bodyBytes()) {
        throw ApiError.tooLarge(limits.bodyBytes());
      }
      place.need(body.size());
      Duration allowed = limits.idle().plusSeconds(body.size() / SLOWEST_BYTES_PER_SECOND);
      if (System.nanoTime() - begin > allowed.toNanos()) {
        throw tooSlow(allowed);
      }
    }
    return body.toByteArray();
  }

  private static int next(InputStream in, byte[] piece, LimitsConfig limits) throws IOException {
    try (ReadDeadline deadline = new ReadDeadline(limits.idle())) {
      try {
        return in.read(piece);
      } catch (IOException | RuntimeException e) {
        if (deadline.isPassed()) {
          throw tooSlow(limits.idle());
        }
        throw e;
      }
    }
  }

  /// Helidon counts, too.
  private static RuntimeException refused(RuntimeException e, LimitsConfig limits) {
    boolean tooLarge =
        switch (e) {
          case HttpException http -> http.status().equals(Status.REQUEST_ENTITY_TOO_LARGE_413);
          case RequestException refused ->
              refused.status().equals(Status.REQUEST_ENTITY_TOO_LARGE_413);
          default -> false;
        };
    return tooLarge ? ApiError.tooLarge(limits.bodyBytes()) : e;
  }

  private static ApiError tooSlow(Duration waited) {
    return new ApiError(
        408,
        "invalid_request_error",
        "request_timeout",
        "",
        "the body did not arrive within " + waited.toSeconds() + " seconds");
  }
}
