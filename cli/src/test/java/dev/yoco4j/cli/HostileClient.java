package dev.yoco4j.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.yoco4j.cli.HostileBodies.Hostile;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Sends requests that are meant to break a server, and notes every answer that shows that one did.
final class HostileClient {
  private static final List<Integer> EXPECTED =
      List.of(200, 400, 403, 404, 405, 408, 413, 414, 415, 417, 429, 431, 501, 503, 505);

  private final URI address;
  private final Random random;
  private final HostileBodies bodies;
  private @Nullable Wire open;
  private int answered;

  HostileClient(URI address, long seed) {
    this.address = address;
    random = new Random(seed);
    bodies = new HostileBodies(seed);
  }

  /// How many requests were answered, and not cut off by this client.
  int answered() {
    return answered;
  }

  /// Sends one request.
  ///
  /// @return what the server did wrong; nothing is `null`
  @Nullable String attack() throws IOException {
    Hostile hostile = bodies.next();
    try {
      return switch (random.nextInt(20)) {
        case 0 -> malformed(hostile);
        case 1 -> cutOff(hostile);
        case 2 -> reset(hostile);
        case 3 -> slow(hostile);
        default -> whole(hostile);
      };
    } catch (java.net.SocketTimeoutException e) {
      return "no answer to " + shown(hostile);
    }
  }

  /// A request that HTTP allows has an answer.
  private @Nullable String whole(Hostile hostile) throws IOException {
    Wire wire = wire();
    try {
      wire.send(Wire.post(hostile.path(), hostile.body()));
      Wire.Reply reply = wire.read();
      if (reply.headers().getOrDefault("connection", "").equalsIgnoreCase("close")) {
        drop();
      }
      answered++;
      return judge(hostile, reply);
    } catch (EOFException | SocketException e) {
      drop();
      return "closed (%s) on %s".formatted(e.getMessage(), shown(hostile));
    }
  }

  private static @Nullable String judge(Hostile hostile, Wire.Reply reply) {
    boolean broken =
        !EXPECTED.contains(reply.status())
            || reply.body().contains("server_error")
            || (reply.status() >= 400 && !reply.body().contains("\"message\":\""));
    return broken ? "%d %s on %s".formatted(reply.status(), reply.body(), shown(hostile)) : null;
  }

  private static String shown(Hostile hostile) {
    String body = new String(hostile.body(), ISO_8859_1);
    return hostile.path() + " " + body.substring(0, Math.min(400, body.length()));
  }

  /// What is no HTTP has an answer, or its connection is closed.
  private @Nullable String malformed(Hostile hostile) throws IOException {
    byte[] request = Wire.post(hostile.path(), hostile.body());
    for (int i = 0; i < 4; i++) {
      request[random.nextInt(Math.min(100, request.length))] = (byte) random.nextInt();
    }
    try (Wire wire = Wire.to(address)) {
      wire.send(request);
      wire.shutOutput();
      return judge(hostile, wire.read());
    } catch (EOFException | SocketException | NumberFormatException _) {
      return null;
    }
  }

  private @Nullable String cutOff(Hostile hostile) throws IOException {
    byte[] request = Wire.post(hostile.path(), hostile.body());
    try (Wire wire = Wire.to(address)) {
      wire.send(Arrays.copyOf(request, random.nextInt(request.length)));
      wire.shutOutput();
      return judge(hostile, wire.read());
    } catch (EOFException | SocketException _) {
      return null;
    }
  }

  private @Nullable String reset(Hostile hostile) throws IOException {
    byte[] request = Wire.post(hostile.path(), hostile.body());
    try (Wire wire = Wire.to(address)) {
      wire.send(Arrays.copyOf(request, 1 + random.nextInt(request.length)));
      wire.reset();
    } catch (SocketException _) {
      // the server was faster
    }
    return null;
  }

  private @Nullable String slow(Hostile hostile) throws IOException {
    byte[] request = Wire.post(hostile.path(), hostile.body());
    int pieces = 5;
    try (Wire wire = Wire.to(address)) {
      for (int i = 0; i < pieces; i++) {
        wire.send(
            Arrays.copyOfRange(
                request, i * request.length / pieces, (i + 1) * request.length / pieces));
        pause();
      }
      return judge(hostile, wire.read());
    } catch (SocketException | EOFException e) {
      return "closed (%s) on slow %s".formatted(e.getMessage(), shown(hostile));
    }
  }

  private static void pause() {
    try {
      Thread.sleep(2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Wire wire() throws IOException {
    Wire wire = open;
    if (wire == null) {
      wire = Wire.to(address);
      open = wire;
    }
    return wire;
  }

  /// Ends the connection.
  void drop() throws IOException {
    Wire wire = open;
    open = null;
    if (wire != null) {
      wire.close();
    }
  }
}
