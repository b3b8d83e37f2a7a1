package dev.yoco4j.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.server.AccessConfig;
import dev.yoco4j.server.ServerConfig;
import dev.yoco4j.server.YocoServer;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A page of elsewhere may ask only where its origin was named.
class ForeignPagesTest {
  private static final String ALLOWED = "access-control-allow-origin";

  private static Wire.Reply ask(YocoServer server, String method, String origin)
      throws IOException {
    try (Wire wire = Wire.to(server.address())) {
      wire.send(
          "%s /v1/models HTTP/1.1\r\nHost: localhost\r\nOrigin: %s\r\n\r\n"
              .formatted(method, origin)
              .getBytes(ISO_8859_1));
      return wire.read();
    }
  }

  @Test
  void none_may_by_default() throws IOException {
    try (YocoServer server = YocoServer.start(ServerConfig.local(0))) {
      for (String method : new String[] {"GET", "OPTIONS"}) {
        Wire.Reply reply = ask(server, method, "https://a.example");
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.body()).contains("--cors-origin");
        assertThat(reply.headers()).doesNotContainKey(ALLOWED);
      }
    }
  }

  @Test
  void a_named_one_may_and_its_preflight_needs_no_key() throws IOException {
    AccessConfig access = new AccessConfig(Optional.of("key"), false, Set.of("https://a.example"));
    try (YocoServer server = YocoServer.start(ServerConfig.local(0).with(access))) {
      Wire.Reply preflight = ask(server, "OPTIONS", "https://a.example");
      assertThat(preflight.status()).isEqualTo(204);
      assertThat(preflight.headers()).containsEntry(ALLOWED, "https://a.example");
      Wire.Reply without = ask(server, "GET", "https://a.example");
      assertThat(without.status()).isEqualTo(401);
      assertThat(without.headers()).containsEntry(ALLOWED, "https://a.example");
      assertThat(ask(server, "GET", "https://b.example").status()).isEqualTo(403);
    }
  }
}
