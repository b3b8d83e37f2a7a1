package dev.yoco4j.server.openai;

import dev.yoco4j.inference.ScoredToken;
import dev.yoco4j.server.http.Json;
import dev.yoco4j.text.StreamingDecoder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The four arrays of completions: `tokens`, `token_logprobs`, `top_logprobs`, `text_offset`.
///
/// What lm-evaluation-harness reads. Each map of `top_logprobs` has the token itself, too, with the
/// same number as in `token_logprobs`; tokens that share a text stay apart, as `token_id:N`.
/// Offsets count code points of the text.
final class LegacyLogProbabilities implements LogProbabilities {
  private final TokenText texts;
  private final StreamingDecoder decoder;
  private ObjectNode json = empty();
  private int offset;

  LegacyLogProbabilities(TokenText texts) {
    this.texts = texts;
    decoder = texts.tokenizer().streamingDecoder();
  }

  private static ObjectNode empty() {
    ObjectNode json = Json.object();
    json.putArray("tokens");
    json.putArray("token_logprobs");
    json.putArray("top_logprobs");
    json.putArray("text_offset");
    return json;
  }

  @Override
  public void addUnscored(int token) {
    json.withArray("token_logprobs").addNull();
    json.withArray("top_logprobs").addNull();
    place(token);
  }

  @Override
  public void add(ScoredToken token) {
    json.withArray("token_logprobs").add(token.logProbability());
    ObjectNode top = json.withArray("top_logprobs").addObject();
    top.put(texts.text(token.token()), token.logProbability());
    for (ScoredToken.Alternative other : token.alternatives()) {
      if (other.token() != token.token()) {
        String text = texts.text(other.token());
        top.put(top.has(text) ? "token_id:" + other.token() : text, other.logProbability());
      }
    }
    place(token.token());
  }

  private void place(int token) {
    json.withArray("tokens").add(texts.text(token));
    json.withArray("text_offset").add(offset);
    if (token < texts.tokenizer().vocabularySize()) {
      String settled = decoder.next(token);
      offset += settled.codePointCount(0, settled.length());
    }
  }

  @Override
  public JsonNode take() {
    ObjectNode taken = json;
    json = empty();
    return taken;
  }
}
