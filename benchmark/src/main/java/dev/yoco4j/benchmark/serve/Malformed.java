package dev.yoco4j.benchmark.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/// Bodies that a server has to refuse.
final class Malformed {
  private static final int DEPTH = 5000;

  private static final List<String> BODIES =
      List.of(
          "",
          "{",
          "null",
          "[1, 2, 3]",
          "{\"prompt\": {\"a\": 1}}",
          "{\"prompt\": \"a\", \"max_tokens\": 1e400}",
          "{\"prompt\": \"a\", \"max_tokens\": -1}",
          "{\"prompt\": \"a\", \"max_tokens\": 99999999999999999999}",
          "{\"prompt\": \"a\", \"temperature\": \"hot\"}",
          "{\"prompt\": [0, 1, -7]}",
          "{\"prompt\": \"a\", \"n\": 100000}",
          "{\"prompt\": \"a\", \"logit_bias\": {\"x\": []}}",
          "{\"prompt\": \"a\", \"stop\": 5}",
          "{\"prompt\": \"a\", \"context_id\": \"ctx_nothing\"}",
          "{\"prompt\": \"a\", \"model\": \"another\"}",
          "{\"prompt\": \"a\", \"response_format\": {\"type\": \"xml\"}}",
          "{\"prompt\": \"a\", \"tools\": [{}]}",
          "[".repeat(DEPTH),
          "{\"a\":".repeat(DEPTH));

  private Malformed() {}

  /// One of them.
  static byte[] body(Requests requests) {
    int which = requests.below(BODIES.size() + 1);
    return which == BODIES.size()
        ? new byte[] {'{', '"', (byte) 0xc3, (byte) 0x28, '"', ':', '1', '}'} // no UTF-8
        : BODIES.get(which).getBytes(UTF_8);
  }
}
