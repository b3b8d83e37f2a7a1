package dev.yoco4j.langchain4j;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.yoco4j.inference.GenerationEvent.Finished;
import dev.yoco4j.inference.Submission;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// One answer on its way to a handler: the device's thread puts texts in, the handler's takes them
/// out.
final class AnswerStream implements StreamingHandle {
  private static final System.Logger LOG = System.getLogger(AnswerStream.class.getName());

  private final YocoModel model;
  private final StreamingChatResponseHandler handler;
  private final BlockingQueue<Optional<String>> texts = new LinkedBlockingQueue<>();
  private volatile boolean cancelled;

  AnswerStream(YocoModel model, StreamingChatResponseHandler handler) {
    this.model = model;
    this.handler = handler;
  }

  @Override
  public void cancel() {
    cancelled = true;
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }

  void run(ChatRequest request) {
    try {
      Submission submission =
          model
              .engine()
              .submit(
                  RequestForm.chat(request, model),
                  event -> texts.add(Optional.of(event.text())),
                  this::isCancelled);
      var _ = submission.finished().whenComplete((_, _) -> texts.add(Optional.empty()));
      String text = tellTexts();
      Finished finished = submission.await();
      if (!cancelled) {
        handler.onCompleteResponse(new Answer(text, finished).chatResponse(model.name()));
      }
    } catch (RuntimeException | InterruptedException e) {
      fail(e);
    }
  }

  private String tellTexts() throws InterruptedException {
    StringBuilder all = new StringBuilder();
    PartialResponseContext context = new PartialResponseContext(this);
    for (var text = texts.take(); text.isPresent(); text = texts.take()) {
      if (!text.get().isEmpty() && !cancelled) {
        all.append(text.get());
        handler.onPartialResponse(new PartialResponse(text.get()), context);
      }
    }
    return all.toString();
  }

  /// What a handler throws goes to it, too, and ends the generation.
  private void fail(Exception problem) {
    boolean told = cancelled;
    cancelled = true;
    if (told) {
      return;
    }
    try {
      handler.onError(Answer.failure(problem));
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "a handler of errors failed", e);
    }
  }
}
