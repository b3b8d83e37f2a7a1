package dev.yoco4j.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.yoco4j.inference.GenerationEvent.Finished;
import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.QueueFullException;
import java.util.UUID;
import java.util.concurrent.CompletionException;

/// What a model said, in LangChain4j's words.
record Answer(String text, Finished finished) {
  /// Asks and waits.
  static Answer to(GenerationRequest request, YocoModel model) {
    StringBuilder text = new StringBuilder();
    try {
      Finished finished =
          model.engine().generate(request, event -> text.append(event.text()), () -> false);
      return new Answer(text.toString(), finished);
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  ChatResponse chatResponse(String modelName) {
    return ChatResponse.builder()
        .id("chatcmpl-" + UUID.randomUUID())
        .modelName(modelName)
        .aiMessage(AiMessage.from(text))
        .tokenUsage(tokenUsage())
        .finishReason(finishReason())
        .build();
  }

  TokenUsage tokenUsage() {
    return new TokenUsage(finished.promptTokens(), finished.generatedTokens());
  }

  FinishReason finishReason() {
    return switch (finished.reason()) {
      case END_TOKEN, STOP_STRING, COMPLETE -> FinishReason.STOP;
      case MAX_TOKENS, PAST_FULL -> FinishReason.LENGTH;
      case CANCELLED -> FinishReason.OTHER;
    };
  }

  /// What went wrong, as LangChain4j tells whether to try again.
  static RuntimeException failure(Throwable problem) {
    Throwable cause =
        problem instanceof CompletionException wrapped && wrapped.getCause() != null
            ? wrapped.getCause()
            : problem;
    return switch (cause) {
      case LangChain4jException known -> known;
      case QueueFullException full -> new RateLimitException(full.getMessage(), full);
      case IllegalArgumentException wrong -> new InvalidRequestException(wrong.getMessage(), wrong);
      case RuntimeException other -> other;
      default -> new IllegalStateException(cause.getMessage(), cause);
    };
  }
}
