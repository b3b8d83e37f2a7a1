package dev.yoco4j.langchain4j;

import dev.langchain4j.model.language.LanguageModel;
import dev.langchain4j.model.output.Response;

/// A language model of LangChain4j that runs in this process and continues texts as they are,
/// without a chat template.
///
/// A text stands as a document begins: after the begin-of-text token, where the tokenizer has one.
/// Errors are those of [YocoChatModel].
public final class YocoLanguageModel implements LanguageModel, AutoCloseable {
  private final YocoModelBuilder.Settings settings;

  private YocoLanguageModel(YocoModelBuilder.Settings settings) {
    this.settings = settings;
  }

  /// A new model.
  ///
  /// @return its builder
  public static YocoModelBuilder<YocoLanguageModel> builder() {
    return new YocoModelBuilder<>(YocoLanguageModel::new);
  }

  @Override
  public Response<String> generate(String prompt) {
    YocoModel model = settings.model();
    int[] tokens = model.tokenizer().encodeDocument(prompt);
    try {
      Answer answer = model.answer(RequestForm.text(tokens, settings.parameters(), model));
      return Response.from(answer.text(), answer.tokenUsage(), answer.finishReason());
    } catch (RuntimeException e) {
      throw Answer.failure(e);
    }
  }

  /// Closes the model, unless it was given by [YocoModelBuilder#model].
  @Override
  public void close() {
    settings.close();
  }
}
