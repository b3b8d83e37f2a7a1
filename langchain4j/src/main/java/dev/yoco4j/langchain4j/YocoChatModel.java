package dev.yoco4j.langchain4j;

import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.List;
import java.util.Set;

/// A chat model of LangChain4j that runs in this process.
///
/// Conversations are written with the chat template of the model's folder. Schemas of answers are
/// kept by force. Tools, images and other messages than text are refused with
/// [dev.langchain4j.exception.UnsupportedFeatureException]; a request that can't be right with
/// [dev.langchain4j.exception.InvalidRequestException]; one that comes while too many wait with
/// [dev.langchain4j.exception.RateLimitException]. Safe for use by several threads, whose requests
/// run together.
public final class YocoChatModel implements ChatModel, AutoCloseable {
  private final YocoModelBuilder.Settings settings;

  private YocoChatModel(YocoModelBuilder.Settings settings) {
    this.settings = settings;
  }

  /// A new model.
  ///
  /// @return its builder
  public static YocoModelBuilder<YocoChatModel> builder() {
    return new YocoModelBuilder<>(YocoChatModel::new);
  }

  @Override
  public ChatResponse doChat(ChatRequest request) {
    try {
      YocoModel model = settings.model();
      return model.answer(RequestForm.chat(request, model)).chatResponse(model.name());
    } catch (RuntimeException e) {
      throw Answer.failure(e);
    }
  }

  @Override
  public ChatRequestParameters defaultRequestParameters() {
    return settings.parameters();
  }

  @Override
  public List<ChatModelListener> listeners() {
    return settings.listeners();
  }

  @Override
  public Set<Capability> supportedCapabilities() {
    return Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA);
  }

  /// Closes the model, unless it was given by [YocoModelBuilder#model].
  @Override
  public void close() {
    settings.close();
  }
}
