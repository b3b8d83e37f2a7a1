package dev.yoco4j.cli;

import dev.yoco4j.server.AccessConfig;
import dev.yoco4j.server.LimitsConfig;
import dev.yoco4j.server.ServerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where a server listens, and who may ask.
final class ListenOptions {
  @Option(
      names = "--host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description = "Address to listen on (default: ${DEFAULT-VALUE}, this machine alone).")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8080",
      description = "Port to listen on; 0 takes a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--api-key",
      paramLabel = "KEY",
      defaultValue = "${env:YOCO_API_KEY:-${NULL}}",
      description = "What clients have to send (default: the variable YOCO_API_KEY, or none).")
  private @Nullable String apiKey;

  @Option(
      names = "--without-api-key",
      description = "Listen for other machines without asking them for a key.")
  private boolean withoutKey;

  @Option(
      names = "--cors-origin",
      paramLabel = "ORIGIN",
      description = "An origin whose pages may ask; may be given several times (default: none).")
  private List<String> origins = List.of();

  @Option(
      names = "--contexts",
      paramLabel = "DIR",
      description = "Folder of saved contexts (default: contexts are not saved).")
  private @Nullable Path contexts;

  @Option(
      names = "--max-body",
      paramLabel = "SIZE",
      converter = Amount.Bytes.class,
      defaultValue = "64MiB",
      description = "Bytes of a request at most (default: ${DEFAULT-VALUE}).")
  private long maxBody;

  @Option(
      names = "--idle",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "How long a connection may say nothing (default: ${DEFAULT-VALUE}).")
  private int idle;

  @Option(
      names = "--ping",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "Between signs of life to clients that wait (default: ${DEFAULT-VALUE}).")
  private int ping;

  @Option(
      names = "--drain",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "How long requests may go on at the end (default: ${DEFAULT-VALUE}).")
  private int drain;

  @Option(
      names = "--default-max-tokens",
      paramLabel = "N",
      defaultValue = "1024",
      description = "Tokens of a chat's answer where it does not say (default: ${DEFAULT-VALUE}).")
  private int maxTokens;

  ServerConfig config() {
    LimitsConfig limits =
        LimitsConfig.usual()
            .withBodyBytes(maxBody)
            .withIdle(Duration.ofSeconds(idle))
            .withSignOfLife(Duration.ofSeconds(ping))
            .withDrain(Duration.ofSeconds(drain))
            .withDefaultMaxTokens(maxTokens);
    AccessConfig access =
        new AccessConfig(Optional.ofNullable(apiKey), withoutKey, Set.copyOf(origins));
    return new ServerConfig(host, port, access, limits, Optional.ofNullable(contexts));
  }

  /// What was decided, for people.
  String told() {
    return "%s, bodies of up to %,d MiB, connections idle for up to %d s, %d s to end, contexts %s"
        .formatted(
            apiKey == null ? "no API key" : "with an API key",
            maxBody >> 20,
            idle,
            drain,
            contexts == null ? "not saved" : "saved in " + contexts);
  }
}
