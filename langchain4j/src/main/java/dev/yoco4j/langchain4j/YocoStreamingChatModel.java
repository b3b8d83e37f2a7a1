package dev.yoco4j.langchain4j;

import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.List;
import java.util.Set;

/// A chat model of LangChain4j that runs in this process and tells its answer as it comes.
///
/// Each request's handler is called on a virtual thread of its own, so that it may take its time,
/// and ask the model again. All errors go to the handler; their types are those of [YocoChatModel].
/// After a [cancellation][dev.langchain4j.model.chat.response.StreamingHandle#cancel] the handler
/// is not called any more, and the engine stops after its current step.
public final class YocoStreamingChatModel implements StreamingChatModel, AutoCloseable {
  private final YocoModelBuilder.Settings settings;

  private YocoStreamingChatModel(YocoModelBuilder.Settings settings) {
    this.settings = settings;
  }

  /// A new model.
  ///
  /// @return its builder
  public static YocoModelBuilder<YocoStreamingChatModel> builder() {
    return new YocoModelBuilder<>(YocoStreamingChatModel::new);
  }

  @Override
  public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
    AnswerStream stream = new AnswerStream(settings.model(), handler);
    Thread.ofVirtual().name("yoco-answer").start(() -> stream.run(request));
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
