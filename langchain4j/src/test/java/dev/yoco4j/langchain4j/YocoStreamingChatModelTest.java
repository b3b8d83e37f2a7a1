package dev.yoco4j.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import dev.yoco4j.inference.EngineStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YocoStreamingChatModelTest {
  private static final int LONG = 100_000;
  private static final Map<Integer, Double> NO_END = Map.of(TinyFolder.END_OF_TEXT, -100.0);

  @TempDir static Path folder;
  static YocoModel shared;

  @BeforeAll
  static void open() {
    shared = YocoModel.from(TinyFolder.write(folder)).device("cpu").positions(LONG).open();
  }

  @AfterAll
  static void close() {
    shared.close();
  }

  private static YocoStreamingChatModel model(int maxTokens) {
    return YocoStreamingChatModel.builder()
        .model(shared)
        .temperature(0)
        .maxOutputTokens(maxTokens)
        .logitBias(NO_END)
        .build();
  }

  private static int running() {
    EngineStatus status = shared.engine().status();
    return status.prefilling() + status.decoding();
  }

  @Test
  void texts_come_in_parts_and_together_are_the_answer() throws Exception {
    Heard heard = new Heard(_ -> {});
    model(30).chat("hi", heard);
    ChatResponse response = heard.end.get(60, TimeUnit.SECONDS);
    String blocking =
        YocoChatModel.builder()
            .model(shared)
            .temperature(0)
            .maxOutputTokens(30)
            .logitBias(NO_END)
            .build()
            .chat("hi");
    assertThat(String.join("", heard.parts)).isEqualTo(blocking);
    assertThat(heard.parts).hasSizeGreaterThan(3);
    assertThat(response.aiMessage().text()).isEqualTo(blocking);
    assertThat(response.finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(response.tokenUsage().outputTokenCount()).isEqualTo(30);
  }

  @Test
  void a_cancelled_answer_says_no_more_and_leaves_the_engine() throws Exception {
    Heard heard = new Heard(context -> context.streamingHandle().cancel());
    model(LONG).chat("hi", heard);
    assertTrue(heard.first.get(60, TimeUnit.SECONDS).isCancelled());
    for (int i = 0; i < 600 && running() > 0; i++) {
      Thread.sleep(100);
    }
    assertThat(running()).isZero();
    assertThat(heard.parts).hasSize(1);
    assertThat(heard.end).isNotDone();
  }

  @Test
  void errors_go_to_the_handler() {
    Heard tooLong = new Heard(_ -> {});
    model(5).chat("x".repeat(LONG + 1), tooLong);
    assertThat(tooLong.end)
        .failsWithin(60, TimeUnit.SECONDS)
        .withThrowableThat()
        .withCauseInstanceOf(InvalidRequestException.class);
    Heard other = new Heard(_ -> {});
    model(5)
        .chat(
            ChatRequest.builder().messages(UserMessage.from("hi")).modelName("gpt").build(), other);
    assertThat(other.end)
        .failsWithin(60, TimeUnit.SECONDS)
        .withThrowableThat()
        .withCauseInstanceOf(UnsupportedFeatureException.class);
  }

  @Test
  void a_handler_that_fails_is_told_so_once() {
    Heard heard =
        new Heard(_ -> {
          throw new IllegalStateException("no paper");
        });
    model(LONG).chat("hi", heard);
    assertThat(heard.end)
        .failsWithin(60, TimeUnit.SECONDS)
        .withThrowableThat()
        .withMessageContaining("no paper");
    assertThat(heard.parts).hasSize(1);
  }

  @Test
  void a_handler_may_ask_the_model_again() throws Exception {
    CompletableFuture<String> inner = new CompletableFuture<>();
    Heard heard =
        new Heard(_ -> {
          if (!inner.isDone()) {
            inner.complete(
                YocoChatModel.builder().model(shared).maxOutputTokens(3).build().chat("and?"));
          }
        });
    model(5).chat("hi", heard);
    assertThat(heard.end.get(60, TimeUnit.SECONDS)).isNotNull();
    assertThat(inner).isDone();
  }

  /// Remembers what it is told.
  private static final class Heard implements StreamingChatResponseHandler {
    private final Consumer<PartialResponseContext> then;
    private final List<String> parts = new ArrayList<>();
    private final CompletableFuture<dev.langchain4j.model.chat.response.StreamingHandle> first =
        new CompletableFuture<>();
    private final CompletableFuture<ChatResponse> end = new CompletableFuture<>();

    Heard(Consumer<PartialResponseContext> then) {
      this.then = then;
    }

    @Override
    public void onPartialResponse(PartialResponse part, PartialResponseContext context) {
      parts.add(part.text());
      then.accept(context);
      first.complete(context.streamingHandle());
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
      end.complete(response);
    }

    @Override
    public void onError(Throwable error) {
      end.completeExceptionally(error);
    }
  }
}
