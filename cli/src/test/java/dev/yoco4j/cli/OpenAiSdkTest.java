package dev.yoco4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionChoice;
import com.openai.models.completions.CompletionCreateParams;
import dev.yoco4j.server.AccessConfig;
import dev.yoco4j.server.ServerConfig;
import dev.yoco4j.server.YocoServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// OpenAI's own SDK for Java, with nothing changed but the address.
class OpenAiSdkTest {
  @TempDir static Path folder;
  private static RunningServer running;
  private static OpenAIClient client;

  @BeforeAll
  static void start() {
    running = RunningServer.start(folder, limits -> limits.withBatch(1).withQueue(0));
    client = client(running.address());
  }

  @AfterAll
  static void stop() {
    client.close();
    running.close();
  }

  private static OpenAIClient client(URI address) {
    return OpenAIOkHttpClient.builder()
        .baseUrl(address.resolve("v1").toString())
        .apiKey("wrong")
        .maxRetries(0)
        .timeout(Duration.ofSeconds(60))
        .build();
  }

  private static ChatCompletionCreateParams.Builder chat() {
    return ChatCompletionCreateParams.builder()
        .model("tiny")
        .addUserMessage("hello")
        .putAdditionalBodyProperty("seed", JsonValue.from(3))
        .putAdditionalBodyProperty("logit_bias", JsonValue.from(Map.of("257", -100)));
  }

  @Test
  void a_chat_has_text_usage_and_log_probabilities() {
    ChatCompletion answer =
        client
            .chat()
            .completions()
            .create(chat().maxCompletionTokens(5).logprobs(true).topLogprobs(2).build())
            .validate();
    ChatCompletion.Choice choice = answer.choices().getFirst();
    assertThat(choice.message().content().orElse("")).isNotEmpty();
    assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.LENGTH);
    assertThat(choice.logprobs().orElseThrow().content().orElseThrow()).hasSize(5);
    assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(5);
    assertThat(answer.usage().orElseThrow().promptTokensDetails().orElseThrow().cachedTokens())
        .isPresent();
  }

  @Test
  void a_streamed_chat_ends_with_its_usage() {
    ChatCompletionStreamOptions usage =
        ChatCompletionStreamOptions.builder().includeUsage(true).build();
    try (StreamResponse<ChatCompletionChunk> stream =
        client
            .chat()
            .completions()
            .createStreaming(chat().maxCompletionTokens(20).streamOptions(usage).build())) {
      List<ChatCompletionChunk> chunks = stream.stream().toList();
      chunks.forEach(ChatCompletionChunk::validate);
      assertThat(chunks.getFirst().choices().getFirst().delta().role())
          .contains(ChatCompletionChunk.Choice.Delta.Role.ASSISTANT);
      assertThat(chunks.getLast().choices()).isEmpty();
      assertThat(chunks.getLast().usage().orElseThrow().completionTokens()).isEqualTo(20);
      assertThat(chunks.get(chunks.size() - 2).choices().getFirst().finishReason())
          .contains(ChatCompletionChunk.Choice.FinishReason.LENGTH);
    }
  }

  @Test
  void completions_are_answered_whole_and_streamed() {
    CompletionCreateParams params =
        CompletionCreateParams.builder()
            .model("tiny")
            .prompt("once")
            .maxTokens(12)
            .temperature(0.0)
            .logprobs(2)
            .build();
    Completion whole = client.completions().create(params).validate();
    CompletionChoice choice = whole.choices().getFirst();
    assertThat(choice.logprobs().orElseThrow().tokenLogprobs().orElseThrow()).isNotEmpty();
    try (StreamResponse<Completion> stream = client.completions().createStreaming(params)) {
      String text =
          stream.stream()
              .flatMap(chunk -> chunk.choices().stream())
              .map(CompletionChoice::text)
              .collect(Collectors.joining());
      assertThat(text).isEqualTo(choice.text());
    }
  }

  @Test
  void the_model_is_listed_and_found() {
    assertThat(client.models().list().data()).hasSize(1);
    assertThat(client.models().retrieve("tiny").validate().id()).isEqualTo("tiny");
    assertThatThrownBy(() -> client.models().retrieve("other"))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void a_json_schema_is_kept() {
    ResponseFormatJsonSchema.JsonSchema.Schema schema =
        ResponseFormatJsonSchema.JsonSchema.Schema.builder()
            .putAdditionalProperty("enum", JsonValue.from(List.of("red", "blue")))
            .build();
    ResponseFormatJsonSchema format =
        ResponseFormatJsonSchema.builder()
            .jsonSchema(
                ResponseFormatJsonSchema.JsonSchema.builder()
                    .name("colour")
                    .strict(true)
                    .schema(schema)
                    .build())
            .build();
    ChatCompletion answer =
        client
            .chat()
            .completions()
            .create(chat().maxCompletionTokens(20).responseFormat(format).build());
    assertThat(answer.choices().getFirst().message().content().orElse(""))
        .isIn("\"red\"", "\"blue\"");
    assertThat(answer.choices().getFirst().finishReason())
        .isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
  }

  @Test
  void errors_are_of_their_kinds_and_in_our_words() {
    assertThatThrownBy(
            () -> client.chat().completions().create(chat().maxCompletionTokens(9_000).build()))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("lower max_completion_tokens");
    try (YocoServer locked =
        YocoServer.start(ServerConfig.local(0).with(AccessConfig.withKey("right")))) {
      locked.serve(running.model());
      OpenAIClient stranger = client(locked.address());
      assertThatThrownBy(() -> stranger.models().list())
          .isInstanceOf(UnauthorizedException.class)
          .hasMessageContaining("API key");
      stranger.close();
    }
  }

  @Test
  void a_full_queue_is_a_rate_limit_that_says_when_to_come_again() {
    try (StreamResponse<ChatCompletionChunk> _ =
        client.chat().completions().createStreaming(chat().maxCompletionTokens(4000).build())) {
      assertThatThrownBy(() -> client.chat().completions().create(chat().build()))
          .isInstanceOfSatisfying(
              RateLimitException.class,
              refused -> {
                assertThat(refused.headers().values("Retry-After")).hasSize(1);
                assertThat(refused.type()).contains("rate_limit_error");
              });
    }
    try {
      running.awaitIdle(Duration.ofSeconds(20));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
