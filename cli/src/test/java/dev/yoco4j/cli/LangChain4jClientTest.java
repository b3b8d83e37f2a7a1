package dev.yoco4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.model.StreamingResponseHandler;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiLanguageModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingLanguageModel;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// LangChain4j's models for OpenAI, with nothing changed but the address.
class LangChain4jClientTest {
  @TempDir static Path folder;
  private static RunningServer running;

  @BeforeAll
  static void start() {
    running = RunningServer.start(folder);
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  private static String address() {
    return running.address().resolve("v1").toString();
  }

  /// No end of text, so that lengths are known.
  private static OpenAiChatModel.OpenAiChatModelBuilder chat() {
    return OpenAiChatModel.builder()
        .baseUrl(address())
        .apiKey("none")
        .modelName("tiny")
        .logitBias(Map.of("257", -100))
        .seed(5)
        .maxRetries(0);
  }

  private static ChatRequest request() {
    return ChatRequest.builder().messages(UserMessage.from("hello")).build();
  }

  @Test
  void a_chat_has_text_usage_and_finish_reason() {
    ChatResponse response = chat().maxTokens(6).build().chat(request());
    assertThat(response.aiMessage().text()).isNotEmpty();
    assertThat(response.finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(response.tokenUsage().outputTokenCount()).isEqualTo(6);
    assertThat(response.tokenUsage().inputTokenCount()).isPositive();
    assertThat(response.tokenUsage().totalTokenCount())
        .isEqualTo(response.tokenUsage().inputTokenCount() + 6);
    assertThat(response.metadata().modelName()).isEqualTo("tiny");
    ChatResponse ended = chat().maxTokens(50).logitBias(Map.of("257", 100)).build().chat(request());
    assertThat(ended.finishReason()).isEqualTo(FinishReason.STOP);
  }

  /// What Spring AI and others flatten into the request, too.
  @Test
  void all_its_fields_and_unknown_ones_are_taken() {
    ChatResponse response =
        chat()
            .maxCompletionTokens(3)
            .temperature(0.7)
            .topP(0.9)
            .stop(List.of("~~~"))
            .presencePenalty(0.1)
            .frequencyPenalty(0.1)
            .user("someone")
            .store(false)
            .metadata(Map.of("a", "b"))
            .serviceTier("auto")
            .parallelToolCalls(true)
            .customParameters(
                Map.of(
                    "top_k",
                    40,
                    "min_p",
                    0.01,
                    "repetition_penalty",
                    1.1,
                    "chat_template_kwargs",
                    Map.of("enable_thinking", false),
                    "of_nobody",
                    List.of(1, "a")))
            .build()
            .chat(request());
    assertThat(response.tokenUsage().outputTokenCount()).isEqualTo(3);
  }

  @Test
  void a_json_schema_is_kept() {
    String text =
        chat()
            .maxTokens(60)
            .strictJsonSchema(true)
            .responseFormat(
                ResponseFormat.builder()
                    .type(ResponseFormatType.JSON)
                    .jsonSchema(
                        JsonSchema.builder()
                            .name("answer")
                            .rootElement(
                                JsonObjectSchema.builder()
                                    .addBooleanProperty("yes")
                                    .required("yes")
                                    .build())
                            .build())
                    .build())
            .build()
            .chat(request())
            .aiMessage()
            .text();
    assertThat(text.replaceAll("\\s", "")).isIn("{\"yes\":true}", "{\"yes\":false}");
  }

  @Test
  void a_streamed_chat_is_the_whole_one_in_pieces() throws Exception {
    OpenAiStreamingChatModel model =
        OpenAiStreamingChatModel.builder()
            .baseUrl(address())
            .apiKey("none")
            .modelName("tiny")
            .logitBias(Map.of("257", -100))
            .seed(5)
            .maxTokens(30)
            .build();
    StringBuilder pieces = new StringBuilder();
    CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
    model.chat(
        request(),
        new StreamingChatResponseHandler() {
          @Override
          public void onPartialResponse(String piece) {
            pieces.append(piece);
          }

          @Override
          public void onCompleteResponse(ChatResponse response) {
            whole.complete(response);
          }

          @Override
          public void onError(Throwable error) {
            whole.completeExceptionally(error);
          }
        });
    ChatResponse response = whole.get(30, TimeUnit.SECONDS);
    assertThat(response.finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(response.tokenUsage().outputTokenCount()).isEqualTo(30);
    assertThat(response.aiMessage().text()).isEqualTo(pieces.toString());
    assertThat(chat().maxTokens(30).build().chat(request()).aiMessage().text())
        .isEqualTo(pieces.toString());
  }

  @Test
  void completions_are_answered_whole_and_streamed() throws Exception {
    Response<String> answer =
        OpenAiLanguageModel.builder()
            .baseUrl(address())
            .apiKey("none")
            .modelName("tiny")
            .temperature(0.0)
            .maxRetries(0)
            .build()
            .generate("once");
    TokenUsage usage = Objects.requireNonNull(answer.tokenUsage());
    assertThat(usage.outputTokenCount()).isBetween(1, 16);
    CompletableFuture<Response<String>> whole = new CompletableFuture<>();
    OpenAiStreamingLanguageModel.builder()
        .baseUrl(address())
        .apiKey("none")
        .modelName("tiny")
        .temperature(0.0)
        .build()
        .generate(
            "once",
            new StreamingResponseHandler<String>() {
              @Override
              public void onNext(String piece) {}

              @Override
              public void onComplete(Response<String> response) {
                whole.complete(response);
              }

              @Override
              public void onError(Throwable error) {
                whole.completeExceptionally(error);
              }
            });
    assertThat(whole.get(30, TimeUnit.SECONDS).content()).isEqualTo(answer.content());
  }

  @Test
  void errors_carry_our_words() {
    assertThatThrownBy(() -> chat().maxTokens(1_000_000).build().chat(request()))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("shorten the prompt")
        .hasMessageContaining("4096");
    assertThatThrownBy(() -> chat().modelName("other").build().chat(request()))
        .isInstanceOf(ModelNotFoundException.class)
        .hasMessageContaining("this server has tiny");
  }
}
